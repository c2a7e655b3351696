package term

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"
	"unicode"

	"confab/transport"
)

// deskServer is a server of members as events show it.
var deskServer = transport.Peer{ID: 1, Addr: "a:1", Name: "Desk", Kind: transport.Member,
	Identity: transport.ID{9}, Trust: transport.Unverified}

// parse reads every line of -json into objects.
func parse(t *testing.T, text string) []map[string]any {
	t.Helper()
	var all []map[string]any
	for line := range strings.Lines(text) {
		var one map[string]any
		if err := json.Unmarshal([]byte(line), &one); err != nil {
			t.Fatalf("%v in %q", err, line)
		}
		all = append(all, one)
	}
	return all
}

func TestJSON(t *testing.T) {
	t.Parallel()

	t.Run("a server tells a visit in objects that parse, and commands answer beside them", func(t *testing.T) {
		t.Parallel()
		p, addr := serve(t, "-json")
		guest := connect(t, addr)
		guest.say(t, "你好\x1b[2J\u009b\u202e 👋\n")
		p.out.await(t, `"message":"incoming"`)
		p.typeIn(t, "hi there\n/who\n")
		p.out.await(t, `"kind":"updated".*"state":"stored".*"reached":1`)
		p.err.await(t, "Here:\n")
		reset(t, guest)
		p.out.await(t, `"kind":"disconnected".*\n`)
		for _, r := range p.out.String() {
			if r != '\n' && (unicode.IsControl(r) || r == '\u202e') {
				t.Errorf("%U is not escaped", r)
			}
		}
		first := map[string]map[string]any{}
		for _, one := range parse(t, p.out.String()) {
			at, err := time.Parse(time.RFC3339Nano, one["time"].(string))
			if err != nil || time.Since(at) > time.Hour {
				t.Errorf("time %v: %v", one["time"], err)
			}
			kind := one["kind"].(string)
			if message, ok := one["message"]; ok {
				kind += " " + message.(string)
			}
			if first[kind] == nil {
				first[kind] = one
			}
		}
		if got := first["listening"]["addr"]; got != addr {
			t.Errorf("listening on %v, want %s", got, addr)
		}
		in := first["appended incoming"]
		if in["text"] != "你好\x1b[2J\u009b\u202e 👋" || in["seq"] == nil || in["talk"] != 1.0 {
			t.Errorf("incoming: %v", in)
		}
		if raw, err := base64.StdEncoding.DecodeString(in["raw"].(string)); err != nil || string(raw) != "你好\x1b[2J\u009b\u202e 👋\n" {
			t.Errorf("raw %q, %v", raw, err)
		}
		who := in["peer"].(map[string]any)
		if who["id"] != 1.0 || who["addr"] != guest.LocalAddr().String() || who["kind"] != "plain" || who["encoding"] != "UTF-8" {
			t.Errorf("peer: %v", who)
		}
		out := first["updated outgoing"]
		if out["text"] != "hi there" || out["talk"] != 0.0 || out["reached"] != 1.0 || out["recipients"] != 1.0 {
			t.Errorf("outgoing: %v", out)
		}
		if gone := first["disconnected"]; gone["fault"] == "" || gone["error"] == "" {
			t.Errorf("disconnected: %v", gone)
		}
	})

	t.Run("a port that is taken is an object on stdout and a sentence on stderr", func(t *testing.T) {
		t.Parallel()
		taken := listen(t)
		p := run(t, confab, "serve", "-json", "-addr", taken.addr)
		p.exit(t, 1)
		got := parse(t, p.out.String())
		if len(got) != 1 || got[0]["kind"] != "listen_failed" || got[0]["fault"] != "port taken" {
			t.Errorf("stdout: %v", got)
		}
		contains(t, p.err.String(), "is in use")
	})

	t.Run("send tells connecting to disconnected", func(t *testing.T) {
		t.Parallel()
		l := listen(t)
		p := run(t, confab, "send", "-plain", "-json", l.addr, "hi")
		l.peer(t)
		p.exit(t, 0)
		var kinds []string
		for _, one := range parse(t, p.out.String()) {
			kinds = append(kinds, one["kind"].(string))
		}
		if got := strings.Join(kinds, " "); got != "connecting connected appended updated disconnected" {
			t.Errorf("kinds: %s", got)
		}
	})
}

