package secure

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// folderVariable makes this test binary a process that opens the identity of
// that folder when its standard input ends, and prints its ID.
const folderVariable = "CONFAB_TEST_IDENTITY_FOLDER"

func TestMain(m *testing.M) {
	folder := os.Getenv(folderVariable)
	if folder == "" {
		os.Exit(m.Run())
	}
	fmt.Println("ready")
	os.Stdin.Read(make([]byte, 1))
	identity, err := OpenIdentity(folder)
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	fmt.Println(identity.ID())
}

// The private key of all zeros; openssl says that its ID is this.
const (
	zeroSeed = "0000000000000000000000000000000000000000000000000000000000000000"
	zeroID   = "339e2ff917630507b6a423b5ce084e285d1fa65d93b3e27a6195d3bbebc9ae23"
	zeroFile = "confab identity 1\nseed " + zeroSeed + "\nid " + zeroID + "\n"
)

func TestOpenIdentity(t *testing.T) {
	t.Run("the first call makes it, and every later one finds the same", func(t *testing.T) {
		dir := t.TempDir()
		first, err := OpenIdentity(dir)
		if err != nil {
			t.Fatal(err)
		}
		again, err := OpenIdentity(dir)
		if err != nil {
			t.Fatal(err)
		}
		if first.ID() != again.ID() || first.ID().IsZero() || first.Exposure() != Private {
			t.Errorf("%v, then %v; %v", first.ID(), again.ID(), first.Exposure())
		}
		onlyIdentity(t, dir)
		if o := meet(t, link, ClientConfig(first, PinTo(again.ID()), Talk), ServerConfig(again, nil)); o.clientErr != nil {
			t.Error(o.clientErr)
		}
	})
	t.Run("another folder has another", func(t *testing.T) {
		one, err := OpenIdentity(t.TempDir())
		other, err2 := OpenIdentity(t.TempDir())
		if err != nil || err2 != nil || one.ID() == other.ID() {
			t.Error(err, err2, "or both are the same")
		}
	})
	t.Run("a file of version 1 is read as it always was", func(t *testing.T) {
		dir := t.TempDir()
		write(t, dir, zeroFile)
		identity, err := OpenIdentity(dir)
		if err != nil || identity.ID().String() != zeroID {
			t.Errorf("%v, %v", identity, err)
		}
	})
	t.Run("no verb prints the key", func(t *testing.T) {
		dir := t.TempDir()
		write(t, dir, zeroFile)
		identity, err := OpenIdentity(dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
			if got := fmt.Sprintf(verb, identity); got != "identity "+zeroID[:8] {
				t.Errorf("%s prints %s", verb, got)
			}
		}
	})
	t.Run("twenty goroutines at once get the same", func(t *testing.T) {
		dir := t.TempDir()
		ids := atOnce(t, 20, func() (ID, error) {
			identity, err := OpenIdentity(dir)
			if err != nil {
				return ID{}, err
			}
			return identity.ID(), nil
		})
		allEqual(t, ids)
		onlyIdentity(t, dir)
	})
	t.Run("eight processes at once get the same", func(t *testing.T) {
		dir := t.TempDir()
		self, err := os.Executable()
		if err != nil {
			t.Fatal(err)
		}
		var ready, done sync.WaitGroup
		start := make(chan struct{})
		ids := make([]ID, 8)
		for i := range ids {
			ready.Add(1)
			done.Go(func() {
				id, err := openElsewhere(self, dir, &ready, start)
				if err != nil {
					t.Error(err)
				}
				ids[i] = id
			})
		}
		ready.Wait()
		close(start)
		done.Wait()
		allEqual(t, ids)
		onlyIdentity(t, dir)
	})
}

// openElsewhere opens the identity of dir in a process of its own, once start
// is closed.
func openElsewhere(self, dir string, ready *sync.WaitGroup, start <-chan struct{}) (ID, error) {
	up := sync.OnceFunc(ready.Done)
	defer up()
	cmd := exec.Command(self)
	cmd.Env = append(os.Environ(), folderVariable+"="+dir)
	stdin, err := cmd.StdinPipe()
	if err != nil {
		return ID{}, err
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return ID{}, err
	}
	if err := cmd.Start(); err != nil {
		return ID{}, err
	}
	defer cmd.Wait()
	var line string
	if _, err := fmt.Fscanln(stdout, &line); err != nil {
		return ID{}, err
	}
	up()
	<-start
	stdin.Close()
	if _, err := fmt.Fscanln(stdout, &line); err != nil {
		return ID{}, err
	}
	return ParseID(line)
}

// atOnce calls open n times at the same time.
func atOnce(t *testing.T, n int, open func() (ID, error)) []ID {
	t.Helper()
	start := make(chan struct{})
	ids := make([]ID, n)
	var group sync.WaitGroup
	for i := range ids {
		group.Go(func() {
			<-start
			id, err := open()
			if err != nil {
				t.Error(err)
			}
			ids[i] = id
		})
	}
	close(start)
	group.Wait()
	return ids
}

func allEqual(t *testing.T, ids []ID) {
	t.Helper()
	for _, id := range ids {
		if id != ids[0] || id.IsZero() {
			t.Fatalf("they differ: %v", ids)
		}
	}
}

func onlyIdentity(t *testing.T, dir string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != 1 || entries[0].Name() != IdentityName {
		t.Errorf("the folder holds %v, %v", entries, err)
	}
}

