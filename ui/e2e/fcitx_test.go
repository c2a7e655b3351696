//go:build e2e

package e2e

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

func TestFcitx5(t *testing.T) {
	t.Parallel()
	wire, d, dir := inputMethodDesk(t)
	config := filepath.Join(dir, ".config", "fcitx5")
	if err := os.MkdirAll(config, 0o700); err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string]string{
		"profile": "[Groups/0]\nName=Default\nDefault Layout=us\nDefaultIM=pinyin\n\n" +
			"[Groups/0/Items/0]\nName=keyboard-us\nLayout=\n\n[Groups/0/Items/1]\nName=pinyin\nLayout=\n\n[GroupOrder]\n0=Default\n",
		"config": "[Behavior]\nActiveByDefault=True\n",
	} {
		if err := os.WriteFile(filepath.Join(config, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	_, env := inputMethodBus(t, d, dir, "XMODIFIERS=@im=fcitx") // as im-config and its users set it
	fcitx := exec.Command(tool(t, "fcitx5"), "--disable=wayland,kimpanel,notificationitem,notifications")
	fcitx.Env = environment(env...)
	daemon := run(t, fcitx)
	eventually(t, "fcitx5 serves IBus clients", func() bool {
		found, err := filepath.Glob(filepath.Join(dir, ".config", "ibus", "bus", "*"))
		return err == nil && len(found) > 0
	})
	daemon.err.await(t, "Loaded addon pinyin")

	w := open(t, setup{display: d, home: dir, env: env, settings: settings{"client_tab": true, "address": wire.addr}})
	w.connect(t)
	t.Run("pinyin becomes 你好 and Return sends it", func(t *testing.T) { writesChinese(t, w, wire) })
}
