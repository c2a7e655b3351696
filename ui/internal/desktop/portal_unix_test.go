//go:build unix && !darwin && !android

package desktop

import (
	"bufio"
	"context"
	"errors"
	"math"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"
)

// privateBus starts a bus that knows no services, so that no portal of this
// machine is ever started by it, and makes it the session's.
func privateBus(t *testing.T) *exec.Cmd {
	t.Helper()
	bareDesktop(t)
	// Not t.TempDir, whose names can be longer than a socket's address may be.
	dir, err := os.MkdirTemp("", "bus")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	config := filepath.Join(dir, "bus.conf")
	policy := `<busconfig><type>session</type><auth>EXTERNAL</auth><listen>unix:path=` + filepath.Join(dir, "bus") + `</listen>
<policy context="default"><allow send_destination="*"/><allow eavesdrop="false"/><allow own="*"/></policy></busconfig>`
	if err := os.WriteFile(config, []byte(policy), 0o600); err != nil {
		t.Fatal(err)
	}
	daemon := exec.Command("dbus-daemon", "--nofork", "--print-address", "--nopidfile", "--config-file="+config)
	daemon.Stderr = t.Output()
	output, err := daemon.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	switch err := daemon.Start(); {
	case err == nil:
	case os.Getenv("CI") == "true" || !errors.Is(err, exec.ErrNotFound):
		t.Fatalf("starting a private bus needs Debian's dbus-daemon: %v", err)
	default:
		t.Skipf("not run: a private bus needs Debian's dbus-daemon: %v", err)
	}
	t.Cleanup(func() { daemon.Process.Kill(); daemon.Wait() })
	address, err := bufio.NewReader(output).ReadString('\n')
	if err != nil {
		t.Fatalf("reading the private bus's address: %v", err)
	}
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", strings.TrimSpace(address))
	return daemon
}

func joinBus(t *testing.T) *dbus.Conn {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), deadline)
	t.Cleanup(cancel)
	conn, err := dbus.Connect(os.Getenv("DBUS_SESSION_BUS_ADDRESS"), dbus.WithContext(ctx))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return conn
}

// method is ReadOne or Read as the portal has it.
type method = func(namespace, key string) (dbus.Variant, *dbus.Error)

// says is a portal's answer, in which nothing but the one setting exists.
func says(value any) method {
	return func(namespace, key string) (dbus.Variant, *dbus.Error) {
		if namespace != "org.freedesktop.appearance" || key != "color-scheme" {
			return dbus.Variant{}, dbus.NewError("org.freedesktop.portal.Error.NotFound", []any{"no such setting"})
		}
		return dbus.MakeVariant(value), nil
	}
}

// fakePortal puts a portal with these methods on the private bus.
func fakePortal(t *testing.T, methods map[string]any) *dbus.Conn {
	t.Helper()
	conn := joinBus(t)
	if err := conn.ExportMethodTable(methods, "/org/freedesktop/portal/desktop", "org.freedesktop.portal.Settings"); err != nil {
		t.Fatal(err)
	}
	reply, err := conn.RequestName("org.freedesktop.portal.Desktop", dbus.NameFlagDoNotQueue)
	if err != nil || reply != dbus.RequestNameReplyPrimaryOwner {
		t.Fatalf("becoming the portal: %v, %v", reply, err)
	}
	return conn
}

func emit(t *testing.T, conn *dbus.Conn, namespace, key string, value any) {
	t.Helper()
	err := conn.Emit("/org/freedesktop/portal/desktop", "org.freedesktop.portal.Settings.SettingChanged", namespace, key, dbus.MakeVariant(value))
	if err != nil {
		t.Fatal(err)
	}
}

