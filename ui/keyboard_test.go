package ui

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
	"unsafe"

	"gioui.org/io/key"
	giowidget "gioui.org/widget"

	"confab/transport"
	"confab/ui/internal/uitest"
	"confab/ui/model"
	"confab/ui/widget"
)

// focused names the part of the screen that has the keyboard, by its fields:
// what is not found by the focus's tag is a dead end for the keyboard.
func (s *stage) focused() string { return s.tagged(reflect.ValueOf(s.screen).Elem(), "", 0) }

// tagged looks for the focus in v, which must be addressable.
func (s *stage) tagged(v reflect.Value, path string, depth int) string {
	if depth > 8 {
		return ""
	}
	switch v.Kind() {
	case reflect.Struct:
		tag := reflect.NewAt(v.Type(), unsafe.Pointer(v.UnsafeAddr())).Interface()
		switch tag.(type) {
		case *giowidget.Clickable, *giowidget.Editor, *giowidget.Bool, *giowidget.Selectable, *widget.Transcript, *widget.Menu:
			if s.gtx.Focused(tag) {
				return path
			}
		}
		if c, ok := tag.(*giowidget.Enum); ok {
			if k, focused := c.Focused(); focused {
				return path + "=" + k
			}
			return ""
		}
		for i := range v.NumField() {
			if at := s.tagged(v.Field(i), path+"."+v.Type().Field(i).Name, depth+1); at != "" {
				return at
			}
		}
	case reflect.Array, reflect.Slice:
		for i := range v.Len() {
			if at := s.tagged(v.Index(i), fmt.Sprintf("%s[%d]", path, i), depth+1); at != "" {
				return at
			}
		}
	case reflect.Map:
		for _, k := range v.MapKeys() {
			if e := v.MapIndex(k); e.Kind() == reflect.Pointer && !e.IsNil() {
				if at := s.tagged(e.Elem(), fmt.Sprintf("%s[%v]", path, k), depth+1); at != "" {
					return at
				}
			}
		}
	case reflect.Pointer:
		// The conversation points to its view; the model and the theme are not
		// searched.
		if t := v.Type(); t == reflect.TypeFor[*talkView]() && !v.IsNil() {
			return s.tagged(v.Elem(), path, depth+1)
		}
	}
	return ""
}

// walk presses Tab until the focus is back where it began, and returns the
// stops.
func (s *stage) walk() (stops []string) {
	s.t.Helper()
	for range 200 {
		s.Press(key.NameTab, 0)
		at := s.focused()
		if at == "" {
			s.t.Fatalf("after %q the keyboard is nowhere", stops)
		}
		if slices.Contains(stops, at) {
			return stops
		}
		stops = append(stops, at)
	}
	s.t.Fatalf("Tab never comes around: %q", stops)
	return nil
}

// numbered are the paths of n elements, each with a space behind.
func numbered(path string, n int) (all string) {
	for i := range n {
		all += fmt.Sprintf("%s[%d] ", path, i)
	}
	return all
}

// peopleStops are the stops of the rows of people, by their identities.
func peopleStops(path string, from, to int) (all string) {
	for i := from; i <= to; i++ {
		all += fmt.Sprintf("%s[%d].open %s[%d].more ", path, i, path, i)
	}
	return all
}

// textStop is the stop of the text of a row, by how many are above it.
func textStop(above uint64) string {
	const firstLocal = 1 << 40 // of package model
	return fmt.Sprintf("conversation.view.transcript.states[%d].text ", rowKey(firstLocal+above, keyMessage))
}

