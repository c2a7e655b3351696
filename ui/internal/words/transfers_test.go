package words

import (
	"reflect"
	"regexp"
	"slices"
	"testing"
)

func TestWordsOfTransfers(t *testing.T) {
	values := regexp.MustCompile(`\{[a-z]+\}`)
	en, zh := reflect.ValueOf(transfersEn), reflect.ValueOf(transfersZh)
	for i := range en.NumField() {
		name, a, b := en.Type().Field(i).Name, en.Field(i).String(), zh.Field(i).String()
		in, too := values.FindAllString(a, -1), values.FindAllString(b, -1)
		slices.Sort(in)
		slices.Sort(too)
		if a == "" || b == "" || a == b && name != "began" || !slices.Equal(in, too) {
			t.Errorf("%s is %q and %q", name, a, b)
		}
	}
	w := For(English).Transfers()
	for got, want := range map[string]string{
		w.Remove("a\nb"): "Remove: a b", w.Began("", "09:41"): "09:41", w.Began("Ann", "09:41"): "Ann · 09:41",
		w.DropIn("Ann"): "They wait in the talk with Ann until you send them.",
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
