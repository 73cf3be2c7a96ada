package httpapi

func jobOperations() []operation {
	return nil
}
