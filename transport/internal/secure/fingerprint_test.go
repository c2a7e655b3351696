package secure

import (
	"bufio"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestWordlists(t *testing.T) {
	// The digests under which BIP-39's lists are known.
	known := map[Language]struct{ text, digest string }{
		English: {englishText, "2f5eed53a4727b4bf8880d8f3f199efc90e58503646d9ff8eff3a2ed3b24dbda"},
		Chinese: {chineseText, "5c5942792bd8340cb8b27cd592f1015edf56a8c5b26276ee18a482428e7c5726"},
	}
	for language, want := range known {
		name := map[Language]string{English: "English", Chinese: "Chinese"}[language]
		t.Run("the list never changes: "+name, func(t *testing.T) {
			if got := fmt.Sprintf("%x", sha256.Sum256([]byte(want.text))); got != want.digest {
				t.Errorf("SHA-256 is %s", got)
			}
		})
		t.Run("2 048 distinct words, one a line: "+name, func(t *testing.T) {
			seen := map[string]bool{}
			lines := bufio.NewScanner(strings.NewReader(want.text))
			for lines.Scan() {
				seen[lines.Text()] = true
			}
			list := language.list()
			if len(seen) != 1<<wordBits || len(list.words) != 1<<wordBits || len(list.index) != 1<<wordBits {
				t.Errorf("%d lines, %d words, %d in the index", len(seen), len(list.words), len(list.index))
			}
			for i, w := range list.words {
				if !seen[w] || int(list.index[w]) != i {
					t.Errorf("word %d: %q", i, w)
				}
			}
		})
	}
	t.Run("four letters tell English words apart, and all are small letters", func(t *testing.T) {
		seen := map[string]string{}
		for _, w := range English.list().words {
			if strings.Trim(w, "abcdefghijklmnopqrstuvwxyz") != "" || len(w) < 3 || len(w) > 8 {
				t.Errorf("%q", w)
			}
			start := w[:min(4, len(w))]
			if seen[start] != "" {
				t.Errorf("%q and %q", w, seen[start])
			}
			seen[start] = w
		}
	})
	t.Run("each Chinese word is one Chinese character", func(t *testing.T) {
		for _, w := range Chinese.list().words {
			r, n := utf8.DecodeRuneInString(w)
			if n != len(w) || !isHan(r) {
				t.Errorf("%q", w)
			}
		}
	})
}

// numbered is an ID for tests.
func numbered(n uint64) ID {
	var id ID
	binary.BigEndian.PutUint64(id[24:], n)
	return id
}

func TestFingerprint(t *testing.T) {
	// Computed with Python: hashlib.pbkdf2_hmac("sha256", lesser + greater,
	// b"confab fingerprint 1", 65536, 17), cut into 11 bits.
	vectors := []struct {
		a, b             ID
		english, chinese string
	}{
		{numbered(1), numbered(2), "always wagon motion nose brief nut program embrace rather bid possible track", "民 窝 尘 麻 接 婚 森 轻 诸 最 摩 凸"},
		{numbered(300), numbered(255), "digital only shoot skirt appear fence swap pink grief mountain fatal kidney", "价 璃 宾 陵 物 州 浇 炸 械 揭 独 沿"},
		{numbered(0), numbered(1 << 63), "matter shoulder rain demand hospital remain moon cute danger wave balcony bulb", "泛 辉 跨 置 井 拔 词 准 维 俩 你 指"},
	}
	for _, v := range vectors {
		t.Run("a pair has the same words always, in either order: "+v.english, func(t *testing.T) {
			f := PairFingerprint(v.a, v.b)
			if f.Text(English) != v.english || f.String() != v.english || f.Text(Chinese) != v.chinese {
				t.Errorf("%q, %q", f.Text(English), f.Text(Chinese))
			}
			if PairFingerprint(v.b, v.a) != f {
				t.Error("the other order has others")
			}
		})
	}
	t.Run("another peer has other words", func(t *testing.T) {
		changed := vectors[0].b
		changed[31] ^= 1
		f, g := PairFingerprint(vectors[0].a, vectors[0].b), PairFingerprint(vectors[0].a, changed)
		same := 0
		for i := range f.words {
			if f.words[i] == g.words[i] {
				same++
			}
		}
		if same > 2 {
			t.Errorf("%d words are the same", same)
		}
	})
}

func TestParseFingerprint(t *testing.T) {
	f := Fingerprint{words: [FingerprintWords]uint16{0, 1, 2, 3, 2047, 2046, 1024, 1023, 512, 7, 99, 1500}}
	t.Run("words are read in either language, however they are set", func(t *testing.T) {
		english, chinese := f.Words(English), f.Words(Chinese)
		var list strings.Builder
		for i, w := range english {
			fmt.Fprintf(&list, "%2d. %s\r\n", i+1, w)
		}
		for _, text := range []string{
			f.Text(English), f.Text(Chinese), strings.ToUpper(f.Text(English)), list.String(),
			"  " + strings.Join(english[:], ", ") + ".", strings.Join(chinese[:], ""), strings.Join(chinese[:], "、"),
			strings.Join(chinese[:6], "\u3000") + "\n" + strings.Join(chinese[6:], "\u3000"),
		} {
			if got, err := ParseFingerprint(text); err != nil || got != f {
				t.Errorf("%q: %v, %v", text, got, err)
			}
		}
	})
	t.Run("an unknown word is named with its place", func(t *testing.T) {
		english, chinese := f.Words(English), f.Words(Chinese)
		english[4], chinese[4] = "confab", "龘"
		for _, text := range []string{strings.Join(english[:], " "), strings.Join(chinese[:], "")} {
			_, err := ParseFingerprint(text)
			var unknown *UnknownWordError
			if !errors.As(err, &unknown) || unknown.Position != 5 || unknown.Word != english[4] && unknown.Word != chinese[4] {
				t.Errorf("%q: %v", text, err)
			}
		}
	})
	t.Run("a mixture of languages is no fingerprint", func(t *testing.T) {
		text := strings.Join(append(strings.Fields(f.Text(English))[:6], strings.Fields(f.Text(Chinese))[6:]...), " ")
		var unknown *UnknownWordError
		if _, err := ParseFingerprint(text); !errors.As(err, &unknown) {
			t.Errorf("%q: %v", text, err)
		}
	})
	t.Run("eleven words, thirteen, none, and a book are no fingerprint", func(t *testing.T) {
		text := f.Text(English)
		for _, text := range []string{"", " 1 2 3", text[:strings.LastIndex(text, " ")], text + " abandon", strings.Repeat(text+" ", 1000)} {
			if got, err := ParseFingerprint(text); !errors.Is(err, ErrNotTwelve) || got != (Fingerprint{}) {
				t.Errorf("%.40q: %v, %v", text, got, err)
			}
		}
	})
}

func FuzzParseFingerprint(f *testing.F) {
	pair := Fingerprint{words: [FingerprintWords]uint16{0, 1, 2, 3, 2047, 2046, 1024, 1023, 512, 7, 99, 1500}}
	f.Add(pair.Text(English))
	f.Add(pair.Text(Chinese))
	f.Add("1. abandon\n2. 的a的")
	f.Add("\xff的\xe4\xbd")
	f.Fuzz(func(t *testing.T, text string) {
		read, err := ParseFingerprint(text)
		if err != nil {
			var unknown *UnknownWordError
			if !errors.Is(err, ErrNotTwelve) && !errors.As(err, &unknown) || read != (Fingerprint{}) {
				t.Fatalf("%v, %v", read, err)
			}
			return
		}
		for _, l := range []Language{English, Chinese} {
			if again, err := ParseFingerprint(read.Text(l)); err != nil || again != read {
				t.Fatalf("%q became %v, %v", text, again, err)
			}
		}
	})
}
