package words

import (
	"os"
	"strings"
)

// Lang is a language of the window. The zero value follows the system.
type Lang string

// The languages there are, by their BCP 47 tags.
const (
	FollowSystem Lang = ""
	English      Lang = "en"
	Chinese      Lang = "zh"
)

// Languages are the choices in the settings, in order.
var Languages = []Lang{FollowSystem, English, Chinese}

// Valid says whether l is one of Languages.
func (l Lang) Valid() bool { return l == FollowSystem || l == English || l == Chinese }

// System returns the language of a locale as the system names it: "zh_CN.UTF-8",
// "zh-Hans-CN", "de". Where the system has no environment for that (Windows,
// macOS, Android) main passes it; an empty locale means the environment's
// LC_ALL, LC_MESSAGES and LANG, the first that is set. It never returns
// FollowSystem: a language that is not there is English.
func System(locale string) Lang {
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if locale != "" {
			break
		}
		locale = os.Getenv(name)
	}
	locale = strings.ToLower(locale)
	if i := strings.IndexAny(locale, "-_.@"); i >= 0 {
		locale = locale[:i]
	}
	if locale == "zh" {
		return Chinese
	}
	return English
}

// For returns the words of l; FollowSystem asks System.
func For(l Lang) *Words {
	if l == FollowSystem {
		l = System("")
	}
	if l == Chinese {
		return zh
	}
	return en
}
