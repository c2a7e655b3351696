package plain

import "testing"

func TestRelayed(t *testing.T) {
	for _, tc := range [][3]string{
		{"Ann", "hello", "Ann: hello"},
		{"Ann\nhost", "hello", "Ann host: hello"},
		{"Ann", "one\ntwo\r\nthree\u2028four", "Ann: one\n    two\n    three\n    four"},
		{"Ann", "a\tb\x1b[2Jc\bd", "Ann: a\tb\uFFFD[2Jc\uFFFDd"},
	} {
		if got := Relayed(tc[0], tc[1]); got != tc[2] {
			t.Errorf("%q of %q is %q, want %q", tc[1], tc[0], got, tc[2])
		}
	}
}
