package words

import (
	"reflect"
	"regexp"
	"slices"
	"testing"

	"confab/transport"
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

func TestWhatReceiversSay(t *testing.T) {
	full := Halt{Name: "Anna", State: transport.NotReceived, Fault: transport.DiskFull}
	paused, stopped := Halt{Name: "Boris", State: transport.Paused}, Halt{Name: "Chen", State: transport.Dropped}
	en, zh := For(English), For(Chinese)
	for got, want := range map[string]string{
		en.Halted(full):   "Anna's disk is full. It goes on when Anna has made room and tries again.",
		en.Halted(paused): "Boris has paused it. It goes on when Boris resumes it.",
		zh.Halted(full):   "Anna 的磁盘已满。Anna 腾出空间并重试后就会接着传。",

		en.HaltedOf(2, 3, []Halt{full}):                                    "2 of 3 have it, Anna's disk is full",
		en.HaltedOf(0, 4, []Halt{full, paused, stopped, full}):             "Anna's disk is full, Boris has paused it, and 2 more did not get it",
		zh.HaltedOf(2, 4, []Halt{full, {Name: "a\nb", State: full.State}}): "4 位中 2 位已收到，Anna 的磁盘已满，a b 无法保存它",
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	seen := map[string]bool{}
	for _, f := range []transport.Fault{transport.DiskFull, transport.DiskUnwritable, transport.FileGone, transport.FileBroken} {
		for _, w := range languages {
			seen[w.Halted(Halt{Name: "Anna", State: transport.NotReceived, Fault: f})] = true
		}
	}
	if len(seen) != 8 {
		t.Errorf("%d different sentences: %v", len(seen), seen)
	}
}
