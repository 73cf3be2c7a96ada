package httpapi

func adminOperations() []operation {
	return nil
}
