package web

import (
	_ "embed"
	"fmt"
	"html"
	"net"
	"net/url"
	"strings"

	"confab/icons"
)

// The page is one file: what it needs lies in it, so that it costs one connection.
var (
	//go:embed page.html
	pageHTML string
	//go:embed page.css
	pageCSS string
	//go:embed page.js
	pageJS string

	pageIcon = "data:image/svg+xml," + url.PathEscape(icons.AppSVG)
)

// contentPolicy allows the page's own style, script and icon, and nothing else.
var contentPolicy = "default-src 'none'; img-src data:; style-src " + sourceOf(pageCSS) + "; script-src " + sourceOf(pageJS) +
	"; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// view is what the page shows.
type view struct {
	lang    string // a key of texts
	host    string // what the host calls itself
	addr    string // host:port, as the browser has it
	version string
	plain   bool // plain guests may come
	offers  []offer
	own     system // of the browser
	// processor is the browser's; empty: it is not known.
	processor string
	apple     bool // the browser is on an iPhone or iPad, for which there is no build
	wechat    bool // the browser is WeChat's, which opens no app and downloads none
}

// offer is a download on the page; its sum is empty until it is known.
type offer struct {
	download
	sum string
}

// markup is text that was escaped.
type markup string

func text(s string) markup { return markup(html.EscapeString(s)) }

// render returns the page.
func (v view) render() []byte {
	t := texts[v.lang]
	title := v.host
	if title == "" {
		title = t["unnamed"]
	}
	values := map[string]markup{
		"title": text(fmt.Sprintf(t["title"], title)), "host": text(title), "addr": text(v.addr), "version": text(v.version), "icon": text(pageIcon),
		"style": markup(pageCSS), "script": markup(pageJS), "offers": v.renderOffers(), "plain": v.renderPlain(),
		"wechatHidden": hidden(!v.wechat), "appleHidden": hidden(!v.apple), "wayHidden": hidden(v.apple),
	}
	for name, s := range t {
		if _, has := values[name]; !has {
			values[name] = text(s)
		}
	}
	return []byte(fill(pageHTML, values))
}

// hidden is the attribute of what may be hidden.
func hidden(is bool) markup {
	if is {
		return " hidden"
	}
	return ""
}

// fill puts values in the place of {{their names}}. Nothing in a value is a place again.
func fill(template string, values map[string]markup) string {
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(template, "{{")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		name, after, _ := strings.Cut(rest, "}}")
		b.WriteString(string(values[name]))
		template = after
	}
}

// renderOffers lists what can be downloaded: the one that fits the browser best, and all
// others folded away where it is known what does not fit.
func (v view) renderOffers() markup {
	t := texts[v.lang]
	if len(v.offers) == 0 {
		return `<p class="soft">` + text(t["none"]) + `</p>`
	}
	const list, end = `<ul class="offers">`, `</ul>`
	var best, perhaps, others, all markup
	for _, o := range v.offers {
		switch {
		case best == "" && v.own != unknownSystem && o.runsOn(v.own, v.processor):
			best = list + v.renderOffer(o, true) + end
		case v.own != unknownSystem && o.system == v.own && v.processor == "":
			perhaps += v.renderOffer(o, false)
		default:
			others += v.renderOffer(o, false)
		}
	}
	switch {
	case best != "": // the others that may fit are among all others
		others = perhaps + others
	case perhaps != "":
		best = list + perhaps + end
	case v.own != unknownSystem:
		device := systemNames[v.own]
		if v.processor != "" {
			device += ", " + t[v.processor]
		}
		best = `<p class="note own">` + text(fmt.Sprintf(t["noneOwn"], device)) + `</p>`
	}
	folded := t["others"]
	if v.apple {
		folded = t["elsewhere"]
	}
	switch {
	case others == "":
		all = best
	case best == "" && !v.apple:
		all = list + others + end
	default:
		all = best + `<details><summary>` + text(folded) + `</summary>` + list + others + end + `</details>`
	}
	return all + `<p class="soft">` + text(t["keep"]) + `</p><p class="soft">` + text(t["check"]) + `</p>`
}

// renderOffer shows a download, which may be the one that fits the browser best.
func (v view) renderOffer(o offer, best bool) markup {
	t := texts[v.lang]
	class, tag := markup("button tonal"), markup("")
	if best {
		class, tag = "button", `<span class="tag own">`+text(t["own"])+`</span>`
	}
	facts := []string{o.name, size(o.size)}
	if fits := o.fits(t); fits != "" {
		facts = append(facts, fits)
	}
	sum := text(t["sum"]) + " " + text(t["computing"])
	if o.sum != "" {
		sum = text(t["sum"]) + `<code class="sum whole">` + text(o.sum) + `</code>`
	}
	switch {
	case best && o.system == android:
		sum = text(t["android"]) + `<br>` + sum
	case best && o.system == linux && o.mediaType == "application/octet-stream":
		sum = text(t["linux"]) + ` <code class="whole">chmod +x ` + text(o.name) + `</code><br>` + sum
	}
	return `<li><div><b>` + text(systemNames[o.system]) + tag + `</b><span class="soft">` + text(strings.Join(facts, " · ")) + `</span></div>` +
		`<a class="` + class + `" aria-label="` + text(t["download"]+" "+o.name) + `" href="` + getPath + text(url.PathEscape(o.name)) + `" download>` + text(t["download"]) + `</a>` +
		`<div class="more soft">` + sum + `</div></li>`
}

// fits says which machines a build is for.
func (o offer) fits(t map[string]string) string {
	switch {
	case o.system != android:
		return t[o.processor]
	case o.processor == "":
		return t["androidAll"]
	case o.processor == "arm64":
		return t["androidARM64"]
	}
	return t[o.processor]
}

// renderPlain says how a program without encryption takes part, where it may.
func (v view) renderPlain() markup {
	host, port, err := net.SplitHostPort(v.addr)
	if !v.plain || err != nil {
		return ""
	}
	t := texts[v.lang]
	return `<section class="card"><h2>` + text(t["plainTitle"]) + `</h2><p class="soft">` + text(t["plain"]) + ` <code class="whole">nc ` +
		text(host) + ` ` + text(port) + `</code></p><p class="soft">` + text(t["plainRisk"]) + `</p></section>`
}

// size is a number of bytes for a person.
func size(n int64) string {
	switch {
	case n >= 10_000_000:
		return fmt.Sprintf("%d MB", (n+500_000)/1_000_000)
	case n >= 1_000_000:
		return fmt.Sprintf("%.1f MB", float64(n)/1e6)
	}
	return fmt.Sprintf("%d kB", (n+999)/1000)
}
