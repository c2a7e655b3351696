package main

import (
	"os"
	"slices"
	"strings"
	"testing"
)

func TestMangle(t *testing.T) {
	for _, c := range []struct{ class, method, want string }{
		{"chat/confab/Bridge", "openTalk", "Java_chat_confab_Bridge_openTalk"},
		{"a_b/C$D", "e_f", "Java_a_1b_C_00024D_e_1f"},
		{"é/A", "x", "Java__000e9_A_x"},
	} {
		if got := mangle(c.class, c.method); got != c.want {
			t.Errorf("%s.%s is %s, want %s", c.class, c.method, got, c.want)
		}
	}
}

func TestJudgeManifest(t *testing.T) {
	content, err := os.ReadFile("testdata/manifest.txt")
	if err != nil {
		t.Fatal(err)
	}
	good := string(content)
	judge := func(t *testing.T, tree string) []string {
		m, err := parseTree(tree)
		if err != nil {
			t.Fatal(err)
		}
		return judgeManifest(m)
	}
	t.Run("the manifest as it was when this was written has nothing against it", func(t *testing.T) {
		if breaches := judge(t, good); len(breaches) > 0 {
			t.Errorf("%q", breaches)
		}
	})
	for _, c := range []struct{ name, from, to, says string }{
		{"another permission", "permission.INTERNET", "permission.READ_CONTACTS", "asks for READ_CONTACTS"},
		{"a permission less", "permission.INTERNET", "permission.READ_CONTACTS", "does not ask for INTERNET"},
		{"phones with a camera only", "required(0x0101028e)=false", "required(0x0101028e)=true", "required"},
		{"phones with a camera only, unsaid", `"android.hardware.camera"`, `"android.hardware.nfc"`, "feature camera required"},
		{"a newer Android only", "minSdkVersion(0x0101020c)=24", "minSdkVersion(0x0101020c)=26", "minSdkVersion"},
		{"an older target", "=34", "=33", "targetSdkVersion"},
		{"a debugger may come in", "allowBackup(0x01010280)=false", "debuggable(0x0101000f)=true", "debuggable"},
		{"talks are backed up", "allowBackup(0x01010280)=false", "allowBackup(0x01010280)=true", "allowBackup"},
		{"a service of another type", "(0x01010599)=0x00000010", "(0x01010599)=0x00000001", "foregroundServiceType"},
		{"a component that does not say who may start it", "exported(0x01010010)=false", "enabled(0x0101000e)=true", "exported"},
		{"a closed door with a sign", "exported(0x01010010)=true", "exported(0x01010010)=false", "intent filters"},
		{"links to another program", `scheme(0x01010027)="confab"`, `scheme(0x01010027)="http"`, "VIEW confab"},
		{"only text is shared with it", `mimeType(0x01010026)="*/*"`, `mimeType(0x01010026)="text/plain"`, "SEND_MULTIPLE */*"},
		{"an end before all is copied", "excludeFromRecents(0x01010017)=true", "noHistory(0x0101022d)=true", "noHistory of activity chat.confab.ShareActivity"},
		{"no app may read what it is to open", "grantUriPermissions(0x0101001b)=true", "grantUriPermissions(0x0101001b)=false", "grantUriPermissions"},
		{"no version", `versionName(0x0101021c)="1.2.3"`, `versionName(0x0101021c)=""`, "version"},
	} {
		t.Run(c.name, func(t *testing.T) {
			changed := strings.ReplaceAll(good, c.from, c.to)
			if changed == good {
				t.Fatalf("%q is not in the manifest", c.from)
			}
			breaches := judge(t, changed)
			if !slices.ContainsFunc(breaches, func(b string) bool { return strings.Contains(b, c.says) }) {
				t.Errorf("%q says nothing of %q", breaches, c.says)
			}
		})
	}
	t.Run("what is no tree is an error", func(t *testing.T) {
		if m, err := parseTree("error: no such file\n"); err == nil {
			t.Errorf("read as %v", m)
		}
	})
}

func TestLookups(t *testing.T) {
	in := func(body string) ([]lookup, error) {
		return lookupsIn("a_android.go", "package android\nfunc f() {\n"+body+"\n}\n")
	}
	t.Run("a class asked for by name, one of Java's and one of a variable that is known", func(t *testing.T) {
		got, err := in(`cls := findClass(env, "android/graphics/Rect")
			x = getMethodID(env, cls, "<init>", "(IIII)V")
			cls = C.getObjectClass(env, o)
			y := keep(getMethodID(env, cls, "toString", "()V"))
			z, err := getStaticMethodID(env, p.bridge, "start", "()V")`)
		if err != nil {
			t.Fatal(err)
		}
		for i := range got {
			got[i].where = ""
		}
		want := []lookup{
			{"android/graphics/Rect", "<init>", "(IIII)V", ""},
			{"java/lang/Object", "toString", "()V", ""},
			{"chat/confab/Bridge", "start", "()V", ""},
		}
		if !slices.Equal(got, want) {
			t.Errorf("got  %v\nwant %v", got, want)
		}
	})
	for _, body := range []string{
		`x := getMethodID(env, unknown, "a", "()V")`,
		`x := getMethodID(env, gio, name, "()V")`,
	} {
		t.Run("what cannot be read is an error: "+body, func(t *testing.T) {
			if got, err := in(body); err == nil {
				t.Errorf("read as %v", got)
			}
		})
	}
}

func TestReadersRefuseWhatIsCut(t *testing.T) {
	for _, b := range [][]byte{nil, []byte("dex\n"), []byte("dex\n035\x00" + strings.Repeat("\xff", 200))} {
		if d, err := readDex(b); err == nil {
			t.Errorf("%q is read as the dex file %v", b, d)
		}
	}
	for _, b := range [][]byte{nil, {0xca, 0xfe, 0xba, 0xbe}, []byte("\xca\xfe\xba\xbe\x00\x00\x00\x34\x00\x02\x63")} {
		if c, err := readClass(b); err == nil {
			t.Errorf("%q is read as the class %v", b, c)
		}
	}
}