func TestRecord(t *testing.T) {
	t.Parallel()
	at := time.Date(2025, 3, 1, 10, 0, 0, 120_000_000, time.FixedZone("", 8*3600))
	peer := transport.Peer{ID: 7, Addr: "[fe80::1%eth0]:9", Name: "Ann", Kind: transport.Plain, Encoding: transport.GB18030}
	const who = `"peer":{"id":7,"addr":"[fe80::1%eth0]:9","kind":"plain","name":"Ann","encoding":"GB18030"}`
	desk := `"peer":{"id":1,"addr":"a:1","kind":"member","name":"Desk","encoding":"UTF-8","identity":"09` +
		strings.Repeat("00", 31) + `","trust":"unverified"}`
	for _, c := range []struct {
		name string
		ev   transport.Event
		lost int
		want string
	}{
		{"an event nobody filled in is a resync", transport.Event{Time: at}, 3,
			`{"kind":"resync","time":"2025-03-01T02:00:00.120Z","lost":3}`},
		{"text that is its bytes has no raw", transport.Event{Kind: transport.Appended, Time: at, Peer: peer,
			Detail: transport.Message{Seq: 2, Text: "<b>&", Raw: "<b>&"}}, 0,
			`{"kind":"appended","time":"2025-03-01T02:00:00.120Z",` + who + `,"talk":7,"seq":2,"message":"incoming","text":"<b>&"}`},
		{"who says nothing more is said to", transport.Event{Kind: transport.Changed, Time: at,
			Peer: transport.Peer{ID: 7, Addr: "a:1", Kind: transport.Plain, HalfClosed: true}}, 0,
			`{"kind":"changed","time":"2025-03-01T02:00:00.120Z","peer":{"id":7,"addr":"a:1","kind":"plain","encoding":"UTF-8","half_closed":true}}`},
		{"an empty line still has its text", transport.Event{Kind: transport.Appended, Time: at, Peer: peer,
			Detail: transport.Message{Seq: 3, Raw: "\n"}}, 0,
			`{"kind":"appended","time":"2025-03-01T02:00:00.120Z",` + who + `,"talk":7,"seq":3,"message":"incoming","text":"","raw":"Cg=="}`},
		{"a broadcast that failed says why, in everyone's talk", transport.Event{Kind: transport.Updated, Time: at,
			Detail: transport.Message{Seq: 1, Kind: transport.Outgoing, Text: "x", Raw: "x", Broadcast: true, Recipients: 2, State: transport.Failed, Fault: transport.PeerReset}}, 0,
			`{"kind":"updated","time":"2025-03-01T02:00:00.120Z","talk":0,"seq":1,"message":"outgoing","text":"x","state":"failed","recipients":2,"fault":"reset by peer"}`},
		{"a notice names what it is about", transport.Event{Kind: transport.Appended, Time: at, Peer: peer,
			Detail: transport.Message{Seq: 4, Kind: transport.Notice, Notice: transport.EncodingChanged, Encoding: transport.Big5}}, 0,
			`{"kind":"appended","time":"2025-03-01T02:00:00.120Z",` + who + `,"talk":7,"seq":4,"message":"notice","notice":"encoding_changed","encoding":"Big5"}`},
		{"a guess is one", transport.Event{Kind: transport.Changed, Time: at,
			Peer: transport.Peer{ID: 7, Addr: "a:9", Kind: transport.Plain, Encoding: transport.KOI8R, Guessed: true}}, 0,
			`{"kind":"changed","time":"2025-03-01T02:00:00.120Z","peer":{"id":7,"addr":"a:9","kind":"plain","encoding":"KOI8-R","guessed":true}}`},
		{"a broadcast says how many got question marks", transport.Event{Kind: transport.Appended, Time: at,
			Detail: transport.Message{Seq: 1, Kind: transport.Outgoing, Text: "你", Raw: "你", Broadcast: true, Recipients: 2, Replaced: 1}}, 0,
			`{"kind":"appended","time":"2025-03-01T02:00:00.120Z","talk":0,"seq":1,"message":"outgoing","text":"你","state":"queued","recipients":2,"replaced":1}`},
		{"an error has its fault and its detail", transport.Event{Kind: transport.AcceptFailed, Time: at,
			Err: &transport.Error{Fault: transport.TooManyOpen, Err: errors.New("EMFILE")}}, 0,
			`{"kind":"accept_failed","time":"2025-03-01T02:00:00.120Z","fault":"too many open descriptors","error":"too many open descriptors: EMFILE"}`},
		{"how many more there were", transport.Event{Kind: transport.AcceptFailed, Time: at,
			Err: &transport.Error{Fault: transport.LimitReached, Addr: "10.0.0.1", More: 9}}, 0,
			`{"kind":"accept_failed","time":"2025-03-01T02:00:00.120Z","fault":"limit reached","error":"10.0.0.1: limit reached, and 9 more","more":9}`},
		{"format characters are escaped, beyond the BMP too", transport.Event{Kind: transport.Connecting, Time: at, Addr: "a\u200b\U000e0041\u2028\u0085é"}, 0,
			`{"kind":"connecting","time":"2025-03-01T02:00:00.120Z","addr":"a\u200b\udb40\udc41\u2028\u0085é"}`},
		{"a message of members names itself, its author and what it answers", transport.Event{Kind: transport.Appended, Time: at, Peer: deskServer,
			Detail: transport.Message{Seq: 5, ID: transport.MessageID{0xab}, Peer: 3, Name: "Ann", Text: "x", Raw: "x", Edited: true, ByGuest: true,
				ReplyTo:   &transport.Quote{ID: transport.MessageID{1}, Place: transport.Place{Era: 1, Seq: 4}, Name: "Bob", Text: "y", Deleted: true},
				Reactions: []transport.Reaction{{Text: "👍", Count: 2, Mine: true}}}}, 0,
			`{"kind":"appended","time":"2025-03-01T02:00:00.120Z",` + desk + `,"talk":1,"seq":5,"message":"incoming","text":"x",` +
				`"id":"ab000000000000000000000000000000","from":3,"name":"Ann","reply_to":{"id":"01000000000000000000000000000000","seq":4,"name":"Bob","text":"y","deleted":true},` +
				`"edited":true,"reactions":[{"text":"👍","count":2,"mine":true}],"by_guest":true}`},
		{"a number of a later life of the log says so", transport.Event{Kind: transport.Appended, Time: at, Peer: deskServer,
			Detail: transport.Message{Place: transport.Place{Era: 2, Seq: 6}, Seq: 6, ID: transport.MessageID{0xab}, Peer: 3, Name: "Ann", Text: "x", Raw: "x",
				ReplyTo: &transport.Quote{ID: transport.MessageID{1}, Place: transport.Place{Era: 2, Seq: 4}, Name: "Bob", Text: "y"}}}, 0,
			`{"kind":"appended","time":"2025-03-01T02:00:00.120Z",` + desk + `,"talk":1,"seq":6,"era":2,"message":"incoming","text":"x",` +
				`"id":"ab000000000000000000000000000000","from":3,"name":"Ann","reply_to":{"id":"01000000000000000000000000000000","seq":4,"era":2,"name":"Bob","text":"y"}}`},
		{"a notice of this run has no number", transport.Event{Kind: transport.Appended, Time: at, Peer: deskServer,
			Detail: transport.Message{Place: transport.Place{Era: 2, Seq: 6, Nth: 1}, Kind: transport.Notice, Notice: transport.NewEra}}, 0,
			`{"kind":"appended","time":"2025-03-01T02:00:00.120Z",` + desk + `,"talk":1,"message":"notice","notice":"new_era"}`},
		{"a message on its way has no place", transport.Event{Kind: transport.Enqueued, Time: at, Peer: deskServer,
			Detail: transport.Message{ID: transport.MessageID{0xab}, Kind: transport.Outgoing, Text: "x", Raw: "x"}}, 0,
			`{"kind":"enqueued","time":"2025-03-01T02:00:00.120Z",` + desk + `,"talk":1,"message":"outgoing","text":"x","state":"queued","id":"ab000000000000000000000000000000"}`},
		{"waiting says until when, and why", transport.Event{Kind: transport.Waiting, Time: at, Addr: "a:1", Peer: deskServer, Detail: at.Add(time.Second),
			Err: &transport.Error{Fault: transport.PeerVanished}}, 0,
			`{"kind":"waiting","time":"2025-03-01T02:00:00.120Z","addr":"a:1",` + desk + `,"fault":"peer vanished","error":"peer vanished","retry":"2025-03-01T02:00:01.120Z"}`},
		{"marks are told with their zeros", transport.Event{Kind: transport.Marked, Time: at, Peer: deskServer, Detail: transport.Marks{Got: transport.Place{Era: 1, Seq: 2}, Last: transport.Place{Era: 1, Seq: 3}, News: 1}}, 0,
			`{"kind":"marked","time":"2025-03-01T02:00:00.120Z",` + desk + `,"talk":1,"marks":{"got":2,"read":0,"seen":0,"last":3,"news":1}}`},
		{"marks are numbers of the life of the log in which the talk ends", transport.Event{Kind: transport.Marked, Time: at, Peer: deskServer,
			Detail: transport.Marks{Got: transport.Place{Era: 1, Seq: 8}, Seen: transport.Place{Era: 2, Seq: 1}, Last: transport.Place{Era: 2, Seq: 3, Nth: 1}}}, 0,
			`{"kind":"marked","time":"2025-03-01T02:00:00.120Z",` + desk + `,"talk":1,"marks":{"got":0,"read":0,"seen":1,"last":3,"era":2,"news":0}}`},
		{"an index that is being made", transport.Event{Kind: transport.Indexed, Time: at, Detail: transport.Indexing{Total: 3}}, 0,
			`{"kind":"indexed","time":"2025-03-01T02:00:00.120Z","indexing":{"done":0,"total":3}}`},
		{"somebody who asks is known by their key", transport.Event{Kind: transport.Connected, Time: at,
			Peer: transport.Peer{ID: 2, Addr: "b:1", Name: "Ann", Kind: transport.Member, Asking: true, Here: true, Trust: transport.Verified,
				Identity: transport.ID{1}, Host: true, Server: 1}}, 0,
			`{"kind":"connected","time":"2025-03-01T02:00:00.120Z","peer":{"id":2,"addr":"b:1","kind":"member","name":"Ann","encoding":"UTF-8",` +
				`"identity":"01` + strings.Repeat("00", 31) + `","trust":"verified","here":true,"asking":true,"host":true,"server":1}}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := formatRecord(c.ev, c.lost); got != c.want+"\n" {
				t.Errorf("got  %swant %s", got, c.want)
			}
		})
	}

}
