package term

import (
	"path/filepath"
	"strings"
	"testing"
)

func TestSendQueued(t *testing.T) {
	t.Parallel()
	t.Run("it succeeds once the host has its copy, and one who comes later gets that", func(t *testing.T) {
		t.Parallel()
		_, addr := memberHost(t, t.TempDir(), "-open", "-keep", "64M")
		bobs, dir := t.TempDir(), t.TempDir()
		bob := run(t, confab, "tail", addr, "-data", bobs, "-name", "Bob", "-save", dir)
		bob.out.await(t, "Connected to")
		bob.kill(t)
		path := filepath.Join(t.TempDir(), "plan.bin")
		want := fileOf(t, path, 3*mib+7)
		p := run(t, confab, "send", addr, "-data", t.TempDir(), "-name", "Ann", "-queued", "-file", path)
		p.exit(t, 0)
		if p.out.String()+p.err.String() != "" {
			t.Errorf("stdout %q, stderr %q", p.out, p.err)
		}
		bob = run(t, confab, "tail", addr, "-data", bobs, "-name", "Bob", "-save", dir)
		bob.out.await(t, "plan.bin is here, whole and verified: ")
		holds(t, dir, map[string][]byte{"plan.bin": want})
	})
	t.Run("run again it is offered again, to whoever came meanwhile too", func(t *testing.T) {
		t.Parallel()
		host, addr := memberHost(t, t.TempDir(), "-open", "-keep", "1G")
		path := filepath.Join(t.TempDir(), "plan.bin")
		want := fileOf(t, path, mib)
		again := []string{"send", addr, "-data", t.TempDir(), "-name", "Ann", "-queued", "-file", path, "--"}
		run(t, confab, append(again, "the first plan")...).exit(t, 0)
		dir := t.TempDir()
		bob := run(t, confab, "tail", addr, "-data", t.TempDir(), "-name", "Bob", "-save", dir)
		host.out.await(t, "Bob is here|Bob")
		run(t, confab, append(again, "the same plan")...).exit(t, 0)
		host.out.await(t, "the first plan")
		host.out.await(t, "the same plan")
		bob.out.await(t, "plan.bin is here, whole and verified: ")
		holds(t, dir, map[string][]byte{"plan.bin": want})
	})
	t.Run("a host that keeps nothing is a failure at once", func(t *testing.T) {
		t.Parallel()
		host, addr := memberHost(t, t.TempDir(), "-open")
		path := filepath.Join(t.TempDir(), "plan.bin")
		fileOf(t, path, 10)
		p := run(t, confab, "send", addr, "-data", t.TempDir(), "-name", "Ann", "-timeout", "1h", "-queued", "-file", path)
		p.exit(t, 1)
		contains(t, p.err.String(), "This host keeps no copies of files.")
		if strings.Contains(host.out.String(), "plan.bin") {
			t.Error("it was offered all the same")
		}
	})
	t.Run("more than the host keeps is a failure, and the rest goes on", func(t *testing.T) {
		t.Parallel()
		_, addr := memberHost(t, t.TempDir(), "-open", "-keep", "4M", "-keep-member", "2M")
		dir := t.TempDir()
		fileOf(t, filepath.Join(dir, "large.bin"), 3*mib)
		fileOf(t, filepath.Join(dir, "small.bin"), mib)
		p := run(t, confab, "send", addr, "-data", t.TempDir(), "-name", "Ann", "-json", "-queued", "-file", filepath.Join(dir, "large.bin"), filepath.Join(dir, "small.bin"))
		p.exit(t, 1)
		contains(t, p.err.String(), "The host keeps no copy of large.bin. It is more than the host keeps, of one member or in all.")
		contains(t, p.out.String(), `"copy":"over-quota"`, `"copy":"kept"`)
	})
}
