//go:build browser

package web

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"sync"
	"testing"
	"time"
)

// chromium is a headless Chromium that is driven by the DevTools protocol, over pipes
// instead of a WebSocket: every message is JSON with a zero byte behind it, and those of
// one tab have its session. It needs no library, and has no port.
type chromium struct {
	in io.Writer

	mu      sync.Mutex
	changed *sync.Cond
	last    int             // id of the last call; guarded by mu
	answers map[int]message // guarded by mu
	events  []message       // guarded by mu
	err     error           // why nothing comes any more; guarded by mu
	late    bool            // the patience is over; guarded by mu
}

// message is a call, the answer to one, or an event.
type message struct {
	ID      int             `json:"id,omitempty"`
	Session string          `json:"sessionId,omitempty"`
	Method  string          `json:"method,omitempty"`
	Params  json.RawMessage `json:"params,omitempty"`
	Result  json.RawMessage `json:"result,omitempty"`
	Error   *struct {
		Message string `json:"message"`
	} `json:"error,omitempty"`
}

// startChromium starts one with a profile and a home of its own, for all that a test does.
func startChromium(t *testing.T) *chromium {
	t.Helper()
	path, err := exec.LookPath("google-chrome")
	if err != nil {
		path, err = exec.LookPath("chromium")
	}
	if err != nil {
		t.Fatalf("%v: install Chromium (.ci/packages browser)", err)
	}
	home := t.TempDir()
	args := []string{
		"--headless=new", "--remote-debugging-pipe", "--user-data-dir=" + home + "/profile", "--no-first-run", "--disable-gpu", "--disable-component-update",
		"--disable-sync", "--hide-scrollbars", "--force-color-profile=srgb",
		"--host-resolver-rules=MAP rebound.example 127.0.0.1",
	}
	if os.Geteuid() == 0 { // its sandbox does not run as root
		args = append(args, "--no-sandbox")
	}
	cmd := exec.Command(path, args...)
	cmd.Env = append(os.Environ(), "HOME="+home, "XDG_CONFIG_HOME="+home, "XDG_CACHE_HOME="+home, "DBUS_SESSION_BUS_ADDRESS=disabled:", "DISPLAY=")
	theirIn, in, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	out, theirOut, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.ExtraFiles = []*os.File{theirIn, theirOut} // its 3 and 4
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	_, _ = theirIn.Close(), theirOut.Close()
	c := &chromium{in: in, answers: map[int]message{}}
	c.changed = sync.NewCond(&c.mu)
	var reading sync.WaitGroup
	reading.Go(func() { c.readLoop(out) })
	t.Cleanup(func() {
		c.call(t, "", "Browser.close", nil, nil)
		_ = in.Close()
		giveUp := time.AfterFunc(patience, func() { _ = cmd.Process.Kill() })
		defer giveUp.Stop()
		_ = cmd.Wait()
		reading.Wait()
		_ = out.Close()
	})
	return c
}

// readLoop reads until Chromium is gone.
func (c *chromium) readLoop(out io.Reader) {
	r := bufio.NewReader(out)
	for {
		line, err := r.ReadBytes(0)
		var m message
		if err == nil {
			err = json.Unmarshal(line[:len(line)-1], &m)
		}
		c.mu.Lock()
		switch {
		case err != nil:
			c.err = err
		case m.ID != 0:
			c.answers[m.ID] = m
		default:
			c.events = append(c.events, m)
		}
		c.changed.Broadcast()
		c.mu.Unlock()
		if err != nil {
			return
		}
	}
}

var errLate = errors.New("it did not come")

// wait waits until is holds, which is asked under the lock.
func (c *chromium) wait(is func() bool) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.late = false
	timer := time.AfterFunc(patience, func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.late = true
		c.changed.Broadcast()
	})
	defer timer.Stop()
	for !is() {
		switch {
		case c.err != nil:
			return fmt.Errorf("of Chromium: %w", c.err)
		case c.late:
			return errLate
		}
		c.changed.Wait()
	}
	return nil
}

// call calls a method of the protocol, and has its result in result unless that is nil.
func (c *chromium) call(t *testing.T, session, method string, params, result any) {
	t.Helper()
	raw, err := json.Marshal(params)
	if err != nil {
		t.Fatal(err)
	}
	if params == nil {
		raw = nil
	}
	c.mu.Lock()
	c.last++
	id := c.last
	c.mu.Unlock()
	text, err := json.Marshal(message{ID: id, Session: session, Method: method, Params: raw})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.in.Write(append(text, 0)); err != nil {
		t.Fatal(err)
	}
	var answer message
	err = c.wait(func() (has bool) {
		answer, has = c.answers[id]
		delete(c.answers, id)
		return has
	})
	if err != nil {
		t.Fatalf("%s: %v", method, err)
	}
	if answer.Error != nil {
		t.Fatalf("%s: %s", method, answer.Error.Message)
	}
	if result != nil {
		if err := json.Unmarshal(answer.Result, result); err != nil {
			t.Fatalf("%s: %v", method, err)
		}
	}
}

