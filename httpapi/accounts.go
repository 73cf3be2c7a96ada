package httpapi

func accountOperations() []operation {
	return nil
}
