//go:build browser

package web

import (
	"flag"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
)

var pictures = flag.String("confab.pictures", "", "write a picture of the page on every device to this folder")

// measures finds what a person could not read or press in the page as it stands.
const measures = `(function () {
	var found = [], root = document.documentElement;
	function say(what, e) { found.push(what + ": " + e.tagName + " " + (e.textContent || "").trim().slice(0, 40)); }
	function shown(e) { return e.getClientRects().length > 0; }
	function parse(color) { return color.match(/[\d.]+/g).map(Number); }
	function ground(e) {
		for (; e; e = e.parentElement) {
			var c = parse(getComputedStyle(e).backgroundColor);
			if (c.length === 3 || c[3] === 1) return c;
		}
		return [255, 255, 255];
	}
	function light(c) {
		var l = c.slice(0, 3).map(function (v) { v /= 255; return v <= 0.04045 ? v / 12.92 : Math.pow((v + 0.055) / 1.055, 2.4); });
		return 0.2126 * l[0] + 0.7152 * l[1] + 0.0722 * l[2];
	}
	var width = root.clientWidth; // a phone's innerWidth grows with what does not fit
	if (root.scrollWidth > width) found.push("the page is " + root.scrollWidth + " wide on " + width);
	document.querySelectorAll("body *").forEach(function (e) {
		if (!shown(e)) return;
		var box = e.getBoundingClientRect();
		if (box.left < -0.5 || box.right > width + 0.5) say("outside", e);
		if (/^(A|SUMMARY|BUTTON|INPUT)$/.test(e.tagName)) {
			if (box.height < 44 || box.width < 44) say("too small to press (" + box.width + "x" + box.height + ")", e);
		}
		var words = Array.prototype.some.call(e.childNodes, function (n) { return n.nodeType === 3 && n.data.trim() !== ""; });
		if (!words) return;
		if (e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).display !== "inline") say("cut off", e);
		var style = getComputedStyle(e);
		if (parseFloat(style.fontSize) < 12) say("too small to read (" + style.fontSize + ")", e);
		var a = light(parse(style.color)), b = light(ground(e)), ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
		if (ratio < 4.5) say("too pale (" + ratio.toFixed(2) + ")", e);
	});
	return found;
})()`

func TestBrowserShowsThePageOnEveryDevice(t *testing.T) {
	dir, few := t.TempDir(), t.TempDir()
	files := map[string][]byte{"confab-" + strings.Repeat("a", maxNameBytes-len("confab-.apk")) + ".apk": content(7)}
	for _, name := range []string{"confab.apk", "confab-arm64-v8a.apk", "confab.exe", "confab-linux-amd64", "confab_1.2.3-1_amd64.deb", "confab-darwin-arm64.zip"} {
		files[name] = content(12_345_678)
	}
	put(t, dir, files)
	put(t, few, map[string][]byte{"confab-darwin-arm64.zip": content(9)})
	sites := map[string]*site{
		"all":  serve(t, Visit{Allowed: true, Plain: true, Host: strings.Repeat("Donaudampfschiff", 4)}, dir),
		"few":  serve(t, Visit{Allowed: true, Host: "教室里的电脑"}, few),
		"none": serve(t, open),
	}
	c := startChromium(t)
	for name, d := range map[string]device{
		"desktop":                    desktop,
		"desktop at 200 %":           {agent: onWindows, width: 640, height: 400, scale: 2},
		"phone":                      phone,
		"phone with large letters":   {agent: onAndroid, width: 390, height: 844, phone: true, scale: 2, fontSize: 32},
		"small phone":                {agent: onAndroid + " MicroMessenger/8.0.50", width: 320, height: 568, phone: true, scale: 2},
		"iPhone on its side":         {agent: onIPhone, width: 844, height: 390, phone: true, scale: 3},
		"phone without JavaScript":   {agent: onAndroid, width: 390, height: 844, phone: true, scale: 2, noScript: true},
		"desktop with large letters": {agent: onLinux, width: 1280, height: 800, fontSize: 32},
	} {
		for i, language := range []string{"en-US,en", "zh-CN,zh"} {
			for kind, s := range sites {
				if kind != "all" && name != "desktop" && name != "phone" {
					continue
				}
				d.language, d.dark = language, (i == 0) != (kind == "none")
				t.Run(fmt.Sprintf("%s, %s, %s", name, language, kind), func(t *testing.T) {
					_, code := invitation(t, s.addr)
					p := c.open(t, d)
					p.visit(t, "http://"+s.addr+"/?missing#"+code)
					eval[bool](t, p, `document.querySelectorAll("details").forEach(function (d) { d.open = true }) === undefined`)
					for _, found := range eval[[]string](t, p, measures) {
						t.Error(found)
					}
					if got := eval[int](t, p, "document.documentElement.clientWidth"); got != d.width {
						t.Errorf("the page is laid out for %d", got)
					}
					if want := texts[language[:2]]["tag"]; eval[string](t, p, "document.documentElement.lang") != want {
						t.Errorf("it is not in %s", want)
					}
					quiet(t, p)
					if *pictures != "" {
						p.picture(t, filepath.Join(*pictures, strings.NewReplacer(" ", "-", "%", "", ",", "").Replace(fmt.Sprint(name, "-", language[:2], "-", kind))+".png"), d.fontSize == 0)
					}
				})
			}
		}
	}
}

// A screen reader reads what is in the accessibility tree.
func TestBrowserReadsThePageAloud(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, map[string][]byte{"confab.apk": content(9), "confab.exe": content(9), "confab-linux-amd64": content(9)})
	s, c := serve(t, open, dir), startChromium(t)
	p := c.open(t, desktop)
	p.visit(t, "http://"+s.addr+"/")
	eval[bool](t, p, `document.querySelector("details").open = true`)
	var tree struct {
		Nodes []struct {
			Ignored    bool
			Role, Name struct{ Value any }
		}
	}
	p.do(t, "Accessibility.getFullAXTree", nil, &tree)
	named := map[string]int{}
	for _, n := range tree.Nodes {
		if role := fmt.Sprint(n.Role.Value); !n.Ignored && n.Name.Value != nil {
			named[role+" "+fmt.Sprint(n.Name.Value)]++
		}
	}
	for _, want := range []string{
		"RootWebArea Desk · Confab", "heading Desk", "heading Get Confab", "heading Without Confab", "link Open in Confab", "link 中文", "link Download confab.apk",
		"link Download confab.exe", "link Download confab-linux-amd64", "DisclosureTriangle All other builds",
	} {
		if named[want] != 1 {
			t.Errorf("%q is there %d times", want, named[want])
		}
	}
	for what := range named {
		if role, name, _ := strings.Cut(what, " "); name == "" && (role == "link" || role == "image" || role == "heading" || role == "button") {
			t.Errorf("a %s has no name", role)
		}
	}
}
