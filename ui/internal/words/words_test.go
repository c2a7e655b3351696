package words

import (
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode"

	"confab/transport"
)

var languages = []*Words{en, zh}

// faults are all faults that transport has: up to the first without a name.
func faults() []transport.Fault {
	var all []transport.Fault
	for f := transport.NoFault; !strings.HasPrefix(f.String(), "fault "); f++ {
		all = append(all, f)
	}
	return all
}

func TestEveryFieldIsFilledInEveryLanguage(t *testing.T) {
	for _, w := range languages {
		v := reflect.ValueOf(w).Elem()
		for i := range v.NumField() {
			if v.Field(i).IsZero() {
				t.Errorf("%s: %s is empty", w.Lang, v.Type().Field(i).Name)
			}
		}
	}
}

func TestEveryFaultHasItsOwnSentence(t *testing.T) {
	for _, w := range languages {
		seen := map[string]transport.Fault{}
		for _, f := range faults() {
			if w.faults[f] == "" {
				t.Errorf("%s: %v has no sentence", w.Lang, f)
			}
			s := w.Fault(f, "10.0.0.7:8899", errors.New("boom"))
			if other, twice := seen[s]; twice {
				t.Errorf("%s: %v and %v have the same sentence", w.Lang, f, other)
			}
			seen[s] = f
			if strings.ContainsAny(s, "{}") {
				t.Errorf("%s: a value is missing in %q", w.Lang, s)
			}
			if r, _ := lastRune(s); r != '.' && r != '。' {
				t.Errorf("%s: not a sentence: %q", w.Lang, s)
			}
		}
	}
}

func lastRune(s string) (rune, bool) {
	r := []rune(s)
	if len(r) == 0 {
		return 0, false
	}
	return r[len(r)-1], true
}

func TestBothLanguagesKnowTheSameReasonsAndPlaceTheSameValues(t *testing.T) {
	for f := range en.reasons {
		if zh.reasons[f] == "" {
			t.Errorf("zh has no reason for %v", f)
		}
	}
	if len(zh.reasons) != len(en.reasons) {
		t.Error("zh has reasons that en lacks")
	}
	a, b := reflect.ValueOf(en).Elem(), reflect.ValueOf(zh).Elem()
	for i := range a.NumField() {
		if a.Field(i).Kind() == reflect.String && !reflect.DeepEqual(placed(a.Field(i).String()), placed(b.Field(i).String())) {
			// Chinese counts all of them in namesMany, English the others.
			if name := a.Type().Field(i).Name; name != "dayThisYear" && name != "namesMany" {
				t.Errorf("%s: %q and %q place different values", name, a.Field(i), b.Field(i))
			}
		}
	}
}

// placed is the set of {values} in a sentence.
func placed(s string) map[string]bool {
	set := map[string]bool{}
	for {
		i := strings.IndexByte(s, '{')
		if i < 0 {
			return set
		}
		n := strings.IndexByte(s[i:], '}')
		set[s[i:i+n+1]] = true
		s = s[i+n:]
	}
}

func TestChineseHoldsNoEnglishSentence(t *testing.T) {
	check := func(name, s string) {
		run := 0
		for _, word := range strings.FieldsFunc(s, func(r rune) bool { return unicode.IsSpace(r) }) {
			latin := strings.Trim(word, ".,:;…")
			if latin != "" && strings.IndexFunc(latin, func(r rune) bool { return r > unicode.MaxASCII || !unicode.IsLetter(r) }) < 0 {
				run++
			} else {
				run = 0
			}
			if run >= 3 {
				t.Errorf("%s is English: %q", name, s)
				return
			}
		}
	}
	same := map[string]bool{"Lang": true, "AppName": true, "titleUnread": true, "mayComeMembers": true, "EncodingUTF8": true, "LanguageEnglish": true, "LanguageChinese": true}
	a, b := reflect.ValueOf(en).Elem(), reflect.ValueOf(zh).Elem()
	for i := range b.NumField() {
		f := b.Type().Field(i)
		if b.Field(i).Kind() != reflect.String || same[f.Name] {
			continue
		}
		check(f.Name, b.Field(i).String())
		if a.Field(i).String() == b.Field(i).String() {
			t.Errorf("%s is the same in both languages: %q", f.Name, b.Field(i).String())
		}
	}
	for f, s := range zh.faults {
		check(f.String(), s)
	}
	for f, s := range zh.reasons {
		check(f.String(), s)
	}
}