func TestTabReachesEveryControl(t *testing.T) {
	for name, c := range map[string]struct {
		open func(t *testing.T) *stage
		want string
	}{
		"the stopped server": {
			func(t *testing.T) *stage { return staged(t, wide).stage },
			"top.tabs.clicks[0] top.tabs.clicks[1] top.settings server.port.input.Editor server.action server.who " +
				"server.people.rows[0].open conversation.hex conversation.more conversation.start",
		},
		"a talk": {
			func(t *testing.T) *stage { s, _ := talkOf(t, 1); s.Type("words"); return s.stage },
			"top.tabs.clicks[0] top.tabs.clicks[1] top.settings server.copies[192.168.1.5:8899] server.action server.who " +
				"server.people.rows[0].open server.people.rows[1].open server.people.rows[1].more conversation.hex conversation.more " +
				"conversation.view.transcript " + textStop(1) +
				"conversation.composer.input.Editor conversation.composer.send",
		},
		"the client": {
			func(t *testing.T) *stage {
				s := staged(t, wide)
				s.Click("Client")
				s.model.ConnectTo("10.0.0.1:8899")
				s.Frame()
				s.dialer.Answer(transport.NoFault)
				s.Frame()
				return s.stage
			},
			"top.tabs.clicks[0] top.tabs.clicks[1] top.settings client.action client.servers[10.0.0.1:8899].open " +
				"client.servers[10.0.0.1:8899].more conversation.hex conversation.more conversation.view.transcript " +
				"conversation.composer.input.Editor",
		},
		"the settings": {
			func(t *testing.T) *stage {
				s := staged(t, uitest.Size{Width: 800, Height: 1600, Density: 1})
				s.Click("Settings")
				return s.stage
			},
			"top.tabs.clicks[0] top.tabs.clicks[1] top.settings settings.back settings.name.input.Editor " +
				"settings.theme= settings.theme=light settings.theme=dark settings.language= settings.language=en " +
				"settings.language=zh settings.size=85 settings.size=100 settings.size=115 settings.size=130 settings.size=150",
		},
		"the narrow list": {
			func(t *testing.T) *stage { s := staged(t, narrow); s.serve(1); return s.stage },
			"top.settings server.copies[192.168.1.5:8899] server.action server.who server.people.rows[0].open " +
				"server.people.rows[1].open server.people.rows[1].more top.tabs.clicks[0] top.tabs.clicks[1]",
		},
		"a changed key, and how to connect": {
			func(t *testing.T) *stage {
				s := homely(t, wide, tongues["en"])
				s.model.SetTab(model.ClientTab)
				s.model.ConnectTo("h:1")
				s.Frame()
				s.dialer.Answer(transport.KeyChanged)
				s.Frame()
				return s.stage
			},
			"top.tabs.clicks[0] top.tabs.clicks[1] top.settings client.danger client.nearby.further client.address.input.Editor " +
				"client.way.clicks[0] client.way.clicks[1] client.code.field.input.Editor client.action",
		},
		"a lost server, a reply and a search": {
			func(t *testing.T) *stage {
				s := homely(t, wide, tongues["en"])
				s.model.SetTab(model.ClientTab)
				s.model.ConnectTo("h:1")
				s.Frame()
				room, host, _ := s.dialer.joined(tongues["en"])
				s.dialer.Speak(room.Talk(), host, "said")
				s.dialer.lost(time.Hour)
				s.Frame()
				s.Frame()
				s.model.Reply(s.model.Active().Talk().At(0).Local)
				s.screen.toggleSearch()
				s.model.SetQuery("said")
				s.Frame()
				return s.stage
			},
			"top.tabs.clicks[0] top.tabs.clicks[1] top.settings client.again client.action " +
				peopleStops("client.people.rows", 1, 4) +
				"client.book conversation.lookup conversation.more conversation.extras.search.field.input.Editor " +
				"conversation.extras.search.previous conversation.extras.search.next conversation.extras.search.close " +
				"conversation.view.transcript " + textStop(0) +
				"conversation.extras.aside.close conversation.composer.input.Editor",
		},
		"an invitation": {
			func(t *testing.T) *stage { return invited(t, wide, tongues["en"]).stage },
			"top.tabs.clicks[0] top.tabs.clicks[1] top.settings server.copies[192.168.1.5:8899] server.invite server.action server.who " +
				"members.open server.people.rows[0].open invitation.back invitation.whom.clicks[0] invitation.whom.clicks[1] invitation.copyLink invitation.end",
		},
		"who may come": {
			func(t *testing.T) *stage {
				s := homely(t, wide, tongues["en"])
				s.Click(s.model.Server.MayCome())
				return s.stage
			},
			"top.tabs.clicks[0] top.tabs.clicks[1] top.settings server.port.input.Editor server.action server.who " +
				"members.open server.people.rows[0].open visitors.back visitors.members visitors.plain visitors.browsers visitors.visible visitors.history",
		},
		"somebody who asks, and the words to compare": {
			func(t *testing.T) *stage {
				s := homely(t, wide, tongues["en"])
				s.serve(0)
				eve := s.host.member("Eve", nil)
				s.host.member("Bob", func(p *transport.Peer) { p.Asking = true })
				s.Frame()
				s.model.AskWords(eve)
				s.Frame()
				s.Frame()
				return s.stage
			},
			"top.tabs.clicks[0] top.tabs.clicks[1] top.settings server.copies[192.168.1.5:8899] server.invite server.action server.who members.open " +
				"server.requests.rows[2].accept server.requests.rows[2].decline server.people.rows[0].open server.people.rows[1].open " +
				"server.people.rows[1].more verify.back " + numbered("verify.words.words", 12) + "verify.turn verify.same verify.differ",
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := c.open(t)
			stops := s.walk()
			want := strings.Fields(c.want)
			if i := slices.Index(stops, "."+want[0]); i > 0 {
				stops = slices.Concat(stops[i:], stops[:i])
			}
			if got := strings.ReplaceAll(" "+strings.Join(stops, " "), " .", " ")[1:]; got != c.want {
				t.Errorf("Tab stops at\n%s\nand not at\n%s", got, c.want)
			}
		})
	}
}

