package httpapi

func assetOperations() []operation {
	return nil
}
