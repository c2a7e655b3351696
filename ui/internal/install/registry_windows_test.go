package install

import (
	"testing"

	"golang.org/x/sys/windows/registry"
)

func TestWineInstall(t *testing.T) {
	value := func(path, name, want string) {
		t.Helper()
		key, err := registry.OpenKey(registry.CURRENT_USER, path, registry.QUERY_VALUE)
		if err != nil {
			t.Fatal(err)
		}
		defer key.Close()
		if got, _, err := key.GetStringValue(name); err != nil || got != want {
			t.Errorf("%s, %q: %q, want %q: %v", path, name, got, want, err)
		}
	}
	const old, program = `C:\old\confab.exe`, `C:\a b 100%L\程序.exe`
	for _, c := range []struct{ program, before string }{{old, ""}, {program, old}, {program, ""}} {
		done, err := Install(c.program)
		if err != nil || done.Before != c.before || done.Program != c.program {
			t.Fatalf("%+v, %v", done, err)
		}
	}
	value(schemeKey, "URL Protocol", "")
	value(iconKey, "", `"`+program+`",0`)
	value(commandKey, "", `"C:\a b 100%%L\程序.exe" "%1"`)
	if done, err := Remove(); err != nil || done.Program != program {
		t.Errorf("%+v, %v", done, err)
	}
	if key, err := registry.OpenKey(registry.CURRENT_USER, schemeKey, registry.QUERY_VALUE); err == nil {
		_ = key.Close()
		t.Error("the key is still there")
	}
	if done, err := Remove(); err != nil || done.Program != "" {
		t.Errorf("%+v, %v", done, err)
	}
}
