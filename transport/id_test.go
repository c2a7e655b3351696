package transport

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"
)

// FuzzIDs parses text as each kind of ID: what is taken reads as the same when it is
// written again, and what is not changes nothing.
func FuzzIDs(f *testing.F) {
	for _, s := range []string{"", "0", "18446744073709551615", "18446744073709551616", "-1", "+1", "00ff00ff00ff00ff00ff00ff00ff00FF",
		"00ff00ff00ff00ff00ff00ff00ff00fg", strings.Repeat("a5", 32), strings.Repeat("a5", 33), "\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if id, err := ParseMessageID(s); err != nil {
			if id != (MessageID{}) {
				t.Errorf("%q fails and gives %v", s, id)
			}
		} else if !strings.EqualFold(id.String(), s) {
			t.Errorf("%q is read as %v", s, id)
		}
		if id, err := ParseID(s); err != nil {
			if id != (ID{}) {
				t.Errorf("%q fails and gives %v", s, id)
			}
		} else if !strings.EqualFold(id.String(), s) {
			t.Errorf("%q is read as %v", s, id)
		}
		if id, err := ParsePeerID(s); err == nil && fmt.Sprint(id) != strings.TrimLeft(s, "0") && id != 0 {
			t.Errorf("%q is read as %v", s, id)
		}
		if id, err := ParseTalkID(s); err != nil {
			if id != Everyone {
				t.Errorf("%q fails and gives %v", s, id)
			}
		} else if again, err := ParseTalkID(id.String()); err != nil || again != id || id.String() != strings.TrimLeft(s, "0") && id != Everyone {
			t.Errorf("%q is read as %v", s, id)
		}
	})
}

func TestIDsGoThroughJSON(t *testing.T) {
	type saved struct {
		Who     ID
		Message MessageID
		Peer    PeerID
		Talk    TalkID
		ByWho   map[ID]MessageID
	}
	for n := range byte(100) {
		was := saved{ID{1, n}, MessageID{n}, 6, 7, map[ID]MessageID{{2}: {n, 1}}}
		text, err := json.Marshal(was)
		if err != nil {
			t.Fatal(err)
		}
		var is saved
		if err := json.Unmarshal(text, &is); err != nil || !reflect.DeepEqual(is, was) {
			t.Fatalf("%s is read as %+v, %v", text, is, err)
		}
		if want := `"Peer":6,"Talk":7`; !strings.Contains(string(text), want) || !strings.Contains(string(text), was.Message.String()) {
			t.Errorf("%s", text)
		}
	}
	var id MessageID
	if err := json.Unmarshal([]byte(`"00"`), &id); err == nil {
		t.Error("two digits are an ID")
	}
}