func TestFaultSentences(t *testing.T) {
	for _, tc := range []struct {
		name  string
		fault transport.Fault
		addr  string
		err   error
		want  string
	}{
		{"a taken port names the port and the way out", transport.PortTaken, ":8899", nil,
			"Port 8899 is in use by another program. Choose another port, or 0 for any free one."},
		{"a port alone is named as typed", transport.PortInvalid, "abc", nil,
			"“abc” is not a port. Type a number from 1 to 65535; a server may also use 0 for any free port."},
		{"a refusal names host and port", transport.Refused, "10.0.0.7:9", nil,
			"10.0.0.7 answered, but nothing listens on port 9. Check the port, and that the server is started."},
		{"an unknown error of the system is quoted", transport.Unknown, "", &transport.Error{Fault: transport.Unknown, Err: errors.New("disk on fire")},
			"The system reported an error: disk on fire. Try again."},
		{"an address from outside cannot act", transport.HostNotFound, "a\x1bb\u202e:1", nil,
			"No computer named a^[b[U+202E] was found. Check the spelling, or type its IP address."},
		{"a fault of a later version is still a sentence", transport.Fault(250), "", nil,
			"The system reported an error: no details. Try again."},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got := en.Fault(tc.fault, tc.addr, tc.err); got != tc.want {
				t.Errorf("got  %q\nwant %q", got, tc.want)
			}
		})
	}
	if got := zh.Fault(transport.PortTaken, ":8899", nil); !strings.Contains(got, "端口 8899") {
		t.Errorf("got %q", got)
	}
	wrapped := &transport.Error{Fault: transport.Refused, Addr: "h:1"}
	if got := en.Error(wrapped); got != en.Fault(transport.Refused, "h:1", nil) {
		t.Errorf("got %q", got)
	}
}

func TestNotices(t *testing.T) {
	for _, w := range languages {
		seen := map[string]bool{}
		for k := transport.PeerConnected; k <= transport.PeerHalfClosed; k++ {
			s := w.Notice(transport.Message{Notice: k, Fault: transport.PeerReset}, "\u202eBob")
			if seen[s] || !strings.Contains(s, "[U+202E]Bob") || strings.ContainsAny(s, "{}") {
				t.Errorf("%s: %v: %q", w.Lang, k, s)
			}
			seen[s] = true
		}
		for _, f := range []transport.Fault{transport.TLSRefused, transport.RequestRefused, transport.PlainRefused, transport.BrowsersRefused,
			transport.MembersRefused, transport.LimitReached} {
			s := w.Notice(transport.Message{Notice: transport.PeerDisconnected, Name: "10.0.0.\u202e8:1", Fault: f, More: 2}, "")
			if seen[s] || !strings.Contains(s, "10.0.0.[U+202E]8") || !strings.Contains(s, "2") || strings.ContainsAny(s, "{}\u202e") {
				t.Errorf("%s: %v: %q", w.Lang, f, s)
			}
			seen[s] = true
		}
		for k := transport.PeerAsks; k <= transport.CopyMisfit; k++ {
			s := w.Notice(transport.Message{Notice: k, Fault: transport.DiskFull}, "Bob")
			if named := k <= transport.MemberMisfit; seen[s] || strings.Contains(s, "Bob") != named || strings.ContainsAny(s, "{}") || s == w.Notice(transport.Message{Notice: 99}, "Bob") {
				t.Errorf("%s: %v: %q", w.Lang, k, s)
			}
			seen[s] = true
		}
		for _, m := range []transport.Message{{Notice: transport.SaveBegan}, {Notice: transport.SaveEnded}, {Notice: transport.SaveEnded, Fault: transport.DiskFull}} {
			m.Text, m.File = "/harbour/came.bin", &transport.File{Name: "came.bin", Size: 3 << 20}
			s := w.Notice(m, "Bob")
			if seen[s] || !strings.Contains(s, "Bob") || !strings.Contains(s, m.Text) || !strings.Contains(s, "3 MiB") || strings.ContainsAny(s, "{}") {
				t.Errorf("%s: %v: %q", w.Lang, m.Notice, s)
			}
			seen[s] = true
		}
		if s := w.Notice(transport.Message{Notice: 99}, ""); s == "" || strings.Contains(s, "{") {
			t.Errorf("a notice of a later version: %q", s)
		}
	}
}

func TestNothingIsEverDelivered(t *testing.T) {
	v := reflect.ValueOf(en).Elem()
	for i := range v.NumField() {
		if v.Field(i).Kind() == reflect.String && strings.Contains(strings.ToLower(v.Field(i).String()), "delivered") {
			t.Errorf("%s promises what TCP does not know", v.Type().Field(i).Name)
		}
	}
}

func TestDay(t *testing.T) {
	now := time.Date(2026, 3, 1, 0, 30, 0, 0, time.UTC)
	for _, tc := range []struct {
		ago    time.Duration
		en, zh string
	}{
		{0, "Today", "今天"},
		{time.Hour, "Yesterday", "昨天"},
		{25 * time.Hour, "Friday, 27 February", "2月27日 星期五"},
		{70 * 24 * time.Hour, "21 December 2025", "2025年12月21日"},
	} {
		if got := en.Day(now.Add(-tc.ago), now); got != tc.en {
			t.Errorf("got %q, want %q", got, tc.en)
		}
		if got := zh.Day(now.Add(-tc.ago), now); got != tc.zh {
			t.Errorf("got %q, want %q", got, tc.zh)
		}
	}
}

