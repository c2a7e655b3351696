package files

import (
	"io/fs"
	"strings"
)

// programs are the extensions of what a click runs, installs or takes over on any system: a
// file is sent on. They were compared with what Chromium and Firefox do not open by
// themselves. Not in it are data that no click runs, which are what engineers send each other:
// firmware and memory dumps (.bin, .out), objects and archives, certificates, units of systemd,
// pages and drawings (.html, .svg), which a browser shows.
var programs = extensions(`
	exe com scr pif cpl dll drv ocx sys msi msp mst msix msixbundle appx appxbundle appinstaller
	application appref-ms gadget xbap u3p xrm-ms msc diagcab diagcfg diagpkg
	bat cmd ps1 ps1xml ps2 ps2xml psc1 psc2 psd1 psm1 cdxml msh msh1 msh1xml msh2 msh2xml mshxml
	vb vbe vbs vbscript js jse ws wsf wsc wsh sct hta mof rgs job
	reg inf ins isp scf lnk url website shb shs xnk grp rdp library-ms search-ms searchconnector-ms
	settingcontent-ms theme themepack deskthemepack chm hlp
	img iso vhd vhdx

	docm dotm xlsm xltm xlsb xlam xla xll pptm potm ppam ppsm ppa sldm wll iqy slk
	accda accdb accde accdr ade adp mda mdb mde mdt mdw mdz vsdm vssm vstm vsmacros oxt
	air crx xpi swf spl jar class jnlp

	app action workflow command tool terminal applescript osax scpt scptd pkg mpkg dmg
	prefpane saver qlgenerator kext mobileconfig mobileprovision
	inetloc fileloc webloc afploc atloc ftploc mailloc newsloc networkloc

	desktop run appimage flatpak flatpakref flatpakrepo snap deb rpm elf so ko dylib
	sh bash zsh csh ksh fish tcsh py pyc pyd pyo pyw pyz pyzw pl pm rb php lua tcl

	apk apks apkm xapk aab ipa hap`)

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
