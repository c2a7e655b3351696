package desktop

import (
	"slices"
	"testing"
)

func TestDefaultsArray(t *testing.T) {
	for _, test := range []struct {
		name, output string
		want         []string
	}{
		{"tags with a hyphen are in quotes", "(\n    \"zh-Hans-CN\",\n    \"en-CN\"\n)\n", []string{"zh-Hans-CN", "en-CN"}},
		{"a tag of letters only is bare", "(\n    en,\n    \"de-DE\",\n    fr\n)\n", []string{"en", "de-DE", "fr"}},
		{"an empty array has no elements", "(\n)\n", nil},
		{"no output has no elements", "", nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := defaultsArray(test.output); !slices.Equal(got, test.want) {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func TestDefaultsStyle(t *testing.T) {
	for _, test := range []struct {
		name, output string
		exists       bool
		want         Appearance
	}{
		{"Dark is dark", "Dark\n", true, Appearance{Dark: true, Known: true}},
		{"a setting that is not there is light", "", false, Appearance{Known: true}},
		{"another style is light", "Light\n", true, Appearance{Known: true}},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := defaultsStyle(test.output, test.exists); got != test.want {
				t.Errorf("got %+v, want %+v", got, test.want)
			}
		})
	}
}
