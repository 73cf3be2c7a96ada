package keys

// DecodeFile reads a key file's bytes and returns how encode writes them again.
func DecodeFile(data []byte) ([]byte, error) {
	keys, err := decode(data)
	if err != nil {
		return nil, err
	}
	return encode(keys)
}
