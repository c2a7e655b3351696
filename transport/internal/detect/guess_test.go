package detect

import (
	"strings"
	"testing"
)

// What was seen read as Chinese or as replacement characters.
func TestShortTextsAreNotReadAsChinese(t *testing.T) {
	for _, c := range []struct {
		encoding Encoding
		text     string
	}{
		{Windows1252, "Straße über Größe"},
		{Windows1252, "café crème"},
		{Windows1252, "café"},
		{Windows1252, "müsste"},
		{Windows1252, "señor"},
		{Windows1252, "naïve"},
		{Windows1252, "Grüße"},
		{Windows1251, "тест"},
		{Windows1251, "привет"},
		{KOI8R, "привет"},
		{IBM866, "привет"},
		{Windows1251, "ПРИВЕТ"},
		{KOI8R, "ПРИВЕТ ВСЕМ"},
		{ShiftJIS, "こんにちは"},
		{ShiftJIS, "テストです"},
		{EUCJP, "こんにちは"},
		{EUCKR, "안녕하세요"},
		{Windows874, "สวัสดี"},
		{GB18030, "你好"},
		{GB18030, "在吗"},
		{GB18030, "测试"},
		{Big5, "你好嗎"},
		{Windows1253, "γεια"},
	} {
		for _, locale := range []string{"", "en", "zh-CN"} {
			if got, reading := guessed(t, c.encoding, locale, c.text); got != c.text {
				t.Errorf("%q in %v on a system in %q reads as %q in %v", c.text, c.encoding, locale, got, reading.Encoding)
			}
		}
	}
}

// The encodings of which the corpus has no lines of their own.
func TestOtherEncodings(t *testing.T) {
	for e, lines := range map[Encoding][]string{
		ISO8859_2: {"Zażółć gęślą jaźń", "Źle się czuję, biorę dziś wolne", "Šéf se ptal, jestli už je ten výkaz hotový", "Něco tam žere proud, zítra se podívám"},
		Windows1255: {"איפה אתה? כולם מחכים כבר חצי שעה", "המדפסת שוב התקלקלה, מי יודע לתקן", "תביא חלב בדרך הביתה בבקשה",
			"יום הולדת שמח והרבה בריאות"},
		Windows1256: {"أين أنت؟ الجميع في انتظارك", "تعطلت الطابعة مرة أخرى، من يستطيع إصلاحها", "لا تنس أن تشتري الحليب في طريق العودة",
			"عيد ميلاد سعيد"},
		Windows1257: {"Kur tu esi? Mēs gaidām jau pusstundu", "Spausdintuvas vėl neveikia, ką daryti?", "Daug laimės gimtadienio proga, linkiu sveikatos",
			"Vai tu vari nopirkt pienu pa ceļam mājās?"},
		KOI8U:       {"Ти де? Ми всі вже зібралися і чекаємо", "Куплю хліба і молока, щось іще потрібно?"},
		Windows1251: {"Де ти є? Всі вже чекають на тебе", "Купи мляко и хляб на връщане, моля те", "Щойно приїхав, зараз піднімуся"},
		ISO8859_7:   {"Άκουσες τα νέα; Ήρθε χθες ο Άγγελος"},
	} {
		for _, line := range lines {
			if got, reading := guessed(t, e, "", line); got != line {
				t.Errorf("%q in %v reads as %q in %v", line, e, got, reading.Encoding)
			}
		}
	}
}

func TestAGuessIsMarkedAndNamesOthers(t *testing.T) {
	_, sure := guessed(t, Windows1251, "", "Привет, ты где? Мы уже все собрались")
	if sure != (Reading{Encoding: Windows1251}) {
		t.Errorf("a whole sentence is %+v", sure)
	}
	_, weak := guessed(t, Windows1252, "", "ü")
	if weak.Encoding != Windows1252 || !weak.Guessed || weak.Likely[0] == UTF8 || weak.Likely[0] == weak.Encoding || weak.Likely[1] == weak.Likely[0] {
		t.Errorf("one letter is %+v", weak)
	}
	raw := encoded(t, Windows1252, "ü")
	for _, other := range weak.Likely {
		if got := other.Decode(raw); got == "ü" {
			t.Errorf("%v, the other choice, reads the same", other)
		}
	}
	if got, all := guessed(t, UTF8, "", "Straße"); got != "Straße" || all != (Reading{}) {
		t.Errorf("UTF-8 is %q, %+v", got, all)
	}
}

