package detect

import "fmt"

var scriptNames = [Scripts]string{
	Unicode: "unicode", SimplifiedChinese: "simplified_chinese", TraditionalChinese: "traditional_chinese",
	Japanese: "japanese", Korean: "korean", Western: "western", CentralEuropean: "central_european",
	Cyrillic: "cyrillic", Greek: "greek", Turkish: "turkish", Hebrew: "hebrew", Arabic: "arabic",
	Baltic: "baltic", Nordic: "nordic", Celtic: "celtic", Romanian: "romanian", SouthEuropean: "south_european",
	Thai: "thai", Vietnamese: "vietnamese", RawBytes: "raw_bytes",
}

// String returns the script's stable English name: "traditional_chinese".
func (s Script) String() string {
	if s < Scripts {
		return scriptNames[s]
	}
	return fmt.Sprintf("script %d", uint8(s))
}
