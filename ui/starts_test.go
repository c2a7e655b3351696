package ui

import (
	"os"
	"strings"
	"testing"

	"confab/transport"
	"confab/transport/transporttest"
	"confab/ui/internal/instance"
	"confab/ui/internal/prefs"
	"confab/ui/internal/words"
	"confab/ui/model"
)

func TestIsLink(t *testing.T) {
	for arg, want := range map[string]bool{
		"confab://join/abc": true, "CONFAB://192.168.1.5:8899": true, "confab:x": true, "confab://-version": true,
		"http://192.168.1.5:8899/#AaE": true,
		"http://192.168.1.5:8899/":     true, " 'http://192.168.1.5:8899/' ": true, "“192.168.1.5”": true, "laptop:8899": true, "fe80::1%eth0": true,
		"“http://192.168.1.5:8899/#AaE”": true, "-x:1": false, "laptop": false, "http://": false, "a:b:c": false, "/tmp/a:1": false, ":8899": false,
		"-confab://join/abc": false, "--": false, "-version": false,
		"": false, "confa": false, "serve": false, "confab": false, "./confab:": false,
	} {
		if IsLink(arg) != want {
			t.Errorf("%q: %v", arg, !want)
		}
	}
}

// started is what openOnce returned.
type started struct {
	*starts
	handed bool
}

// startIn begins a start on a data folder; what became of it comes later.
func startIn(t *testing.T, dir, link string) <-chan started {
	came := make(chan started, 1)
	go func() {
		s, handed := openOnce(t.Context(), Config{DataDir: dir, Link: link})
		came <- started{s, handed}
	}()
	return came
}

func TestASecondStartOpensItsLinkInTheFirstWindow(t *testing.T) {
	runtime, err := os.MkdirTemp("", "c") // short enough for the address of a socket
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(runtime) })
	t.Setenv("XDG_RUNTIME_DIR", runtime)
	t.Setenv("DESKTOP_STARTUP_ID", "desk_TIME5")
	dir := t.TempDir()
	first := <-startIn(t, dir, "")
	if first.handed || first.err != nil || os.Getenv("DESKTOP_STARTUP_ID") != "" {
		t.Fatalf("%+v", first)
	}
	woken := make(chan struct{}, 10)
	first.serve(func() { woken <- struct{}{} })

	long := "confab://" + strings.Repeat("a", 5000)
	for _, link := range []string{"confab://host:1", long, ""} {
		second := startIn(t, dir, link)
		<-woken
		all := first.arrived()
		if len(all) != 1 || all[0].Link != link[:min(len(link), instance.MaxLinkBytes)] {
			t.Fatalf("%+v", all)
		}
		all[0].answer <- instance.Taken
		if s := <-second; !s.handed {
			t.Errorf("%q: %+v", link, s.err)
		}
	}

	second := startIn(t, dir, "")
	<-woken
	first.end()
	first.close()
	if s := <-second; s.handed || s.err != nil {
		t.Errorf("when the first is gone: %+v", s.err)
	} else {
		s.close()
	}
}

func TestWhoHasTheDataFolderIsSaid(t *testing.T) {
	inUse := &transport.Error{Fault: transport.HomeInUse, Addr: "/data"}
	for name, c := range map[string]struct {
		starts *starts
		home   error
		want   string
	}{
		"one without a window":       {&starts{claim: new(instance.Claim)}, inUse, "without a window"},
		"one that does not answer":   {&starts{err: instance.ErrSilent}, inUse, "does not answer"},
		"one, and no way to ask it":  {&starts{err: os.ErrPermission}, inUse, ""},
		"nobody: the disk is broken": {&starts{claim: new(instance.Claim)}, &transport.Error{Fault: transport.HomeUnwritable}, ""},
		"nobody":                     {&starts{claim: new(instance.Claim)}, nil, ""},
	} {
		t.Run(name, func(t *testing.T) {
			m := emptyModel()
			told := c.starts.tell(m, c.home)
			if alerts := m.Alerts(); told != (c.want != "") || told && (len(alerts) != 1 || !strings.Contains(alerts[0].Text, c.want) || !strings.Contains(alerts[0].Text, "/data")) {
				t.Errorf("%v, %+v", told, alerts)
			}
		})
	}
}

func TestALinkThatTheProgramWasGiven(t *testing.T) {
	const invitation = "http://192.168.1.5:8899/#AaEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAacAAAAAAAAAAAAAAAAAAABwAiwwTAqAEF8YU"
	code := invitation[strings.Index(invitation, "#")+1:]
	for link, want := range map[string]string{
		"confab://join/" + code: "confab://join/" + code, "confab://h:1": "h:1",
		invitation:                 invitation, // typed by the person, as good as pasted
		"confab://" + invitation:   "",         // by anybody
		"confab://" + "-addr :1":   "",
		"confab:" + "join/" + code: "",
	} {
		m := emptyModel()
		openLink(m, link)
		if m.Prefs().Address != want || m.Tab() != model.ClientTab || m.Client.State() != model.Idle || m.Client.AddressError() != "" || len(m.Alerts()) != 1 {
			t.Errorf("%q: address %q, error %q, alerts %+v", link, m.Prefs().Address, m.Client.AddressError(), m.Alerts())
		}
	}
	m := emptyModel()
	openLink(m, "")
	if m.Tab() != model.ServerTab {
		t.Error("a start without a link changes the tab")
	}
}

func emptyModel() *model.Model {
	return model.New(model.Config{
		Host: transporttest.NewServer(transport.Options{}), Dialer: transporttest.NewClient(transport.Options{}), Prefs: prefs.Default("Ann"), Save: func(prefs.Prefs) {}, System: words.English,
	})
}
