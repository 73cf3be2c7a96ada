package httpapi

func meOperations() []operation {
	return nil
}
