//go:build browser

package web

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"confab/transport/internal/join"
)

const (
	onAndroid = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Mobile Safari/537.36"
	onLinux   = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36"
	onWindows = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36"
	onMac     = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15"
	onIPhone  = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1"
)

var desktop, phone = device{agent: onLinux, width: 1280, height: 800}, device{agent: onAndroid, width: 390, height: 844, phone: true, scale: 2}

// with returns a device with another browser.
func (d device) with(agent string) device {
	d.agent = agent
	return d
}

// invitation returns a link that a host at addr gives out, and its code.
func invitation(t *testing.T, addr string) (link join.Link, code string) {
	t.Helper()
	link.Addrs = []netip.AddrPort{netip.MustParseAddrPort(addr)}
	_, _ = rand.Read(link.Host[:])
	_, _ = rand.Read(link.Token[:])
	_, code, _ = strings.Cut(link.String(), "#")
	return link, code
}

// The states of the page that its script decides.
const (
	target  = `document.getElementById("open").href`
	invited = `!document.getElementById("invited").hidden`
	missing = `!document.getElementById("missing").hidden`
	apple   = `!document.getElementById("apple").hidden`
	way     = `!document.getElementById("way").hidden`
)

func TestBrowserOpensTheInvitation(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, map[string][]byte{"confab-macos-universal": content(9)})
	s, c := serve(t, open, dir), startChromium(t)
	link, code := invitation(t, s.addr)
	passed := link
	passed.Passed = true
	// opens checks that a link of the page is the invitation, handed on.
	opens := func(t *testing.T, text string) {
		t.Helper()
		if got, err := join.Parse(text); err != nil || got.String() != passed.String() {
			t.Errorf("%s: %v, want %s", text, err, passed)
		}
	}
	for name, d := range map[string]device{"Linux": desktop, "Windows": desktop.with(onWindows), "macOS": desktop.with(onMac)} {
		t.Run("on "+name+" by Confab's own scheme", func(t *testing.T) {
			p := c.open(t, d)
			p.visit(t, link.String())
			opens(t, eval[string](t, p, target))
			if !eval[bool](t, p, invited) || eval[bool](t, p, missing) || eval[bool](t, p, apple) {
				t.Error("the page says something else")
			}
			p.press(t, "#open")
			p.event(t, "Page.frameRequestedNavigation", func(params json.RawMessage) bool { return strings.Contains(string(params), `"`+passed.String()+`"`) })
			quiet(t, p)
		})
	}
	t.Run("on Android by an intent, that leads back here where there is no Confab", func(t *testing.T) {
		p := c.open(t, phone)
		p.visit(t, link.String())
		intent := eval[string](t, p, target)
		data, extras, _ := strings.Cut(intent, "#Intent;")
		rest, isIntent := strings.CutPrefix(data, "intent:")
		opens(t, "confab:"+rest)
		parts := strings.Split(extras, ";")
		if !isIntent || len(parts) != 4 || parts[0] != "scheme=confab" || parts[1] != "package=chat.confab" || parts[3] != "end" {
			t.Fatal(intent)
		}
		encoded, _ := strings.CutPrefix(parts[2], "S.browser_fallback_url=")
		back, err := url.QueryUnescape(encoded)
		if err != nil {
			t.Fatal(err)
		}
		if want := "http://" + s.addr + "/?missing&lang=en#" + code; back != want {
			t.Errorf("it leads back to %s, want %s", back, want)
		}
		p.visit(t, back)
		if eval[string](t, p, target) != intent || !eval[bool](t, p, missing) || !eval[bool](t, p, invited) {
			t.Error("back on the page the invitation is lost, or nothing says why one is back")
		}
		p.loads(t, func() { p.press(t, "#language") })
		if got := eval[string](t, p, target); !strings.HasPrefix(got, data+"#Intent;") || !eval[bool](t, p, missing) {
			t.Errorf("in the other language it is %s", got)
		}
		quiet(t, p)
	})
	t.Run("on an iPhone and an iPad not at all, and says so", func(t *testing.T) {
		for name, d := range map[string]device{"iPhone": phone.with(onIPhone), "iPad": {agent: onMac, width: 820, height: 1180, touch: true, scale: 2}} {
			p := c.open(t, d)
			p.visit(t, link.String())
			if !eval[bool](t, p, apple) || eval[bool](t, p, way) {
				t.Errorf("an %s has a button", name)
			}
			if eval[bool](t, p, `Array.prototype.some.call(document.querySelectorAll(".own"), function (e) { return !e.hidden })`) {
				t.Errorf("the build of another system is that for an %s", name)
			}
			quiet(t, p)
		}
	})
	t.Run("when it comes after the page", func(t *testing.T) {
		p := c.open(t, desktop)
		p.visit(t, "http://"+s.addr+"/")
		if got := eval[string](t, p, target); got != "confab://"+s.addr || eval[bool](t, p, invited) {
			t.Errorf("before: %s", got)
		}
		eval[bool](t, p, `new Promise(function (done) { addEventListener("hashchange", function () { done(true) }); location.hash = "`+code+`" })`)
		opens(t, eval[string](t, p, target))
		if !eval[bool](t, p, invited) {
			t.Error("the page does not say so")
		}
	})
	t.Run("and without JavaScript says what to do instead", func(t *testing.T) {
		d := phone
		d.noScript = true
		p := c.open(t, d)
		p.visit(t, link.String())
		if got := eval[string](t, p, target); got != "confab://"+s.addr || !strings.Contains(eval[string](t, p, "document.body.innerText"), texts["en"]["noScript"]) {
			t.Errorf("it opens %s", got)
		}
		quiet(t, p)
	})
}

