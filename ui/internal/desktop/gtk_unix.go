//go:build unix && !darwin && !android

package desktop

import (
	"os"
	"path/filepath"
	"strings"
)

// gtkAppearance is what a GTK program would follow: the theme forced by the
// environment, and then the first settings file that says something.
func gtkAppearance() Appearance {
	if a := gtkTheme(os.Getenv("GTK_THEME")); a.Known {
		return a
	}
	dir, err := os.UserConfigDir()
	if err != nil {
		return Appearance{}
	}
	for _, version := range []string{"gtk-4.0", "gtk-3.0"} {
		ini, err := os.ReadFile(filepath.Join(dir, version, "settings.ini"))
		if err != nil {
			continue
		}
		if a := gtkSettings(string(ini)); a.Known {
			return a
		}
	}
	return Appearance{}
}

// gtkTheme understands GTK_THEME: a theme's name with an optional variant, as in
// "Adwaita:dark", or a theme that is the dark one of two, as in "Arc-Dark".
func gtkTheme(name string) Appearance {
	name = strings.ToLower(name)
	return Appearance{
		Dark:  strings.HasSuffix(name, ":dark") || strings.HasSuffix(name, "-dark"),
		Known: name != "",
	}
}

// gtkSettings understands a settings.ini, which is a GKeyFile: the last value of
// a key counts, and truth is "true" or "1".
func gtkSettings(ini string) Appearance {
	var a Appearance
	inSettings := false
	for line := range strings.Lines(ini) {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "[") {
			inSettings = line == "[Settings]"
			continue
		}
		key, value, ok := strings.Cut(line, "=")
		if !inSettings || !ok || strings.TrimSpace(key) != "gtk-application-prefer-dark-theme" {
			continue
		}
		switch strings.TrimSpace(value) {
		case "true", "1":
			a = Appearance{Dark: true, Known: true}
		case "false", "0":
			a = Appearance{Known: true}
		}
	}
	return a
}