// tabTo presses Tab until the focus is at the field of that name.
func (s *stage) tabTo(path string) {
	s.t.Helper()
	for range 200 {
		if s.Press(key.NameTab, 0); s.focused() == "."+path {
			return
		}
	}
	s.t.Fatalf("Tab does not reach %s", path)
}

func TestEverythingByTheKeyboard(t *testing.T) {
	s := staged(t, wide)
	s.tabTo("server.action")
	s.Press(key.NameSpace, 0)
	s.must("Listening")
	id := s.host.come("10.0.0.1:5000", "")
	s.Frame()
	s.host.Hear(id, "hello")
	s.Frame()
	s.tabTo("server.people.rows[1].more")
	s.Press(key.NameReturn, 0)
	s.must("Rename")
	s.Press(key.NameReturn, 0) // nothing is marked yet
	s.Press(key.NameDownArrow, 0)
	s.Press(key.NameReturn, 0)
	if s.model.Server.Selected().ID != id {
		t.Fatal("Talk did not open the talk")
	}
	s.Frame()
	if !s.writing() {
		t.Fatal("the composer does not have the keyboard")
	}
	s.Type("by keys alone")
	s.Press(key.NameTab, 0)
	if at := s.focused(); at != ".conversation.composer.send" {
		t.Fatalf("Tab from the composer leads to %s", at)
	}
	s.Press(key.NameReturn, 0)
	s.Frame()
	if _, said := s.host.Messages(id.Talk()), len(s.host.Messages(id.Talk())); said != 3 {
		t.Errorf("%d messages", said)
	}
	s.tabTo("server.action")
	s.Press(key.NameReturn, 0)
	s.must("Stopping ends")
	t.Run("Tab stays in a dialog", func(t *testing.T) {
		for range 5 {
			s.Press(key.NameTab, 0)
			if at := s.focused(); !strings.HasPrefix(at, ".confirm.") {
				t.Errorf("it leads to %s", at)
			}
		}
	})
	s.tabTo("confirm.Dialog.confirm")
	s.Press(key.NameSpace, 0)
	s.must("Stopped")
	s.tabTo("top.settings")
	s.Press(key.NameReturn, 0)
	s.tabTo("settings.theme=dark")
	s.Press(key.NameSpace, 0)
	s.Frame()
	if !s.screen.th.Dark {
		t.Error("the theme is light")
	}
}

