package web

import "testing"

func TestBuildsAreKnownByTheirNames(t *testing.T) {
	for _, tc := range []struct {
		name      string
		system    system
		processor string
		ok        bool
	}{
		{"confab.apk", android, "", true},
		{"confab-arm64-v8a.apk", android, "arm64", true},
		{"confab-armeabi-v7a.apk", android, "arm", true},
		{"confab-x86_64.apk", android, "amd64", true},
		{"confab.exe", windows, "", true},
		{"Confab-v1.2.3-windows-amd64.zip", windows, "amd64", true},
		{"confab_1.2.3-1_amd64.deb", linux, "amd64", true},
		{"Confab-x86_64.AppImage", linux, "amd64", true},
		{"confab-linux-amd64", linux, "amd64", true},
		{"confab-v1.2-linux-x86_64", linux, "amd64", true},
		{"confab-macos-universal", macOS, "universal", true},
		{"confab-darwin-arm64.tar.gz", macOS, "arm64", true},
		{"confab.dmg", macOS, "", true},
		{"confab", unknownSystem, "", true},

		{"confab-linux-amd64.sha256", 0, "", false},
		{"confab-linux.log", 0, "", false},
		{"confab-notes", 0, "", false},
		{"confab.zip", 0, "", false},
		{"confab-windows", 0, "", false},
		{"confab-", 0, "", false},
		{"confabulate.exe", 0, "", false},
		{"setup.exe", 0, "", false},
		{".confab.apk", 0, "", false},
		{"confab/x.apk", 0, "", false},
		{"confab-\".apk", 0, "", false},
		{"confab\n.apk", 0, "", false},
		{"confab-一.apk", 0, "", false},
		{"", 0, "", false},
	} {
		b, ok := buildOf(tc.name)
		if ok != tc.ok || ok && (b.system != tc.system || b.processor != tc.processor || b.mediaType == "") {
			t.Errorf("%q is %+v, %v", tc.name, b, ok)
		}
	}
}

func TestProgramsAreKnownByTheirFirstBytes(t *testing.T) {
	for first, want := range map[string]system{
		"\x7fELF\x02": linux, "MZ\x90\x00": windows, "\xcf\xfa\xed\xfe": macOS, "\xca\xfe\xba\xbe": macOS, "#!/b": unknownSystem, "MZ": unknownSystem, "": unknownSystem,
	} {
		if got, _ := systemOf([]byte(first)); got != want {
			t.Errorf("%q is of %v", first, got)
		}
	}
}

func TestProgramsOfLinuxSayTheirProcessor(t *testing.T) {
	for machine, want := range map[byte]string{40: "arm", 62: "amd64", 183: "arm64", 243: ""} {
		first := append([]byte("\x7fELF\x02\x01\x01"), make([]byte, programBytes-7)...)
		first[18] = machine
		if _, got := systemOf(first); got != want {
			t.Errorf("machine %d is %q", machine, got)
		}
		first[5] = 2 // big endian
		if _, got := systemOf(first); got != "" {
			t.Errorf("machine %d, the other way round, is %q", machine, got)
		}
		if _, got := systemOf(first[:programBytes-1]); got != "" {
			t.Errorf("machine %d, cut off, is %q", machine, got)
		}
	}
}

func TestBrowsersSayWhatTheyRunOn(t *testing.T) {
	for agent, want := range map[string]system{
		"Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36": android,
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64)":                   windows,
		"Mozilla/5.0 (X11; Linux x86_64; rv:140.0)":                   linux,
		"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)":             macOS,
		"Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X)":      unknownSystem,
		"Mozilla/5.0 (iPad; CPU OS 12_0 like Mac OS X)":               unknownSystem,
		"Mozilla/5.0 (X11; CrOS x86_64 14541.0.0)":                    unknownSystem,
		"curl/8": unknownSystem,
	} {
		if got := systemOfBrowser(agent); got != want {
			t.Errorf("%q runs on %v", agent, got)
		}
	}
}
