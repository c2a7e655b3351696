package desktop

import (
	"slices"
	"testing"
)

func TestEnvironmentLanguages(t *testing.T) {
	for _, test := range []struct {
		name string
		env  map[string]string
		want []string
	}{
		{"an empty environment prefers nothing", nil, nil},
		{"the codeset and the modifier are no part of the tag", map[string]string{"LANG": "zh_CN.UTF-8@pinyin"}, []string{"zh-CN"}},
		{"LC_ALL goes before LC_MESSAGES", map[string]string{"LC_ALL": "de_DE.UTF-8", "LC_MESSAGES": "fr_FR", "LANG": "en_US"}, []string{"de-DE"}},
		{"LC_MESSAGES goes before LANG", map[string]string{"LC_MESSAGES": "fr_FR", "LANG": "en_US"}, []string{"fr-FR"}},
		{"LANGUAGE is a list before the locale's own language", map[string]string{"LANGUAGE": "zh_CN:de", "LANG": "en_US.UTF-8"}, []string{"zh-CN", "de", "en-US"}},
		{"a language named twice is listed once, empty names never", map[string]string{"LANGUAGE": ":en_GB::en_GB:en:", "LANG": "en_GB.UTF-8"}, []string{"en-GB", "en"}},
		{"LANGUAGE counts for nothing in the locale C", map[string]string{"LANGUAGE": "zh_CN", "LC_ALL": "C.UTF-8", "LANG": "zh_CN.UTF-8"}, nil},
		{"POSIX is nobody's language", map[string]string{"LANG": "POSIX"}, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := environmentLanguages(func(name string) string { return test.env[name] })
			if !slices.Equal(got, test.want) {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}