// What is broken in UTF-8, but less than it is rare elsewhere.
func TestBrokenUTF8IsAGuess(t *testing.T) {
	_, weak := guessed(t, ShiftJIS, "", "ﾃｽﾄ")
	if weak.Encoding != UTF8 || !weak.Guessed || weak.Likely[0] == UTF8 || weak.Likely[1] == UTF8 || weak.Likely[0] == weak.Likely[1] {
		t.Errorf("three katakana, of which two are UTF-8, are %+v", weak)
	}
	g := NewGuesser(nil)
	g.Learn([]byte("\xC3\xBD\xC4"), 0, false)
	for range 4 {
		g.Learn([]byte("Grüße aus Köln, schönes Wetter hier"), 0, false)
	}
	if g.Reading() != (Reading{}) {
		t.Errorf("after whole texts in UTF-8 it is %+v", g.Reading())
	}
}

func TestTheSystemsLanguageDecidesWhatTheTextDoesNot(t *testing.T) {
	// One letter, of which every system's people expect another thing.
	for locale, want := range map[string]string{
		"de-DE": "ü", "de_AT.UTF-8": "ü", "ru-RU": "ь", "pl-PL": "ü", "zh-Hans-CN": "ü", "en-US": "ü", "el": "ό", "": "ü",
	} {
		if got, reading := guessed(t, Windows1252, locale, "ü"); got != want || !reading.Guessed {
			t.Errorf("on a system in %q it is %q, %+v; want %q", locale, got, reading, want)
		}
	}
	big5 := NewLocale("zh-Hant-TW")
	if big5.cost(Big5, "") >= big5.cost(GB18030, "") {
		t.Error("on Taiwan Big5 is not the likelier one")
	}
	if l := NewLocale("", "C", "*", "x", "en-US"); l.encodings != [encodings]float32{} {
		t.Errorf("names that are no language, and English, prefer %v", l.encodings)
	}
}

func TestLearning(t *testing.T) {
	t.Run("valid UTF-8 of before keeps one broken message from changing all", func(t *testing.T) {
		g := NewGuesser(nil)
		g.Learn([]byte("Grüße aus Köln, schönes Wetter hier, über zwölf Grad, heißt es"), 0, false)
		g.Learn([]byte("a\xE9b"), 0, false)
		if g.Reading() != (Reading{}) {
			t.Errorf("it is %+v", g.Reading())
		}
		for range 10 {
			g.Learn(encoded(t, Windows1251, "Привет, ты где? Мы уже все собрались"), 0, false)
		}
		if g.Reading().Encoding != Windows1251 {
			t.Errorf("a guest who changes is still read as %+v", g.Reading())
		}
	})
	t.Run("after enough texts it is as it is", func(t *testing.T) {
		g := NewGuesser(nil)
		for range learnedTexts {
			g.Learn(encoded(t, Windows1251, "тест"), 0, false)
		}
		for range 10 * learnedTexts {
			g.Learn(encoded(t, GB18030, "你好，明天早上见面"), 0, false)
		}
		if g.Reading().Encoding != Windows1251 || g.texts != learnedTexts {
			t.Errorf("it is %+v after %d texts", g.Reading(), g.texts)
		}
	})
	t.Run("ASCII teaches nothing and costs nothing", func(t *testing.T) {
		g := NewGuesser(nil)
		for range 1000 {
			g.Learn([]byte("hello there"), 0, false)
		}
		if g.texts != 0 || g.evidence != nil {
			t.Error("it learned")
		}
	})
	t.Run("a long text is looked at in part, wherever its letters are", func(t *testing.T) {
		text := strings.Repeat("log line with nothing in it\n", 2000) + "Straße über Größe"
		if got, _ := guessed(t, Windows1252, "", text); got != text {
			t.Errorf("it ends with %q", got[len(got)-20:])
		}
		text = strings.Repeat("你好，明天早上见面", 5000)
		for _, e := range []Encoding{UTF8, GB18030} {
			if _, reading := guessed(t, e, "", text); reading != (Reading{Encoding: e}) {
				t.Errorf("long Chinese in %v is %+v", e, reading)
			}
		}
		kept, cut := excerpt(encoded(t, GB18030, text))
		if len(kept) > excerptBytes+8 || !cut {
			t.Errorf("the excerpt has %d bytes", len(kept))
		}
	})
	t.Run("a long text in UTF-8 with a broken end is broken", func(t *testing.T) {
		text := strings.Repeat("Grüße ", 3000) + "\xFCber \xFCber \xFCber"
		g := NewGuesser(nil)
		g.Learn([]byte(text), 0, false)
		if g.evidence == nil {
			t.Error("nothing was learned")
		}
	})
}

func BenchmarkFirstGuess(b *testing.B) {
	for b.Loop() {
		for i := range languages {
			a := newAlphabet(&languages[i])
			for _, e := range languages[i].encodings {
				_ = newReading(e, a)
			}
		}
	}
}
