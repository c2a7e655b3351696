package picture

// gif copies a GIF. Comments go, and of the applications' blocks all but the number of
// repetitions and the colour profile.
func (s *stripper) gif() error {
	head, err := s.peek(gifHeader)
	if err != nil {
		return err
	}
	if err := s.copy(gifHeader + gifColours(head[10])); err != nil {
		return err
	}
	for {
		b, err := s.read(1)
		if err != nil {
			return err
		}
		switch b[0] {
		case gifTrailer:
			return s.write([]byte{gifTrailer})
		case gifImage:
			err = s.gifImage()
		case gifExtension:
			err = s.gifExtension()
		default:
			return damaged("the block %#x", b[0])
		}
		if err != nil {
			return err
		}
	}
}

// gifColours returns the bytes of the colour table that a field of flags says there is.
func gifColours(flags byte) int64 {
	if flags&gifTable == 0 {
		return 0
	}
	return 3 << (1 + flags&gifTableSize)
}

func (s *stripper) gifImage() error {
	if err := s.write([]byte{gifImage}); err != nil {
		return err
	}
	descriptor, err := s.peek(gifDescriptor)
	if err != nil {
		return err
	}
	// The descriptor, the colours, and the size of the codes.
	if err := s.copy(gifDescriptor + gifColours(descriptor[8]) + 1); err != nil {
		return err
	}
	return s.gifBlocks(true)
}

func (s *stripper) gifExtension() error {
	b, err := s.read(1)
	if err != nil {
		return err
	}
	switch label := b[0]; label {
	case gifControl:
		control, err := s.read(6)
		if err != nil {
			return err
		}
		if control[0] != 4 || control[5] != 0 {
			return damaged("a graphic control block of %d bytes", control[0])
		}
		return s.write([]byte{gifExtension, label}, control)
	case gifComment:
		return s.gifBlocks(false)
	case gifApp:
		return s.gifApplication()
	case gifPlainText:
		return unsupported("a GIF with text that is drawn")
	default:
		return unsupported("a GIF with the extension %#x", label)
	}
}

// gifApplication copies what stays of an application's block.
func (s *stripper) gifApplication() error {
	head, err := s.peek(1)
	if err != nil {
		return err
	}
	head, err = s.read(1 + int(head[0]))
	if err != nil {
		return err
	}
	switch string(head[1:]) {
	case "NETSCAPE2.0", "ANIMEXTS1.0":
		return s.gifRepeat(head)
	case "ICCRGBG1012":
		if err := s.write([]byte{gifExtension, gifApp}, head); err != nil {
			return err
		}
		return s.gifBlocks(true)
	}
	return s.gifBlocks(false)
}

// gifRepeat copies the number of repetitions, and nothing else that stands beside it.
func (s *stripper) gifRepeat(head []byte) error {
	out := append([]byte{gifExtension, gifApp}, head...)
	block, err := s.peek(1)
	if err != nil {
		return err
	}
	const length, kind = 3, 1
	if block[0] != length {
		return s.gifBlocks(false)
	}
	if block, err = s.read(1 + length); err != nil {
		return err
	}
	if block[1] == kind {
		if err := s.write(out, block, []byte{0}); err != nil {
			return err
		}
	}
	return s.gifBlocks(false)
}

// gifBlocks copies blocks of data up to the empty one that ends them, or leaves them out.
func (s *stripper) gifBlocks(keep bool) error {
	for {
		head, err := s.peek(1)
		if err != nil {
			return err
		}
		length := int64(head[0])
		if keep {
			err = s.copy(1 + length)
		} else {
			err = s.skip(1 + length)
		}
		if err != nil || length == 0 {
			return err
		}
	}
}
