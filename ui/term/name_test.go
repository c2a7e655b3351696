package term

import (
	"strings"
	"testing"
	"unicode"

	"confab/transport"
)

func TestRecordsOfNames(t *testing.T) {
	t.Parallel()
	p := transport.Peer{ID: 3, Kind: transport.Member, Name: "Host", ShortKey: "04000000", Identity: transport.ID{4}, Server: 1}
	m := transport.Message{ID: transport.MessageID{1}, Peer: 3, Name: "Host", ShortKey: "04000000", Text: "\u200b\u3164\ufe0f\U000e0041",
		ReplyTo: &transport.Quote{Name: "Host", ShortKey: "04000000"}}
	line := formatRecord(transport.Event{Kind: transport.Appended, Peer: p, Detail: m}, 0)
	for _, r := range line {
		if r != '\n' && unicode.In(r, unicode.Cf, unicode.Variation_Selector, unicode.Other_Default_Ignorable_Code_Point) {
			t.Errorf("%U is not escaped", r)
		}
	}
	rec := parse(t, line)[0]
	if rec["text"] != m.Text {
		t.Errorf("the text is %+q", rec["text"])
	}
	for _, of := range []any{rec, rec["peer"], rec["reply_to"]} {
		if got := of.(map[string]any); got["name"] != "Host" || got["short_key"] != "04000000" {
			t.Errorf("got %v", got)
		}
	}
	if got := named([]transport.Peer{p}, "Host · 04000000"); len(got) != 1 {
		t.Error("a member is not found as it is shown")
	}
	p.ShortKey, m.ShortKey, m.ReplyTo.ShortKey = "", "", ""
	if line := formatRecord(transport.Event{Kind: transport.Appended, Peer: p, Detail: m}, 0); strings.Contains(line, "short_key") {
		t.Errorf("got %s", line)
	}
}
