//go:build unix && !darwin && !android

package desktop

import (
	"os"
	"path/filepath"
	"testing"
)

func TestGTKTheme(t *testing.T) {
	for _, test := range []struct {
		value string
		want  Appearance
	}{
		{"", Appearance{}},
		{"Adwaita", light},
		{"Adwaita:dark", dark},
		{"Adwaita-dark", dark},
		{"Arc-Dark", dark},
		{"Darkness", light},
		{"Adwaita:light", light},
	} {
		t.Run("GTK_THEME="+test.value, func(t *testing.T) {
			if got := gtkTheme(test.value); got != test.want {
				t.Errorf("got %+v, want %+v", got, test.want)
			}
		})
	}
}

func TestGTKSettings(t *testing.T) {
	const key = "gtk-application-prefer-dark-theme"
	for _, test := range []struct {
		name, ini string
		want      Appearance
	}{
		{"an empty file says nothing", "", Appearance{}},
		{"1 is dark", "[Settings]\n" + key + "=1\n", dark},
		{"true is dark, with spaces and Windows' line ends", "[Settings]\r\n " + key + " = true \r\n", dark},
		{"0 is light", "[Settings]\n" + key + "=0", light},
		{"false is light", "[Settings]\n" + key + "=false", light},
		{"the last one counts", "[Settings]\n" + key + "=1\n" + key + "=0\n", light},
		{"a key of another section is another key", "[Other]\n" + key + "=1\n[Settings]\ngtk-theme-name=Adwaita\n", Appearance{}},
		{"a comment says nothing", "[Settings]\n#" + key + "=1\n", Appearance{}},
		{"neither truth nor untruth says nothing", "[Settings]\n" + key + "=maybe\n", Appearance{}},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := gtkSettings(test.ini); got != test.want {
				t.Errorf("got %+v, want %+v", got, test.want)
			}
		})
	}
}

// bareDesktop is an environment without a bus and without GTK's settings, and
// returns the folder for the latter.
func bareDesktop(t *testing.T) (config string) {
	t.Helper()
	config = t.TempDir()
	t.Setenv("XDG_CONFIG_HOME", config)
	t.Setenv("XDG_RUNTIME_DIR", t.TempDir())
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "")
	t.Setenv("GTK_THEME", "")
	return config
}

func writeGTKSettings(t *testing.T, config, version, value string) {
	t.Helper()
	dir := filepath.Join(config, version)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	ini := "[Settings]\ngtk-application-prefer-dark-theme=" + value + "\n"
	if err := os.WriteFile(filepath.Join(dir, "settings.ini"), []byte(ini), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestWithoutABus(t *testing.T) {
	t.Run("nothing set is unknown", func(t *testing.T) {
		bareDesktop(t)
		if got := Current(t.Context()); got != (Appearance{}) {
			t.Errorf("got %+v", got)
		}
	})
	t.Run("GTK 3's settings are followed", func(t *testing.T) {
		writeGTKSettings(t, bareDesktop(t), "gtk-3.0", "1")
		if got := Current(t.Context()); got != dark {
			t.Errorf("got %+v", got)
		}
	})
	t.Run("GTK 4's settings go before GTK 3's", func(t *testing.T) {
		config := bareDesktop(t)
		writeGTKSettings(t, config, "gtk-3.0", "1")
		writeGTKSettings(t, config, "gtk-4.0", "0")
		if got := Current(t.Context()); got != light {
			t.Errorf("got %+v", got)
		}
	})
	t.Run("GTK_THEME goes before the settings", func(t *testing.T) {
		writeGTKSettings(t, bareDesktop(t), "gtk-3.0", "0")
		t.Setenv("GTK_THEME", "Adwaita:dark")
		if got := Current(t.Context()); got != dark {
			t.Errorf("got %+v", got)
		}
	})
	t.Run("a watch returns at once", func(t *testing.T) {
		bareDesktop(t)
		startWatch(t, Watch).mustReturn(t)
	})
	t.Run("no bus is started", func(t *testing.T) {
		bareDesktop(t)
		bin := t.TempDir()
		trace := filepath.Join(bin, "started")
		script := "#!/bin/sh\n: >'" + trace + "'\n"
		if err := os.WriteFile(filepath.Join(bin, "dbus-launch"), []byte(script), 0o700); err != nil {
			t.Fatal(err)
		}
		t.Setenv("PATH", bin)
		Current(t.Context())
		startWatch(t, Watch).mustReturn(t)
		if _, err := os.Stat(trace); err == nil {
			t.Error("dbus-launch was run")
		}
		if got := os.Getenv("DBUS_SESSION_BUS_ADDRESS"); got != "" {
			t.Errorf("the environment was changed: %q", got)
		}
	})
}

func TestBusAddress(t *testing.T) {
	for _, test := range []struct{ name, address, want string }{
		{"a Unix socket is taken", "unix:path=/run/user/1/bus", "unix:path=/run/user/1/bus"},
		{"of several only the Unix sockets are taken", "tcp:host=192.0.2.1,port=1;unix:abstract=a;unix:path=/b", "unix:abstract=a;unix:path=/b"},
		{"autolaunch is no bus", "autolaunch:", ""},
		{"a program to run is no bus", "unixexec:path=/bin/true", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			bareDesktop(t)
			t.Setenv("DBUS_SESSION_BUS_ADDRESS", test.address)
			if got := busAddress(); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
	t.Run("a plain file called bus is no bus", func(t *testing.T) {
		bareDesktop(t)
		if err := os.WriteFile(filepath.Join(os.Getenv("XDG_RUNTIME_DIR"), "bus"), nil, 0o600); err != nil {
			t.Fatal(err)
		}
		if got := busAddress(); got != "" {
			t.Errorf("got %q", got)
		}
	})
}
