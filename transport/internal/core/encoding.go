package core

import "confab/transport/internal/detect"

// Encoding is how a plain peer's text is written as bytes. The zero value is UTF8.
type Encoding = detect.Encoding

// Encodings that have a name here.
const (
	UTF8        = detect.UTF8
	GB18030     = detect.GB18030
	Big5        = detect.Big5
	Latin1      = detect.Latin1
	Hex         = detect.Hex
	Windows1251 = detect.Windows1251
	Windows1252 = detect.Windows1252
	KOI8R       = detect.KOI8R
	ShiftJIS    = detect.ShiftJIS
)
