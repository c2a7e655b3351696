package files

import (
	"io/fs"
	"strings"
)

// programs are the extensions of programs, scripts, installers, shortcuts and settings
// that a click runs or takes over, on any system: a file is sent on.
var programs = extensions(`
	exe com scr pif cpl msc msi msp mst msix msixbundle appx appxbundle appinstaller application gadget
	bat cmd ps1 ps1xml ps2 psc1 psd1 psm1 cdxml vb vbe vbs js jse ws wsf wsc wsh sct hta reg inf scf lnk url
	library-ms search-ms searchconnector-ms settingcontent-ms theme themepack website appref-ms chm hlp
	dll drv ocx sys cab xll xlam xla ppa ppam wll mde ade adp mdb accde iqy slk diagcab jnlp iso img vhd vhdx
	app command tool workflow action scpt scptd applescript pkg mpkg dmg terminal inetloc fileloc webloc prefpane kext mobileconfig osax
	desktop run bin appimage flatpak flatpakref flatpakrepo snap deb rpm sh bash zsh csh ksh fish tcsh
	py pyc pyo pyw pyz pyzw pl pm rb php lua tcl jar class war elf out so ko dylib wasm
	apk apks apkm xapk aab ipa
	docm dotm xlsm xltm xlsb pptm potm ppsm sldm
	action service timer socket mount automount`)

func extensions(list string) map[string]bool {
	all := map[string]bool{}
	for _, e := range strings.Fields(list) {
		all[e] = true
	}
	return all
}

// Executable reports whether a file can act when it is opened: by its extension on any
// system, or by its mode on this one. Such a file is marked, and no click opens it.
func Executable(name string, mode fs.FileMode) bool {
	if mode.IsRegular() && mode&0o111 != 0 {
		return true
	}
	name = strings.TrimRight(name, ". ") // Windows does not see those
	dot := strings.LastIndexByte(name, '.')
	return dot >= 0 && programs[strings.ToLower(name[dot+1:])]
}
