package web

import (
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
)

func TestThePage(t *testing.T) {
	s := serve(t, Visit{Allowed: true, Plain: true, Host: `<b onclick="x">Ann & Bob</b>{{script}}`})
	t.Run("names the host, the version and the address, all of it text", func(t *testing.T) {
		res, page := s.get(t, "/")
		for _, want := range []string{
			"&lt;b onclick=&#34;x&#34;&gt;Ann &amp; Bob&lt;/b&gt;{{script}}", "v1.2.3", `href="confab://` + s.addr + `"`,
			strings.ReplaceAll(s.addr, ":", " "), "</html>",
		} {
			if !strings.Contains(page, want) {
				t.Errorf("%q is not in the page", want)
			}
		}
		if strings.Count(page, "<script") != 1 || strings.Contains(page, "<b onclick") {
			t.Error("the name of the host is markup")
		}
		if res.StatusCode != 200 || res.Header.Get("Content-Type") != "text/html; charset=utf-8" {
			t.Errorf("%s, %v", res.Status, res.Header)
		}
	})
	t.Run("names the port of HTTP where the browser names none", func(t *testing.T) {
		for _, host := range []string{"127.0.0.1", "127.0.0.1:"} {
			if _, page := s.get(t, "/", func(r *http.Request) { r.Host = host }); !strings.Contains(page, `href="confab://127.0.0.1:80"`) {
				t.Errorf("for %s: %.900s", host, page)
			}
		}
	})
	t.Run("allows its own script and style, and nothing else", func(t *testing.T) {
		res, page := s.get(t, "/")
		policy := res.Header.Get("Content-Security-Policy")
		for _, inline := range regexp.MustCompile(`(?s)<(?:script|style)>(.*?)</(?:script|style)>`).FindAllStringSubmatch(page, -1) {
			if !strings.Contains(policy, sourceOf(inline[1])) {
				t.Errorf("not in %s: %.60s", policy, inline[1])
			}
		}
		if strings.Contains(policy, "unsafe") || !strings.Contains(policy, "default-src 'none'") || !strings.Contains(policy, "frame-ancestors 'none'") {
			t.Error(policy)
		}
		if on := regexp.MustCompile(` (style|on[a-z]+)="`).FindString(page[strings.Index(page, "<header"):]); on != "" {
			t.Errorf("there is an inline %s", on)
		}
		h := res.Header
		if h.Get("X-Content-Type-Options") != "nosniff" || h.Get("Referrer-Policy") != "no-referrer" || h.Get("Set-Cookie") != "" || !res.Close {
			t.Errorf("%v", h)
		}
	})
	for accept, want := range map[string]string{
		"zh-CN,zh;q=0.9,en;q=0.8": "zh-Hans", "en-GB,zh": "en", "de-DE,zh-TW;q=0.5": "zh-Hans", "fr": "en", "": "en", ";;,,-": "en",
	} {
		t.Run("for who reads "+accept+" it is in "+want, func(t *testing.T) {
			if _, page := s.get(t, "/", header("Accept-Language", accept)); !strings.Contains(page, `<html lang="`+want+`">`) {
				t.Errorf("%.60s", page)
			}
		})
	}
	t.Run("is in the language that was chosen on it", func(t *testing.T) {
		if _, page := s.get(t, "/?missing&lang=zh", header("Accept-Language", "en")); !strings.Contains(page, "在 Confab 中打开") {
			t.Errorf("%.600s", page)
		}
	})
	t.Run("has no word about plain guests where there are none", func(t *testing.T) {
		shut := serve(t, Visit{Allowed: true})
		if _, page := shut.get(t, "/"); strings.Contains(page, "<code class=\"whole\">nc ") || !strings.Contains(page, texts["en"]["unnamed"]) {
			t.Error(page)
		}
	})
	t.Run("on an iPhone it says that there is nothing for it, and shows no button that does nothing", func(t *testing.T) {
		const none, button = `id="apple" hidden>`, `<div id="way">`
		iPhone := header("User-Agent", "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X)")
		if _, page := s.get(t, "/", iPhone); strings.Contains(page, none) || strings.Contains(page, button) {
			t.Error(page)
		}
		if _, page := s.get(t, "/"); !strings.Contains(page, none) || !strings.Contains(page, button) {
			t.Error(page)
		}
	})
	t.Run("in WeChat it says how to get out of there", func(t *testing.T) {
		const none = `id="wechat" hidden>`
		wechat := header("User-Agent", "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/126.0.0.0 Mobile Safari/537.36 MMWEBID/1 MicroMessenger/8.0.50")
		if _, page := s.get(t, "/", wechat); strings.Contains(page, none) {
			t.Error(page)
		}
		if _, page := s.get(t, "/"); !strings.Contains(page, none) {
			t.Error(page)
		}
	})
	t.Run("a HEAD has its length and not its body", func(t *testing.T) {
		res, body := s.get(t, "/", func(r *http.Request) { r.Method = "HEAD" })
		if res.StatusCode != 200 || body != "" || res.ContentLength < 1000 {
			t.Errorf("%s %q", res.Status, body)
		}
	})
}

