package detect

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
)

// shape is how the characters of an encoding are made of bytes.
type shape uint8

const (
	// oneByte: each byte is a character.
	oneByte shape = iota
	// severalBytes: what is no ASCII is a character of one to four bytes.
	severalBytes
	// escapes: ISO 2022, where sequences after ESC say what the next bytes mean.
	escapes
	// twoBytes16: UTF-16.
	twoBytes16
	// noTable: UTF-8 and Hex.
	noTable
)

// codec is what there is to know of an encoding.
type codec struct {
	name   string
	script Script
	shape  shape
	table  encoding.Encoding
	// aliases are other names that people know it by, as folded gives them.
	aliases string
}

// single is the table of an encoding whose shape is oneByte.
func (c *codec) single() *charmap.Charmap { return c.table.(*charmap.Charmap) }

// wide is the table of any other.
func (c *codec) wide() encoding.Encoding { return c.table }

// Script is what an encoding is for: a writing system, or a part of the world.
type Script uint8

// The scripts, in the order in which a list of encodings shows them.
const (
	Unicode Script = iota
	SimplifiedChinese
	TraditionalChinese
	Japanese
	Korean
	Western
	CentralEuropean
	Cyrillic
	Greek
	Turkish
	Hebrew
	Arabic
	Baltic
	Nordic
	Celtic
	Romanian
	SouthEuropean
	Thai
	Vietnamese
	RawBytes
	Scripts // how many there are
)

var codecs = [encodings]codec{
	UTF8:        {name: "UTF-8", script: Unicode, shape: noTable, aliases: "utf8 unicode11utf8"},
	GB18030:     {name: "GB18030", script: SimplifiedChinese, shape: severalBytes, table: simplifiedchinese.GB18030},
	Big5:        {name: "Big5", script: TraditionalChinese, shape: severalBytes, table: traditionalchinese.Big5, aliases: "big5hkscs cnbig5 xxbig5 cp950"},
	Latin1:      {name: "Latin-1", script: Western, table: charmap.ISO8859_1, aliases: "iso88591"},
	Hex:         {name: "hex", script: RawBytes, shape: noTable},
	GBK:         {name: "GBK", script: SimplifiedChinese, shape: severalBytes, table: simplifiedchinese.GBK, aliases: "gb2312 chinese cp936 ms936 euccn"},
	ShiftJIS:    {name: "Shift_JIS", script: Japanese, shape: severalBytes, table: japanese.ShiftJIS, aliases: "sjis mskanji windows31j xsjis cp932 ms932"},
	EUCJP:       {name: "EUC-JP", script: Japanese, shape: severalBytes, table: japanese.EUCJP, aliases: "xeucjp ujis"},
	ISO2022JP:   {name: "ISO-2022-JP", script: Japanese, shape: escapes, table: japanese.ISO2022JP, aliases: "jis"},
	EUCKR:       {name: "EUC-KR", script: Korean, shape: severalBytes, table: korean.EUCKR, aliases: "cp949 ms949 uhc windows949 korean ksc5601"},
	UTF16LE:     {name: "UTF-16LE", script: Unicode, shape: twoBytes16, aliases: "utf16 ucs2 unicode"},
	UTF16BE:     {name: "UTF-16BE", script: Unicode, shape: twoBytes16},
	Windows874:  {name: "Windows-874", script: Thai, table: charmap.Windows874, aliases: "tis620 iso885911 cp874 dos874"},
	Windows1250: {name: "Windows-1250", script: CentralEuropean, table: charmap.Windows1250, aliases: "cp1250 win1250"},
	Windows1251: {name: "Windows-1251", script: Cyrillic, table: charmap.Windows1251, aliases: "cp1251 win1251"},
	Windows1252: {name: "Windows-1252", script: Western, table: charmap.Windows1252, aliases: "cp1252 win1252 ansi"},
	Windows1253: {name: "Windows-1253", script: Greek, table: charmap.Windows1253, aliases: "cp1253 win1253"},
	Windows1254: {name: "Windows-1254", script: Turkish, table: charmap.Windows1254, aliases: "cp1254 win1254 latin5 iso88599"},
	Windows1255: {name: "Windows-1255", script: Hebrew, table: charmap.Windows1255, aliases: "cp1255 win1255"},
	Windows1256: {name: "Windows-1256", script: Arabic, table: charmap.Windows1256, aliases: "cp1256 win1256"},
	Windows1257: {name: "Windows-1257", script: Baltic, table: charmap.Windows1257, aliases: "cp1257 win1257"},
	Windows1258: {name: "Windows-1258", script: Vietnamese, table: charmap.Windows1258, aliases: "cp1258 win1258"},
	ISO8859_2:   {name: "ISO-8859-2", script: CentralEuropean, table: charmap.ISO8859_2, aliases: "latin2 l2"},
	ISO8859_3:   {name: "ISO-8859-3", script: SouthEuropean, table: charmap.ISO8859_3, aliases: "latin3 l3"},
	ISO8859_4:   {name: "ISO-8859-4", script: Baltic, table: charmap.ISO8859_4, aliases: "latin4 l4"},
	ISO8859_5:   {name: "ISO-8859-5", script: Cyrillic, table: charmap.ISO8859_5, aliases: "cyrillic"},
	ISO8859_6:   {name: "ISO-8859-6", script: Arabic, table: charmap.ISO8859_6, aliases: "arabic asmo708"},
	ISO8859_7:   {name: "ISO-8859-7", script: Greek, table: charmap.ISO8859_7, aliases: "greek elot928"},
	ISO8859_8:   {name: "ISO-8859-8", script: Hebrew, table: charmap.ISO8859_8, aliases: "hebrew visual"},
	ISO8859_8I:  {name: "ISO-8859-8-I", script: Hebrew, table: charmap.ISO8859_8, aliases: "logical"},
	ISO8859_10:  {name: "ISO-8859-10", script: Nordic, table: charmap.ISO8859_10, aliases: "latin6 l6"},
	ISO8859_13:  {name: "ISO-8859-13", script: Baltic, table: charmap.ISO8859_13, aliases: "latin7"},
	ISO8859_14:  {name: "ISO-8859-14", script: Celtic, table: charmap.ISO8859_14, aliases: "latin8"},
	ISO8859_15:  {name: "ISO-8859-15", script: Western, table: charmap.ISO8859_15, aliases: "latin9 l9"},
	ISO8859_16:  {name: "ISO-8859-16", script: Romanian, table: charmap.ISO8859_16, aliases: "latin10"},
	KOI8R:       {name: "KOI8-R", script: Cyrillic, table: charmap.KOI8R, aliases: "koi8 koi"},
	KOI8U:       {name: "KOI8-U", script: Cyrillic, table: charmap.KOI8U, aliases: "koi8ru"},
	IBM866:      {name: "IBM866", script: Cyrillic, table: charmap.CodePage866, aliases: "866 cp866 dos866"},
	Macintosh:   {name: "Macintosh", script: Western, table: charmap.Macintosh, aliases: "mac macroman"},
	MacCyrillic: {name: "x-mac-cyrillic", script: Cyrillic, table: charmap.MacintoshCyrillic, aliases: "maccyrillic xmacukrainian"},
	UserDefined: {name: "x-user-defined", script: RawBytes, table: charmap.XUserDefined},
}

