package words

import (
	"errors"
	"reflect"
	"strings"
	"testing"
)

func TestInstall(t *testing.T) {
	en, zh := reflect.ValueOf(*installEn), reflect.ValueOf(*installZh)
	for i := range en.NumField() {
		name, a, b := en.Type().Field(i).Name, en.Field(i).String(), zh.Field(i).String()
		if a == "" || b == "" || a == b || !reflect.DeepEqual(placed(a), placed(b)) {
			t.Errorf("%s: %q and %q", name, a, b)
		}
	}
	if For(English).Install() != installEn || For(Chinese).Install() != installZh {
		t.Error("the wrong language")
	}
	long := "/" + strings.Repeat("d", 300) + "/\x1b[31mconfab"
	for _, i := range []*Install{installEn, installZh} {
		for _, s := range []string{i.InMenu(long, long), i.Opens(long, long), i.Before(long), i.Removed(long, long), i.BadPath(long), i.Failed(errors.New(long))} {
			if strings.ContainsAny(s, "{}\x1b") || !strings.Contains(s, strings.Repeat("d", 300)) {
				t.Errorf("%q", s)
			}
		}
	}
}
