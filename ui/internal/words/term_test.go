package words

import (
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestTerminal(t *testing.T) {
	en, zh := reflect.ValueOf(*termEn), reflect.ValueOf(*termZh)
	placeholders := regexp.MustCompile(`\{\w+\}`)
	for i := range en.NumField() {
		field := en.Type().Field(i)
		if field.Type.Kind() != reflect.String {
			continue
		}
		t.Run(field.Name+" is filled in both languages with the same values", func(t *testing.T) {
			a, b := en.Field(i).String(), zh.Field(i).String()
			if a == "" || b == "" || a == b {
				t.Errorf("English %q, Chinese %q", a, b)
			}
			inA, inB := placeholders.FindAllString(a, -1), placeholders.FindAllString(b, -1)
			slices.Sort(inA)
			slices.Sort(inB)
			if !slices.Equal(inA, inB) {
				t.Errorf("values %v in English, %v in Chinese", inA, inB)
			}
		})
	}

	t.Run("both languages explain the same commands and flags in lines that fit", func(t *testing.T) {
		flags := regexp.MustCompile(`(?m)^  -\w+`)
		for name, usage := range termEn.Commands {
			if a, b := flags.FindAllString(usage, -1), flags.FindAllString(termZh.Commands[name], -1); !slices.Equal(a, b) {
				t.Errorf("%s: flags %v in English, %v in Chinese", name, a, b)
			}
			if !strings.Contains(termEn.Usage, "confab "+name) || !strings.Contains(termZh.Usage, "confab "+name) {
				t.Errorf("%s is not in the usage of all", name)
			}
		}
		if len(termZh.Commands) != len(termEn.Commands) {
			t.Errorf("commands: %v and %v", slices.Collect(maps.Keys(termEn.Commands)), slices.Collect(maps.Keys(termZh.Commands)))
		}
		for _, w := range []*Terminal{termEn, termZh} {
			for _, text := range append(slices.Collect(maps.Values(w.Commands)), w.Usage, w.SlashHelp+"\n") {
				if !strings.HasSuffix(text, "\n") {
					t.Errorf("no newline ends %q", text)
				}
				for line := range strings.Lines(text) {
					// A Chinese character is as wide as two letters.
					wide := (len(line) - utf8.RuneCountInString(line)) / 2
					if columns := utf8.RuneCountInString(line) - 1 + wide; columns > 92 {
						t.Errorf("%d columns: %s", columns, line)
					}
				}
			}
		}
	})

	t.Run("Terminal follows the language of the words", func(t *testing.T) {
		if For(English).Terminal() != termEn || For(Chinese).Terminal() != termZh {
			t.Error("the wrong language")
		}
	})
}
