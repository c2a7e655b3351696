package files

// Received is how many bytes of a part were verified before its sidecar was closed, and of
// how many: for show. Nothing of the part itself is read, which Resume does.
func Received(state string) (bytes, of int64, err error) {
	s, h, _, err := openSidecar(state)
	if err != nil {
		return 0, 0, err
	}
	defer s.close()
	err = s.marks(func(i int64, digest [32]byte) error {
		if digest != [32]byte{} {
			_, n, _ := h.at(i)
			bytes += int64(n)
		}
		return nil
	})
	return bytes, h.size, err
}
