package desktop

import (
	"slices"
	"strings"
)

// Languages returns what the person prefers to read, best first, as BCP 47 tags
// ("zh-Hans-CN", "en"); what the system calls its tags is passed on unchecked.
// It is empty where nothing is set. It takes at most 300 ms, may be called from
// any goroutine, and is meant to be asked once, at start.
func Languages() []string { return languages() }

// Language returns the first of Languages, or "" where there is none, which
// words.System takes as well.
func Language() string {
	if tags := Languages(); len(tags) > 0 {
		return tags[0]
	}
	return ""
}

// environmentLanguages follows gettext: LANGUAGE is a list that goes before the
// locale's own language, and counts for nothing in the locale C.
// https://www.gnu.org/software/gettext/manual/html_node/Locale-Environment-Variables.html
func environmentLanguages(getenv func(string) string) []string {
	var locale string
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if locale = getenv(name); locale != "" {
			break
		}
	}
	last := localeTag(locale)
	if last == "" {
		return nil
	}
	var tags []string
	for name := range strings.SplitSeq(getenv("LANGUAGE"), ":") {
		tags = addTag(tags, localeTag(name))
	}
	return addTag(tags, last)
}

// localeTag turns the name of a POSIX locale into a tag: "zh_CN.UTF-8@pinyin"
// into "zh-CN". The locales C and POSIX are nobody's language.
func localeTag(locale string) string {
	if i := strings.IndexAny(locale, ".@"); i >= 0 {
		locale = locale[:i]
	}
	if locale == "C" || locale == "POSIX" {
		return ""
	}
	return strings.ReplaceAll(locale, "_", "-")
}

func addTag(tags []string, tag string) []string {
	if tag == "" || slices.Contains(tags, tag) {
		return tags
	}
	return append(tags, tag)
}
