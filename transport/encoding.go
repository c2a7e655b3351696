package transport

import "confab/transport/internal/detect"

// Encoding is how a plain peer's text is written as bytes. The zero value is
// UTF8.
type Encoding = detect.Encoding

// The encodings a person can choose between. Hex shows and takes bytes as
// hexadecimal digits.
const (
	UTF8    = detect.UTF8
	GB18030 = detect.GB18030
	Big5    = detect.Big5
	Latin1  = detect.Latin1
	Hex     = detect.Hex
)
