package httpapi

func referenceOperations() []operation {
	return nil
}
