package picture

import "encoding/binary"

// The blocks of GIF89a, section 12 and following.
const (
	gifHeader     = 13 // signature and logical screen descriptor
	gifExtension  = 0x21
	gifImage      = 0x2c
	gifTrailer    = 0x3b
	gifPlainText  = 0x01
	gifControl    = 0xf9
	gifComment    = 0xfe
	gifApp        = 0xff
	gifTable      = 0x80 // a flag: a colour table follows
	gifTableSize  = 0x07
	gifDescriptor = 9 // bytes of an image descriptor
)

// probeGIF reads the logical screen: a frame that is larger is refused in decoding.
func probeGIF(data []byte) (Info, error) {
	if len(data) < gifHeader {
		return Info{}, errShort
	}
	return Info{
		Width:  int(binary.LittleEndian.Uint16(data[6:])),
		Height: int(binary.LittleEndian.Uint16(data[8:])),
		layout: layout{pixelBytes: 1, decodeBytes: 1},
	}, nil
}
