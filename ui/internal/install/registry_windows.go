package install

import (
	"errors"
	"io/fs"
	"strings"

	"golang.org/x/sys/windows"
	"golang.org/x/sys/windows/registry"
)

// The keys of a scheme, below those of the user: see "Registering an Application to a URI
// Scheme". A program that has this scheme by all users' keys is behind these.
const (
	classes    = `Software\Classes`
	schemeKey  = classes + `\` + Scheme
	iconKey    = schemeKey + `\DefaultIcon`
	shellKey   = schemeKey + `\shell`
	openKey    = shellKey + `\open`
	commandKey = openKey + `\command`
)

// programValue has the program as it was named to Install, for the next one.
const programValue = "Confab.Program"

// Install makes the program in a file, which has an absolute path, the one that opens the
// links for this user.
func Install(program string) (Done, error) {
	if strings.Contains(program, `"`) {
		return Done{}, ErrPath // which no file system there has
	}
	done := Done{Entry: `HKEY_CURRENT_USER\` + schemeKey, Program: program, Default: true}
	if before := installed(); before != program {
		done.Before = before
	}
	for _, v := range []struct{ key, name, value string }{
		{schemeKey, "", "URL:Confab"},
		{schemeKey, "URL Protocol", ""},
		{schemeKey, programValue, program},
		{iconKey, "", `"` + program + `",0`},
		// The shell puts the link in the place of %1, and a % in that of %%.
		{commandKey, "", `"` + strings.ReplaceAll(program, "%", "%%") + `" "%1"`},
	} {
		if err := set(v.key, v.name, v.value); err != nil {
			return Done{}, err
		}
	}
	tellShell()
	return done, nil
}

func set(path, name, value string) error {
	key, _, err := registry.CreateKey(registry.CURRENT_USER, path, registry.SET_VALUE)
	if err != nil {
		return err
	}
	defer key.Close()
	return key.SetStringValue(name, value)
}

// Remove takes away what Install made.
func Remove() (Done, error) {
	done := Done{Program: installed()}
	if done.Program == "" {
		return done, nil
	}
	done.Entry = `HKEY_CURRENT_USER\` + schemeKey
	for _, path := range []string{commandKey, openKey, shellKey, iconKey, schemeKey} {
		if err := registry.DeleteKey(registry.CURRENT_USER, path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return Done{}, err
		}
	}
	tellShell()
	return done, nil
}

// installed returns the program that the keys name; empty if there are none.
func installed() string {
	key, err := registry.OpenKey(registry.CURRENT_USER, schemeKey, registry.QUERY_VALUE)
	if err != nil {
		return ""
	}
	defer key.Close()
	if program, _, err := key.GetStringValue(programValue); err == nil {
		return program
	}
	return `HKEY_CURRENT_USER\` + schemeKey // made by somebody else, under our name
}

var shChangeNotify = windows.NewLazySystemDLL("shell32.dll").NewProc("SHChangeNotify")

// tellShell has the desktop look again at what opens what.
func tellShell() {
	const associationsChanged = 0x08000000 // SHCNE_ASSOCCHANGED
	if shChangeNotify.Find() == nil {
		shChangeNotify.Call(associationsChanged, 0, 0, 0)
	}
}
