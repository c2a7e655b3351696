package transport

import "confab/transport/internal/detect"

// Encoding is how a plain peer's text is written as bytes. The zero value is UTF8.
// Encodings lists all. Its methods are String, Encode, Decode and others.
type Encoding = detect.Encoding

// Script is what an encoding is for: a writing system, or a part of the world.
type Script = detect.Script

// NotEncodableError is the error of Encoding.Encode, and what Error.Err wraps where
// the Fault is NotEncodable.
type NotEncodableError = detect.NotEncodableError

// Encodings that have a constant. Hex shows bytes, and reads them, as hexadecimal digits.
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
	EUCKR       = detect.EUCKR
)

// The scripts, in the order of Encodings.
const (
	Unicode            = detect.Unicode
	SimplifiedChinese  = detect.SimplifiedChinese
	TraditionalChinese = detect.TraditionalChinese
	Japanese           = detect.Japanese
	Korean             = detect.Korean
	Western            = detect.Western
	CentralEuropean    = detect.CentralEuropean
	Cyrillic           = detect.Cyrillic
	Greek              = detect.Greek
	Turkish            = detect.Turkish
	Hebrew             = detect.Hebrew
	Arabic             = detect.Arabic
	Baltic             = detect.Baltic
	Nordic             = detect.Nordic
	Celtic             = detect.Celtic
	Romanian           = detect.Romanian
	SouthEuropean      = detect.SouthEuropean
	Thai               = detect.Thai
	Vietnamese         = detect.Vietnamese
	RawBytes           = detect.RawBytes
	Scripts            = detect.Scripts // how many there are
)

// Encodings lists every encoding: all of the WHATWG Encoding Standard, Latin1 and
// Hex, script by script, the likeliest of each first.
func Encodings() []Encoding { return detect.Encodings() }

// ParseEncoding returns the encoding called name: by its String, or by another common
// name, such as cp1251 or sjis. Case, hyphens and underscores do not matter.
func ParseEncoding(name string) (Encoding, error) { return detect.ParseEncoding(name) }