// small are the controls that may be less than 48 dp in a direction, with the
// reason.
var small = map[string]string{
	"line":       "a bubble is as high as what was said; its menu is the one control in it",
	"More about": "36 dp wide: a long press anywhere on the 64 dp row around it does the same",
}

// scrollbar is its greatest width. It has no name and is thin: the wheel, a
// finger on the rows, and the keys of the transcript do the same.
const scrollbar = 12

func TestEveryControlIsNamedAndLargeEnough(t *testing.T) {
	for name, open := range map[string]func(t *testing.T) *stage{
		"stopped":  func(t *testing.T) *stage { return staged(t, wide).stage },
		"talk":     func(t *testing.T) *stage { s, _ := talkOf(t, 100); s.Scroll(-600); return s.stage },
		"client":   func(t *testing.T) *stage { s := staged(t, wide); s.Click("Client"); return s.stage },
		"settings": func(t *testing.T) *stage { s := staged(t, wide); s.Click("Settings"); return s.stage },
		"menu":     func(t *testing.T) *stage { s, _ := talkOf(t, 3); s.Click("About this talk"); return s.stage },
		"dialog":   func(t *testing.T) *stage { s, _ := talkOf(t, 3); s.Click("Stop"); return s.stage },
		"alert":    func(t *testing.T) *stage { s := alarmed(t, wide); return s.stage },
		"narrow list": func(t *testing.T) *stage {
			s := staged(t, narrow)
			s.serve(3)
			s.Click("Who may come: TCP, browsers")
			return s.stage
		},
		"invitation": func(t *testing.T) *stage { return invited(t, wide, tongues["en"]).stage },
		"narrow invitation": func(t *testing.T) *stage {
			s := invited(t, narrow, tongues["en"])
			s.host.Invitee("Bo")
			s.Frame()
			return s.stage
		},
		"narrow talk": func(t *testing.T) *stage {
			s := staged(t, narrow)
			s.serve(1)
			s.Click("10.0.0.1:5000")
			return s.stage
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := open(t)
			view := s.gtx.Constraints.Max
			for _, c := range s.Controls() {
				said := c.Label + c.Description
				if said == "" {
					if c.Bounds.Dx() > scrollbar {
						t.Errorf("the control at %v has no name", c.Bounds)
					}
					continue
				}
				if c.Disabled || c.Bounds.Min.Y < 0 || c.Bounds.Max.Y > view.Y {
					continue // partly out of view
				}
				if c.Bounds.Dx() < 48 || c.Bounds.Dy() < 48 {
					excused := false
					for prefix := range small {
						excused = excused || strings.HasPrefix(said, prefix)
					}
					if !excused {
						t.Errorf("%q is %v", said, c.Bounds.Size())
					}
				}
			}
		})
	}
}

// alarmed is a stage with alerts over the page.
func alarmed(t testing.TB, size uitest.Size) *stagedScreen {
	s := staged(t, size)
	s.host.Tell(transport.Event{Kind: transport.AcceptFailed, Err: &transport.Error{Fault: transport.TooManyOpen}})
	s.dialer.Tell(transport.Event{Kind: transport.DialFailed, Addr: "[fe80::1c2d:3eff:fe4f:5061%enp0s31f6]:8899",
		Err: &transport.Error{Fault: transport.TimedOut, Addr: "[fe80::1c2d:3eff:fe4f:5061%enp0s31f6]:8899"}})
	s.Frame()
	return s
}