func TestPlurals(t *testing.T) {
	for got, want := range map[string]string{
		en.Unread(1): "1 unread message", en.Unread(2): "2 unread messages",
		en.New(1): "1 new", en.EveryoneHere(0): "Nobody is here", en.EveryoneHere(3): "3 are here",
		en.Listening("h:1", 1): "Listening on h:1 · 1 here", zh.Listening("h:1", 2): "正在监听 h:1 · 2 人在线",
	} {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestSystemLanguage(t *testing.T) {
	for locale, want := range map[string]Lang{
		"zh_CN.UTF-8": Chinese, "zh-Hans-CN": Chinese, "ZH": Chinese, "en_US": English,
		"de_DE@euro": English, "C": English, "zha": English,
	} {
		if got := System(locale); got != want {
			t.Errorf("%s: got %s", locale, got)
		}
	}
	t.Setenv("LC_ALL", "")
	t.Setenv("LC_MESSAGES", "zh_CN.UTF-8")
	t.Setenv("LANG", "en_US.UTF-8")
	if For(FollowSystem).Lang != Chinese {
		t.Error("LC_MESSAGES goes before LANG")
	}
	if For(English).Lang != English || For("xx").Lang != English {
		t.Error("an unknown language is English")
	}
}

func TestAPathIsNamedWhole(t *testing.T) {
	path := "/data/" + strings.Repeat("folder/", 40) + "journal.damaged-20260301T120000"
	for _, w := range languages {
		for _, f := range []transport.Fault{transport.HomeInUse, transport.HomeBusy, transport.HomeUnread,
			transport.HomeUnwritable, transport.HomeNewer, transport.IdentityDamaged, transport.HistoryAside, transport.HistoryDamaged, transport.DiskFull, transport.DiskUnwritable,
			transport.IdentityMissing, transport.HomeForeign, transport.HistoryMended, transport.HistoryHarmed, transport.HistoryLost} {
			if s := w.Home(&transport.Error{Fault: f, Addr: path}); !strings.Contains(s, path) {
				t.Errorf("%s: %v: %q", w.Lang, f, s)
			}
		}
		if !strings.Contains(w.Exported(path), path) || !strings.Contains(w.PrefsSetAside(path), path) {
			t.Errorf("%s: %q", w.Lang, w.Exported(path))
		}
	}
}

func TestDamageIsToldWithItsNumbers(t *testing.T) {
	dir := "/data/" + strings.Repeat("folder/", 40)
	aside := dir + "journal/talk.db.damaged-20260301T120000Z"
	talk := func(name string, n int) transport.DamagedTalk { return transport.DamagedTalk{Name: name, Messages: n} }
	everyone := transport.DamagedTalk{Room: true, Own: true, Name: "Host", Messages: 3}
	for _, c := range []struct {
		damage transport.Damage
		en, zh []string
		not    []string
	}{
		{transport.Damage{Messages: 4, Talks: []transport.DamagedTalk{everyone, talk("Ann", 1)}, Aside: aside},
			[]string{"4 messages", dir, "Everyone: 3, Ann: 1", "Everything else that can be read is there", "set aside as " + aside, "make a copy"},
			[]string{"4 条消息", dir, "所有人：3 条、Ann：1 条", aside, "其余", "备份"}, []string{"All other"}},
		{transport.Damage{Messages: 1, Talks: []transport.DamagedTalk{talk("{n} {addr}\x1b[2J", 1)}},
			[]string{"One message", "{n} {addr}^[[2J: 1", "All other messages are there"}, []string{"1 条消息", "其余消息都在"}, []string{"aside", "另存", "\x1b"}},
		{transport.Damage{Messages: 2}, []string{"2 messages of the history in " + dir}, []string{"2 条消息"}, []string{"()", "（）"}},
		{transport.Damage{Messages: 21, Talks: []transport.DamagedTalk{talk("A", 6), talk("B", 5), talk("C", 4), talk("D", 3), talk("E", 2), talk("F", 1)}},
			[]string{"D: 3, other talks: 3"}, []string{"其他对话：3 条"}, []string{"E: ", "F: ", "E：", "F："}},
		{transport.Damage{Bits: 3}, []string{"single bits", "nothing is lost", "make a copy"}, []string{"个别比特"}, nil},
		{transport.Damage{Aside: aside, Bits: 1}, []string{"no message is known to be lost", aside}, []string{"未发现丢失", aside}, []string{"single bits"}},
		{transport.Damage{Changes: 7, Messages: 1}, []string{"last 7 changes", "One message", "Put a copy of the folder back"}, []string{"最后 7 处改动"}, []string{"All other"}},
		{transport.Damage{Renewed: true}, []string{"history of your own server in " + dir, "begins anew for members"}, []string{"重新开始"}, []string{"make a copy", "Put a copy", "备份该"}},
		{transport.Damage{Renewed: true, Changes: 7}, []string{"last 7 changes", "begins anew for members", "Put a copy of the folder back"}, []string{"最后 7 处改动", "重新开始"}, nil},
		{transport.Damage{Missing: true, Bits: 1}, []string{"was missing", "Put a copy of the folder back"}, []string{"不见了"}, []string{"nothing is lost", "All other"}},
	} {
		for w, parts := range map[*Words][]string{en: c.en, zh: c.zh} {
			got := w.Error(&transport.Error{Fault: transport.HistoryHarmed, Addr: dir, Damage: &c.damage})
			for _, part := range parts {
				if !strings.Contains(got, part) {
					t.Errorf("%s: %+v: %q does not say %q", w.Lang, c.damage, got, part)
				}
			}
			for _, part := range c.not {
				if strings.Contains(strings.ReplaceAll(got, dir, ""), part) {
					t.Errorf("%s: %+v: %q says %q", w.Lang, c.damage, got, part)
				}
			}
		}
	}
}

func TestWhatMembersSeeIsAllFilledIn(t *testing.T) {
	for _, w := range languages {
		seen := map[string]bool{}
		for _, s := range []string{
			w.Lock(transport.NoTrust), w.Lock(transport.Unverified), w.Lock(transport.Verified), w.Lock(transport.ChangedKey),
			w.ReconnectingIn(0), w.ReconnectingIn(3), w.RemoveKeyAsk("h:1"), w.AsksToJoin("Bob"), w.AcceptName("Bob"),
			w.DeclineName("Bob"), w.VerifyWith("Bob"), w.GuestsInRoom(1), w.GuestsInRoom(2), w.ReplyingTo("Bob"),
			w.Reaction("👍", 2, false), w.Reaction("👍", 2, true), w.Typing("Bob"),
			w.Typing("Bob", "Eve"), w.Typing("Bob", "Eve", "Ann"), w.HitOf(3, 12), w.StillIndexing(3, 12), w.Exported("/tmp/x"),
			w.Broke(transport.PeerReset, "h:1", nil), w.Broke(transport.Unreachable, "h:1", nil),
			w.ExportFailed(&transport.Error{Fault: transport.DiskFull}),
		} {
			if s == "" || seen[s] || strings.ContainsAny(s, "{}") {
				t.Errorf("%s: %q", w.Lang, s)
			}
			seen[s] = true
		}
	}
	if got := en.StillIndexing(999, 1_234_567); !strings.Contains(got, " 999 of 1,234,567.") {
		t.Error(got)
	}
	if got := en.Broke(transport.Refused, "h:1", nil); got != en.Unreached {
		t.Errorf("of a server that was reached before it says %q", got)
	}
	if en.Typing() != "" || en.Typing("Bob", "Eve") != "Bob and Eve are writing…" {
		t.Error(en.Typing("Bob", "Eve"))
	}
	var f transport.Fingerprint
	f.English[0], f.Chinese[0] = "abandon", "的"
	if en.Fingerprint(f, false)[0] != "abandon" || zh.Fingerprint(f, false)[0] != "的" {
		t.Error("the words are not those of the language")
	}
	if en.Fingerprint(f, true)[0] != "的" || zh.Fingerprint(f, true)[0] != "abandon" {
		t.Error("the words are not those of the other language")
	}
}

func TestWhatWaitsForARemovedKeyIsNotSaidToBeLost(t *testing.T) {
	// It is sent when the same host is met again.
	for w, want := range map[*Words]string{en: "sent only if this host is met again", zh: "只有再次遇到这台主机"} {
		if got := w.RemoveKeyAsk("h:1"); !strings.Contains(got, want) {
			t.Errorf("%s: %q", w.Lang, got)
		}
	}
}

func TestHowManyMore(t *testing.T) {
	for _, c := range []struct {
		lang Lang
		more int
		want string
	}{
		{English, 0, ""}, {English, 1, " (and 1 more)"}, {English, 60, " (and 60 more)"}, {Chinese, 60, "（另有 60 次）"},
	} {
		err := &transport.Error{Fault: transport.LimitReached, Addr: "10.0.0.1", More: c.more}
		if got, want := For(c.lang).Error(err), For(c.lang).Fault(err.Fault, err.Addr, nil)+c.want; got != want {
			t.Errorf("said %q, want %q", got, want)
		}
	}
}