// device is what a tab says it is.
type device struct {
	agent, language string
	width, height   int
	phone, touch    bool
	dark            bool
	scale           float64
	fontSize        int // of the browser's settings
	noScript        bool
}

// tab is one tab of a chromium, with cookies and a cache of its own.
type tab struct {
	*chromium
	session, context string
}

type fields map[string]any

// open opens an empty tab on a device.
func (c *chromium) open(t *testing.T, d device) *tab {
	t.Helper()
	var context struct {
		BrowserContextID string `json:"browserContextId"`
	}
	c.call(t, "", "Target.createBrowserContext", nil, &context)
	var target struct {
		TargetID string `json:"targetId"`
	}
	c.call(t, "", "Target.createTarget", fields{"url": "about:blank", "browserContextId": context.BrowserContextID}, &target)
	var session struct {
		SessionID string `json:"sessionId"`
	}
	c.call(t, "", "Target.attachToTarget", fields{"targetId": target.TargetID, "flatten": true}, &session)
	p := &tab{c, session.SessionID, context.BrowserContextID}
	t.Cleanup(func() { c.call(t, "", "Target.disposeBrowserContext", fields{"browserContextId": p.context}, nil) })
	for _, domain := range []string{"Page", "Runtime", "Log", "Network"} {
		p.do(t, domain+".enable", nil, nil)
	}
	if d.agent != "" || d.language != "" {
		p.do(t, "Emulation.setUserAgentOverride", fields{"userAgent": d.agent, "acceptLanguage": d.language}, nil)
	}
	p.do(t, "Emulation.setDeviceMetricsOverride", fields{"width": d.width, "height": d.height, "deviceScaleFactor": max(d.scale, 1), "mobile": d.phone}, nil)
	p.do(t, "Emulation.setTouchEmulationEnabled", fields{"enabled": d.phone || d.touch, "maxTouchPoints": 5}, nil)
	scheme := "light"
	if d.dark {
		scheme = "dark"
	}
	p.do(t, "Emulation.setEmulatedMedia", fields{"features": []fields{{"name": "prefers-color-scheme", "value": scheme}}}, nil)
	if d.fontSize != 0 {
		p.do(t, "Page.setFontSizes", fields{"fontSizes": fields{"standard": d.fontSize, "fixed": d.fontSize}}, nil)
	}
	p.do(t, "Emulation.setScriptExecutionDisabled", fields{"value": d.noScript}, nil)
	return p
}

// do calls a method for the tab.
func (p *tab) do(t *testing.T, method string, params, result any) {
	t.Helper()
	p.call(t, p.session, method, params, result)
}

// happened are the events of a method in the tab so far. Call it under the lock.
func (p *tab) happened(method string) (params []json.RawMessage) {
	for _, e := range p.events {
		if e.Session == p.session && e.Method == method {
			params = append(params, e.Params)
		}
	}
	return params
}

// all are the events of a method in the tab so far.
func (p *tab) all(method string) []json.RawMessage {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.happened(method)
}

// event waits until an event is there that fits, which is asked under the lock.
func (p *tab) event(t *testing.T, method string, fits func(params json.RawMessage) bool) {
	t.Helper()
	if err := p.wait(func() bool { return slices.ContainsFunc(p.happened(method), fits) }); err != nil {
		t.Fatalf("%s: %v", method, err)
	}
}

// visit opens an address, and returns when the page is there.
func (p *tab) visit(t *testing.T, address string) {
	t.Helper()
	p.loads(t, func() {
		var result struct {
			ErrorText string `json:"errorText"`
		}
		p.do(t, "Page.navigate", fields{"url": address}, &result)
		if result.ErrorText != "" {
			t.Fatalf("opening %s: %s", address, result.ErrorText)
		}
	})
}

// loads does what loads a page, and returns when that is there.
func (p *tab) loads(t *testing.T, do func()) {
	t.Helper()
	before := len(p.all("Page.loadEventFired"))
	do()
	if err := p.wait(func() bool { return len(p.happened("Page.loadEventFired")) > before }); err != nil {
		t.Fatalf("loading a page: %v", err)
	}
}

// eval returns what an expression of JavaScript is in the page.
func eval[T any](t *testing.T, p *tab, expression string) (value T) {
	t.Helper()
	var result struct {
		Result           struct{ Value json.RawMessage }
		ExceptionDetails json.RawMessage
	}
	p.do(t, "Runtime.evaluate", fields{"expression": expression, "returnByValue": true, "awaitPromise": true}, &result)
	if result.ExceptionDetails != nil {
		t.Fatalf("%s: %s", expression, result.ExceptionDetails)
	}
	if err := json.Unmarshal(result.Result.Value, &value); err != nil {
		t.Fatalf("%s: %v of %q", expression, err, result.Result.Value)
	}
	return value
}

// complaints are the errors and warnings in the tab's console: what the policy of the page
// forbids is there, and what its script throws.
func (p *tab) complaints() (list []string) {
	for _, method := range []string{"Log.entryAdded", "Runtime.exceptionThrown", "Runtime.consoleAPICalled"} {
		for _, params := range p.all(method) {
			list = append(list, string(params))
		}
	}
	return list
}