func TestCurrentAsksThePortal(t *testing.T) {
	for _, test := range []struct {
		name    string
		methods map[string]any
		want    Appearance
	}{
		{"1 is dark", map[string]any{"ReadOne": says(uint32(1))}, dark},
		{"2 is light", map[string]any{"ReadOne": says(uint32(2))}, light},
		{"no preference is light", map[string]any{"ReadOne": says(uint32(0))}, light},
		{"an old portal has only Read, which wraps twice", map[string]any{"Read": says(dbus.MakeVariant(uint32(1)))}, dark},
		{"a value of another type is unknown", map[string]any{"ReadOne": says("dark")}, Appearance{}},
		{"a portal without settings is unknown", map[string]any{}, Appearance{}},
	} {
		t.Run(test.name, func(t *testing.T) {
			privateBus(t)
			fakePortal(t, test.methods)
			if got := Current(t.Context()); got != test.want {
				t.Errorf("got %+v, want %+v", got, test.want)
			}
		})
	}
	t.Run("the bus in the runtime folder is found without an address", func(t *testing.T) {
		privateBus(t)
		fakePortal(t, map[string]any{"ReadOne": says(uint32(1))})
		path := strings.TrimPrefix(os.Getenv("DBUS_SESSION_BUS_ADDRESS"), "unix:path=")
		path, _, _ = strings.Cut(path, ",")
		t.Setenv("DBUS_SESSION_BUS_ADDRESS", "")
		t.Setenv("XDG_RUNTIME_DIR", filepath.Dir(path))
		if got := Current(t.Context()); got != dark {
			t.Errorf("got %+v", got)
		}
	})
	t.Run("a bus without a portal leaves it to GTK's settings", func(t *testing.T) {
		privateBus(t)
		writeGTKSettings(t, os.Getenv("XDG_CONFIG_HOME"), "gtk-3.0", "1")
		if got := Current(t.Context()); got != dark {
			t.Errorf("got %+v", got)
		}
	})
}

// silentPortal never answers while the test runs.
func silentPortal(t *testing.T) {
	t.Helper()
	hold := make(chan struct{})
	t.Cleanup(func() { close(hold) })
	never := func(string, string) (dbus.Variant, *dbus.Error) {
		<-hold
		return dbus.MakeVariant(uint32(1)), nil
	}
	fakePortal(t, map[string]any{"ReadOne": never, "Read": never})
}

// silentBus takes connections and never says a word.
func silentBus(t *testing.T) {
	t.Helper()
	bareDesktop(t)
	dir, err := os.MkdirTemp("", "bus")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	path := filepath.Join(dir, "bus")
	listener, err := net.Listen("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path="+path)
}

func TestCurrentIsBounded(t *testing.T) {
	const promise = 1.5 // 300 ms, which are so many times patience
	ask := func(t *testing.T) {
		t.Helper()
		writeGTKSettings(t, os.Getenv("XDG_CONFIG_HOME"), "gtk-4.0", "1")
		var got Appearance
		// It is held against a timer beside it, which is late when the machine has
		// other things to do.
		quickest := math.Inf(1)
		for tries := 0; tries < 10 && quickest > promise; tries++ {
			start := time.Now()
			timer := make(chan time.Duration, 1)
			time.AfterFunc(patience, func() { timer <- time.Since(start) })
			got = Current(t.Context())
			took := time.Since(start)
			quickest = min(quickest, float64(took)/float64(<-timer))
		}
		if quickest > promise {
			t.Errorf("took %.2f times as long as a timer of %v", quickest, patience)
		}
		if got != dark {
			t.Errorf("got %+v and not what GTK's settings say", got)
		}
	}
	t.Run("a portal that never answers", func(t *testing.T) {
		privateBus(t)
		silentPortal(t)
		ask(t)
	})
	t.Run("a bus that never answers", func(t *testing.T) {
		silentBus(t)
		ask(t)
	})
	t.Run("a socket that nobody listens on", func(t *testing.T) {
		bareDesktop(t)
		t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus")
		ask(t)
	})
	t.Run("no bus", func(t *testing.T) {
		bareDesktop(t)
		ask(t)
	})
}

