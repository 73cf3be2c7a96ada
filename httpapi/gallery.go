package httpapi

func galleryOperations() []operation {
	return nil
}