func write(t testing.TB, dir, content string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, IdentityName), []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestWhoseIdentityAFolderHas(t *testing.T) {
	dir := t.TempDir()
	if _, err := IDIn(dir); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("of an empty folder it tells %v", err)
	}
	made, err := OpenIdentity(dir)
	if err != nil {
		t.Fatal(err)
	}
	if id, err := IDIn(dir); err != nil || id != made.ID() {
		t.Errorf("it is %v, %v", id, err)
	}
}

func TestDamagedIdentity(t *testing.T) {
	flipped := []byte(zeroFile)
	flipped[30] = '1'
	cases := []struct {
		name, content string
		want          error
	}{
		{"an empty file", "", ErrDamaged},
		{"garbage", "\x00\xff\x7fELF", ErrDamaged},
		{"a seed with a flipped bit", string(flipped), ErrDamaged},
		{"upper-case digits", strings.ToUpper(zeroFile), ErrDamaged},
		{"more after the end", zeroFile + "\n", ErrDamaged},
		{"line ends of Windows", strings.ReplaceAll(zeroFile, "\n", "\r\n"), ErrDamaged},
		{"a seed that is no number", strings.Replace(zeroFile, "seed 0", "seed x", 1), ErrDamaged},
		{"a version of 0", strings.Replace(zeroFile, "identity 1", "identity 0", 1), ErrDamaged},
		{"no version", strings.Replace(zeroFile, "identity 1", "identity ", 1), ErrDamaged},
		{"a file of a gigabyte of newlines", strings.Repeat("\n", 1<<20), ErrDamaged},
		{"a long file that begins well", zeroFile + strings.Repeat("x", 1<<20), ErrDamaged},
		{"version 2", "confab identity 2\nanything", ErrNewer},
	}
	for n := range len(zeroFile) {
		cases = append(cases, struct {
			name, content string
			want          error
		}{fmt.Sprintf("a file cut after %d bytes", n), zeroFile[:n], ErrDamaged})
	}
	for _, c := range cases {
		t.Run(c.name+" is an error that names it, and stays as it is", func(t *testing.T) {
			dir := t.TempDir()
			write(t, dir, c.content)
			_, err := OpenIdentity(dir)
			var failure *IdentityError
			if !errors.As(err, &failure) || !errors.Is(err, c.want) {
				t.Fatalf("%v", err)
			}
			if want := filepath.Join(dir, IdentityName); failure.Path != want || !strings.Contains(err.Error(), want) {
				t.Errorf("it names %q: %v", failure.Path, err)
			}
			if strings.Contains(err.Error(), zeroSeed[:16]) {
				t.Errorf("it tells the key: %v", err)
			}
			left, err := os.ReadFile(failure.Path)
			if err != nil || string(left) != c.content {
				t.Errorf("it was changed: %v", err)
			}
			onlyIdentity(t, dir)
		})
	}
	t.Run("a folder in its place is an error, and stays", func(t *testing.T) {
		dir := t.TempDir()
		if err := os.Mkdir(filepath.Join(dir, IdentityName), 0o700); err != nil {
			t.Fatal(err)
		}
		if _, err := OpenIdentity(dir); !errors.Is(err, ErrDamaged) {
			t.Error(err)
		}
		onlyIdentity(t, dir)
	})
	t.Run("a data folder that is not there is an error, and is not made", func(t *testing.T) {
		dir := filepath.Join(t.TempDir(), "gone")
		var failure *IdentityError
		if _, err := OpenIdentity(dir); !errors.As(err, &failure) || !errors.Is(err, fs.ErrNotExist) {
			t.Error(err)
		}
		if _, err := os.Stat(dir); !errors.Is(err, fs.ErrNotExist) {
			t.Error(err)
		}
	})
}

func FuzzParseIdentity(f *testing.F) {
	f.Add([]byte(zeroFile))
	f.Add([]byte(zeroFile[:100]))
	f.Add([]byte("confab identity 2\n"))
	f.Add([]byte(""))
	f.Fuzz(func(t *testing.T, content []byte) {
		key, err := parseIdentity(content)
		if err != nil {
			if key != nil || !errors.Is(err, ErrDamaged) && !errors.Is(err, ErrNewer) {
				t.Fatalf("key %v, %v", key != nil, err)
			}
			return
		}
		identity, err := identityOf(key)
		if err != nil {
			t.Fatal(err)
		}
		if again := formatIdentity(identity); !bytes.Equal(content, again) {
			t.Fatalf("%q became %q", content, again)
		}
	})
}

func TestID(t *testing.T) {
	id, err := ParseID(zeroID)
	if err != nil {
		t.Fatal(err)
	}
	t.Run("it has a long form, a short one, and one in JSON", func(t *testing.T) {
		encoded, err := json.Marshal(id)
		if id.String() != zeroID || id.Short() != zeroID[:8] || string(encoded) != `"`+zeroID+`"` || err != nil {
			t.Errorf("%v, %v, %s, %v", id, id.Short(), encoded, err)
		}
		var back ID
		if err := json.Unmarshal(encoded, &back); err != nil || back != id {
			t.Errorf("%v, %v", back, err)
		}
	})
	t.Run("capitals mean the same", func(t *testing.T) {
		if upper, err := ParseID(strings.ToUpper(zeroID)); err != nil || upper != id {
			t.Errorf("%v, %v", upper, err)
		}
	})
	t.Run("what is not 64 digits is an error and leaves the ID alone", func(t *testing.T) {
		for _, text := range []string{"", zeroID[1:], zeroID + "0", "x" + zeroID[1:], zeroID[:63] + "x", " " + zeroID[1:]} {
			kept := id
			if err := kept.UnmarshalText([]byte(text)); err == nil || kept != id {
				t.Errorf("%q: %v, %v", text, kept, err)
			}
		}
	})
}