func TestBrowserKeepsTheInvitationFromTheHost(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, map[string][]byte{"confab.apk": content(9), "confab-linux-amd64": content(9)})
	s, c := serve(t, open, dir), startChromium(t)
	link, code := invitation(t, s.addr)
	for _, d := range []device{desktop, phone, phone.with(onIPhone)} {
		p := c.open(t, d)
		c.call(t, "", "Browser.setDownloadBehavior", fields{"behavior": "deny", "browserContextId": p.context}, nil)
		p.visit(t, link.String())
		if eval[bool](t, p, way) {
			p.press(t, "#open")
			p.event(t, "Page.frameRequestedNavigation", func(params json.RawMessage) bool { return strings.Contains(string(params), code) })
		}
		if d.agent != onIPhone {
			p.press(t, ".offers a")
		}
		p.loads(t, func() { p.press(t, "#language") })
		p.loads(t, func() { p.do(t, "Page.reload", nil, nil) })
		if got := eval[string](t, p, "location.hash"); got != "#"+code {
			t.Errorf("the page has lost it: %q", got)
		}
	}
	sent := s.sent()
	for at := 0; at+8 <= len(code); at++ {
		if strings.Contains(sent, code[at:at+8]) {
			t.Fatalf("the host got %s of it:\n%s", code[at:at+8], sent)
		}
	}
	if strings.Count(sent, "GET /?lang=zh") < 6 || !strings.Contains(sent, "GET /get/confab.apk") || !strings.Contains(sent, "GET /get/confab-linux-amd64") || strings.Contains(sent, "\r\nReferer: ") {
		t.Errorf("browsers sent %s", sent)
	}
}

func TestBrowserTakesNoBrokenInvitation(t *testing.T) {
	s, c := serve(t, open), startChromium(t)
	for _, d := range []device{desktop, phone} {
		p := c.open(t, d)
		want := "confab://" + s.addr
		if d.phone {
			want = "intent://" + s.addr + "#Intent;scheme=confab;package=chat.confab;S.browser_fallback_url=" + url.QueryEscape("http://"+s.addr+"/?missing&lang=en") + ";end"
		}
		for _, fragment := range []string{
			"", "#", "#%", "#%00", "#%41", "#<script>alert(1)</script>", `#"><img src=x onerror=alert(1)>`, "#javascript:alert(1)", "#a;end", "#Intent;scheme=http;end", "#a b",
			"#../../x", "#a/b", "#a#b", "#a=", "#a+b", "#邀请", "#\u202e", "#" + strings.Repeat("a", 1025), "#:~:text=Confab", "#a?missing",
		} {
			p.visit(t, "http://"+s.addr+"/?"+url.QueryEscape(fragment)+fragment) // another page every time
			if got := eval[string](t, p, target); got != want || eval[bool](t, p, invited) {
				t.Errorf("with %.40q it opens %s", fragment, got)
			}
		}
		quiet(t, p)
		if dialogs := p.all("Page.javascriptDialogOpening"); len(dialogs) > 0 {
			t.Errorf("there are dialogs: %s", dialogs)
		}
	}
}

