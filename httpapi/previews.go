package httpapi

func previewOperations() []operation {
	return nil
}