func TestWatchFollowsThePortal(t *testing.T) {
	t.Run("every switch is told, in order, and nothing else", func(t *testing.T) {
		privateBus(t)
		portal := fakePortal(t, map[string]any{"ReadOne": says(uint32(2))})
		w := startWatch(t, Watch)
		if got := w.next(t); got != light {
			t.Fatalf("at the start: got %+v", got)
		}
		emit(t, portal, "org.freedesktop.appearance", "accent-color", uint32(1))
		emit(t, portal, "org.gnome.desktop.interface", "color-scheme", "prefer-dark")
		emit(t, portal, "org.freedesktop.appearance", "color-scheme", "dark")
		emit(t, portal, "org.freedesktop.appearance", "color-scheme", uint32(2))
		// A stranger on the bus is not the portal.
		stranger := joinBus(t)
		emit(t, stranger, "org.freedesktop.appearance", "color-scheme", uint32(1))
		if err := stranger.BusObject().Call("org.freedesktop.DBus.Peer.Ping", 0).Err; err != nil {
			t.Fatal(err)
		}
		for range 20 {
			emit(t, portal, "org.freedesktop.appearance", "color-scheme", uint32(0))
			emit(t, portal, "org.freedesktop.appearance", "color-scheme", uint32(1))
		}
		want := dark
		for i := range 39 {
			if got := w.next(t); got != want {
				t.Fatalf("switch %d: got %+v, want %+v", i, got, want)
			}
			want.Dark = !want.Dark
		}
		w.mustStayQuiet(t)
	})
	t.Run("a portal too slow for Current is told when it answers", func(t *testing.T) {
		privateBus(t)
		asked, answer := make(chan struct{}, 2), make(chan struct{})
		fakePortal(t, map[string]any{"ReadOne": func(string, string) (dbus.Variant, *dbus.Error) {
			asked <- struct{}{}
			<-answer
			return dbus.MakeVariant(uint32(1)), nil
		}})
		w := startWatch(t, Watch)
		<-asked
		if got := Current(t.Context()); got.Known {
			t.Errorf("Current: got %+v", got)
		}
		close(answer)
		if got := w.next(t); got != dark {
			t.Errorf("Watch: got %+v", got)
		}
	})
	t.Run("an answer older than a switch is not told", func(t *testing.T) {
		privateBus(t)
		asked, answer := make(chan struct{}), make(chan struct{})
		portal := fakePortal(t, map[string]any{"ReadOne": func(string, string) (dbus.Variant, *dbus.Error) {
			asked <- struct{}{}
			<-answer
			return dbus.MakeVariant(uint32(2)), nil
		}})
		w := startWatch(t, Watch)
		<-asked
		emit(t, portal, "org.freedesktop.appearance", "color-scheme", uint32(1))
		if got := w.next(t); got != dark {
			t.Fatalf("the switch: got %+v", got)
		}
		close(answer)
		w.mustStayQuiet(t)
	})
	t.Run("the end of the context ends it", func(t *testing.T) {
		privateBus(t)
		fakePortal(t, map[string]any{"ReadOne": says(uint32(1))})
		w := startWatch(t, Watch)
		w.next(t)
		w.cancel()
		w.mustReturn(t)
	})
	t.Run("a portal that never answers does not keep it from ending", func(t *testing.T) {
		privateBus(t)
		silentPortal(t)
		w := startWatch(t, Watch)
		w.cancel()
		w.mustReturn(t)
	})
	t.Run("a bus without a portal ends it", func(t *testing.T) {
		privateBus(t)
		startWatch(t, Watch).mustReturn(t)
	})
	t.Run("a bus that never answers ends it", func(t *testing.T) {
		silentBus(t)
		startWatch(t, Watch).mustReturn(t)
	})
	t.Run("a bus that goes away ends it", func(t *testing.T) {
		daemon := privateBus(t)
		fakePortal(t, map[string]any{"ReadOne": says(uint32(1))})
		w := startWatch(t, Watch)
		w.next(t)
		daemon.Process.Kill()
		w.mustReturn(t)
	})
}