func TestBrowserRunsNothingElse(t *testing.T) {
	s, c := serve(t, Visit{Allowed: true, Host: `<script>document.title="run"</script><img src=x onerror="document.title='run'">`}), startChromium(t)
	p := c.open(t, desktop)
	p.visit(t, "http://"+s.addr+"/")
	quiet(t, p)
	if got := eval[string](t, p, "document.querySelector('h1').textContent"); !strings.HasPrefix(got, "<script>") {
		t.Errorf("the host is called %q", got)
	}
	eval[bool](t, p, `(function () { var s = document.createElement("script"); s.textContent = "document.title='run'"; document.body.appendChild(s); return true })()`)
	if got := eval[string](t, p, "document.title"); got == "run" {
		t.Error("a script that is not the page's own is run")
	}
	if len(p.complaints()) == 0 {
		t.Error("the policy does not forbid it")
	}
	t.Run("and shows nothing under the name of another", func(t *testing.T) {
		_, port, _ := strings.Cut(s.addr, ":")
		p := c.open(t, desktop)
		p.visit(t, "http://rebound.example:"+port+"/#"+strings.Repeat("a", 90))
		if got := eval[string](t, p, "document.body.innerText"); !strings.Contains(got, "http://"+s.addr+"/") || eval[bool](t, p, `document.getElementById("open") !== null`) {
			t.Errorf("it shows %q", got)
		}
	})
}

func TestBrowserDownloads(t *testing.T) {
	dir := t.TempDir()
	files := map[string][]byte{"confab.apk": content(3_000_000), "confab.exe": content(2_000_001), "confab-linux-amd64": content(1_000_002)}
	put(t, dir, files)
	s, c := serve(t, open, dir), startChromium(t)
	p := c.open(t, desktop)
	into := t.TempDir()
	c.call(t, "", "Browser.setDownloadBehavior", fields{"behavior": "allow", "browserContextId": p.context, "downloadPath": into, "eventsEnabled": true}, nil)
	p.visit(t, "http://"+s.addr+"/")
	eval[bool](t, p, `document.querySelector("details").open = true`)
	browser := &tab{chromium: c} // its downloads are no tab's
	for name, want := range files {
		link := `a[href="/get/` + name + `"]`
		shown := eval[string](t, p, `document.querySelector('`+link+`').parentNode.querySelector(".sum").textContent`)
		before := len(browser.all("Browser.downloadWillBegin"))
		p.press(t, link)
		var begun struct{ GUID, SuggestedFilename string }
		if err := c.wait(func() bool { return len(browser.happened("Browser.downloadWillBegin")) > before }); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(browser.all("Browser.downloadWillBegin")[before], &begun); err != nil || begun.SuggestedFilename != name {
			t.Errorf("it is called %q: %v", begun.SuggestedFilename, err)
		}
		browser.event(t, "Browser.downloadProgress", func(params json.RawMessage) bool {
			var is struct{ GUID, State string }
			return json.Unmarshal(params, &is) == nil && is.GUID == begun.GUID && is.State == "completed"
		})
		got, err := os.ReadFile(filepath.Join(into, name))
		if err != nil {
			t.Fatal(err)
		}
		if sumOf(got) != sumOf(want) || sumOf(got) != shown {
			t.Errorf("of %s %d bytes came, with %s; the page says %s", name, len(got), sumOf(got), shown)
		}
	}
	quiet(t, p)
}

// press presses what a selector finds, with the mouse, where it is seen.
func (p *tab) press(t *testing.T, selector string) {
	t.Helper()
	at := eval[[]float64](t, p, `(function () {
		var e = document.querySelector(`+quoted(selector)+`);
		e.scrollIntoView({block: "center", behavior: "instant"});
		var r = e.getBoundingClientRect(), x = r.left + r.width / 2, y = r.top + r.height / 2;
		return e.contains(document.elementFromPoint(x, y)) ? [x, y] : [];
	})()`)
	if len(at) != 2 {
		t.Fatalf("%s is hidden by something", selector)
	}
	for _, kind := range []string{"mousePressed", "mouseReleased"} {
		p.do(t, "Input.dispatchMouseEvent", fields{"type": kind, "x": at[0], "y": at[1], "button": "left", "clickCount": 1}, nil)
	}
}

func quoted(text string) string {
	b, _ := json.Marshal(text) // a string always can
	return string(b)
}

// quiet checks that the browser complains about nothing, such as what the page's policy
// forbids.
func quiet(t *testing.T, p *tab) {
	t.Helper()
	for _, complaint := range p.complaints() {
		if !strings.Contains(complaint, "Failed to launch") { // there is no Confab to open
			t.Error(complaint)
		}
	}
}

// picture writes what the tab shows to a file, for a person to look at; the whole page,
// which Chromium lays out without its settings of letters, or what is on the screen.
func (p *tab) picture(t *testing.T, file string, whole bool) {
	t.Helper()
	var shot struct{ Data string }
	p.do(t, "Page.captureScreenshot", fields{"captureBeyondViewport": whole}, &shot)
	b, err := base64.StdEncoding.DecodeString(shot.Data)
	if err == nil {
		err = os.WriteFile(file, b, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}
