package httpapi

func sharingOperations() []operation {
	return nil
}