func TestTheBuildForThisDevice(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, map[string][]byte{
		"confab-x86_64.apk": content(9), "confab-armeabi-v7a.apk": content(9), "confab-arm64-v8a.apk": content(9),
		"confab-linux-arm64": content(9), "confab_1.2_amd64.deb": content(9),
	})
	s := serve(t, open, dir)
	on := func(agent string) (first, page string) {
		t.Helper()
		_, page = s.get(t, "/", header("User-Agent", agent))
		before, _, folded := strings.Cut(page, "<details>")
		if names := hrefs(before); folded && len(names) == 1 && strings.Contains(before, texts["en"]["own"]) {
			return names[0], page
		} else if len(names) > 0 {
			return "all", page
		}
		return "none", page
	}
	for agent, want := range map[string]string{
		"Mozilla/5.0 (Linux; Android 14)": "confab-arm64-v8a.apk", "Mozilla/5.0 (X11; Linux x86_64)": "confab_1.2_amd64.deb", "Mozilla/5.0 (X11; Linux aarch64)": "confab-linux-arm64",
		"Mozilla/5.0 (X11; Linux armv7l)": "none", "Mozilla/5.0 (X11; Linux; Unknown)": "all",
		"Mozilla/5.0 (Windows NT 10.0)": "none", "Mozilla/5.0 (iPhone)": "none", "curl/8": "all",
	} {
		got, page := on(agent)
		if got != want || len(hrefs(page)) != 5 {
			t.Errorf("on %s: %s of %q", agent, got, hrefs(page))
		}
	}
	if _, page := on("Mozilla/5.0 (Windows NT 10.0)"); !strings.Contains(page, "no build for Windows") {
		t.Error(page)
	}
	if _, page := on("Mozilla/5.0 (X11; Linux armv7l)"); !strings.Contains(page, "no build for Linux, 32-bit ARM") {
		t.Error(page)
	}
	if _, page := on("Mozilla/5.0 (X11; Linux; Unknown)"); strings.Contains(page, texts["en"]["own"]) || !slices.Equal(hrefs(page)[:2], []string{"confab_1.2_amd64.deb", "confab-linux-arm64"}) {
		t.Errorf("where the processor is not known: %q", hrefs(page))
	}
	if _, page := on("Mozilla/5.0 (iPhone)"); !strings.Contains(page, texts["en"]["elsewhere"]) || strings.Contains(page, texts["en"]["others"]) {
		t.Error(page)
	}
	put(t, dir, map[string][]byte{"confab.apk": content(9)})
	if got, page := on("Mozilla/5.0 (Linux; Android 14)"); got != "confab.apk" {
		t.Errorf("with one for every phone: %s of %q", got, hrefs(page))
	}
}

func TestEveryLanguageHasAllWords(t *testing.T) {
	for name := range texts["en"] {
		if texts["zh"][name] == "" {
			t.Errorf("%s is not in Chinese", name)
		}
	}
	if len(texts["en"]) != len(texts["zh"]) {
		t.Error("there are words in Chinese alone")
	}
	v := view{lang: "en"}
	for _, place := range regexp.MustCompile(`{{(\w+)}}`).FindAllStringSubmatch(pageHTML, -1) {
		switch place[1] {
		case "title", "host", "addr", "version", "icon", "style", "script", "offers", "plain", "wechatHidden", "appleHidden", "wayHidden":
		default:
			if texts[v.lang][place[1]] == "" {
				t.Errorf("the page has a place for %s, of which there is none", place[1])
			}
		}
	}
}

// Browsers of five years ago get the page too: there the script is one of ECMAScript 5,
// and of the style only what they have, or what does no harm where it is not there.
func TestOldBrowsersReadThePage(t *testing.T) {
	for _, new := range []string{"=>", "let ", "const ", "`", "?.", "??", "class ", "async ", "...", "for (const", "replaceAll", "URLSearchParams", ".at("} {
		if strings.Contains(pageJS, new) {
			t.Errorf("the script has %s", new)
		}
	}
	for _, new := range []string{":has(", ":is(", ":where(", "&", "@layer", "@container", "@supports", "color-mix", "oklch", "light-dark", "dvh", "inset", "anywhere", "text-wrap", "hyphens"} {
		if strings.Contains(pageCSS, new) {
			t.Errorf("the style has %s", new)
		}
	}
}

// The page's script is the only thing that reads the fragment, which has the invitation.
func TestTheScriptSendsNothing(t *testing.T) {
	for _, way := range []string{"fetch", "XMLHttp", "sendBeacon", "WebSocket", "EventSource", "import", "cookie", "localStorage", ".src", "innerHTML", "eval", "submit", "location.assign", "location ="} {
		if strings.Contains(pageJS, way) {
			t.Errorf("it has %s", way)
		}
	}
}
