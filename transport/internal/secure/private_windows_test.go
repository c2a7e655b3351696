package secure

import (
	"path/filepath"
	"testing"

	"golang.org/x/sys/windows"
)

func TestAccess(t *testing.T) {
	t.Run("a new file lets nobody in but its owner", func(t *testing.T) {
		dir := t.TempDir()
		identity, err := OpenIdentity(dir)
		if err != nil || identity.Exposure() != Private || !private(filepath.Join(dir, IdentityName)) {
			t.Fatalf("%v, %v", identity, err)
		}
	})
	t.Run("a file that everybody can read is taken from them, and that is told once", func(t *testing.T) {
		dir := t.TempDir()
		write(t, dir, zeroFile)
		path := filepath.Join(dir, IdentityName)
		everybody, err := windows.SecurityDescriptorFromString("D:P(A;;FA;;;WD)")
		if err != nil {
			t.Fatal(err)
		}
		if err := restrict(path, everybody); err != nil {
			t.Fatal(err)
		}
		if private(path) {
			t.Fatal("everybody is overlooked")
		}
		identity, err := OpenIdentity(dir)
		if err != nil || identity.Exposure() != WasExposed {
			t.Fatalf("%v, %v", identity, err)
		}
		if identity, err = OpenIdentity(dir); err != nil || identity.Exposure() != Private {
			t.Errorf("then %v, %v", identity, err)
		}
	})
}
