package decode

// ValidKey says whether a key of a map is one that the decoder takes.
func ValidKey(key string) bool { return checkMapKey(key) == nil }
