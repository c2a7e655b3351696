package desktop

import (
	"context"
	"fmt"
	"os"
	"testing"

	"golang.org/x/sys/windows/registry"
)

// A key of the test's own stands in for the one that holds the person's theme.
func TestRegistryKey(t *testing.T) {
	path := fmt.Sprintf(`Software\confab-test-%d`, os.Getpid())
	if got := currentKey(path); got != (Appearance{}) {
		t.Errorf("a key that is not there: got %+v", got)
	}
	startWatch(t, func(ctx context.Context, changed func(Appearance)) { watchKey(ctx, path, changed) }).mustReturn(t)

	key, _, err := registry.CreateKey(registry.CURRENT_USER, path, registry.SET_VALUE)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		key.Close()
		if err := registry.DeleteKey(registry.CURRENT_USER, path); err != nil {
			t.Error(err)
		}
	})
	set := func(name string, value uint32) {
		t.Helper()
		if err := key.SetDWordValue(name, value); err != nil {
			t.Fatal(err)
		}
	}
	if got := currentKey(path); got != (Appearance{}) {
		t.Errorf("a value that is not there: got %+v", got)
	}
	set("AppsUseLightTheme", 1)
	if got := currentKey(path); got != light {
		t.Errorf("1: got %+v", got)
	}

	w := startWatch(t, func(ctx context.Context, changed func(Appearance)) { watchKey(ctx, path, changed) })
	if got := w.next(t); got != light {
		t.Fatalf("at the start: got %+v", got)
	}
	for range 3 {
		set("SystemUsesLightTheme", 0)
		set("AppsUseLightTheme", 0)
		if got := w.next(t); got != dark {
			t.Fatalf("0: got %+v", got)
		}
		set("AppsUseLightTheme", 1)
		if got := w.next(t); got != light {
			t.Fatalf("1 again: got %+v", got)
		}
	}
	w.cancel()
	w.mustReturn(t)
}

func TestLanguagesOfWindows(t *testing.T) {
	if Language() == "" {
		t.Error("Windows always has a language")
	}
}