// Encodings lists all encodings, script by script, the likeliest of each first.
func Encodings() []Encoding {
	list := make([]Encoding, 0, encodings)
	for script := range Scripts {
		for _, e := range byLikelihood {
			if codecs[e].script == script {
				list = append(list, e)
			}
		}
	}
	return list
}

// byLikelihood is all encodings so that those of one script are in order.
var byLikelihood = [encodings]Encoding{
	UTF8, UTF16LE, UTF16BE, GB18030, GBK, Big5, ShiftJIS, EUCJP, ISO2022JP, EUCKR,
	Windows1252, Latin1, ISO8859_15, Macintosh, Windows1250, ISO8859_2, Windows1251, KOI8R, KOI8U, IBM866, ISO8859_5,
	MacCyrillic, Windows1253, ISO8859_7, Windows1254, Windows1255, ISO8859_8I, ISO8859_8, Windows1256, ISO8859_6,
	Windows1257, ISO8859_13, ISO8859_4, ISO8859_10, ISO8859_14, ISO8859_16, ISO8859_3, Windows874, Windows1258, Hex, UserDefined,
}

// String returns the stable name that ParseEncoding takes back.
func (e Encoding) String() string {
	if e < encodings {
		return codecs[e].name
	}
	return fmt.Sprintf("Encoding(%d)", uint8(e))
}

// Script returns what e is for.
func (e Encoding) Script() Script {
	if e < encodings {
		return codecs[e].script
	}
	return Unicode
}

// ParseEncoding returns the Encoding called name, by the name that String gives
// or another one that people know, such as cp1251 or sjis. Upper and lower case,
// hyphens and underscores do not matter.
func ParseEncoding(name string) (Encoding, error) {
	wanted := folded(name)
	for e := range encodings {
		if folded(codecs[e].name) == wanted && wanted != "" {
			return e, nil
		}
		for alias := range strings.FieldsSeq(codecs[e].aliases) {
			if alias == wanted {
				return e, nil
			}
		}
	}
	names := make([]string, 0, encodings)
	for _, e := range Encodings() {
		names = append(names, e.String())
	}
	return UTF8, fmt.Errorf("unknown encoding %q (known: %s)", name, strings.Join(names, ", "))
}

// folded is a name in lower case with nothing but its letters and digits.
func folded(name string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '-' || r == '_' || r == ' ' || r == '.' || r == ':':
			return -1
		case 'A' <= r && r <= 'Z':
			return r + 'a' - 'A'
		}
		return r
	}, name)
}

// extendsASCII reports whether bytes below 0x80 are ASCII in e.
func (e Encoding) extendsASCII() bool {
	return e == UTF8 || codecs[e].shape == oneByte || codecs[e].shape == severalBytes
}

func (e Encoding) isGB() bool { return e == GB18030 || e == GBK }

// decodeBytes decodes with a table in which each byte is a character.
func decodeBytes(raw []byte, table *charmap.Charmap) string {
	var b strings.Builder
	b.Grow(len(raw) + len(raw)/2)
	for _, c := range raw {
		b.WriteRune(table.DecodeByte(c))
	}
	return b.String()
}

// encodeBytes is the other way.
func encodeBytes(text string, table *charmap.Charmap) (raw []byte, ok bool) {
	raw = make([]byte, 0, len(text))
	for _, r := range text {
		c, ok := table.EncodeRune(r)
		if !ok || table.DecodeByte(c) != r || r == utf8.RuneError {
			return nil, false
		}
		raw = append(raw, c)
	}
	return raw, true
}
