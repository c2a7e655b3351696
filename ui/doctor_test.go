package ui

import (
	"context"
	"testing"
	"time"

	"confab/transport"
	"confab/transport/doctor"
	"confab/transport/transporttest"
	"confab/ui/internal/uitest"
	"confab/ui/internal/words"
	"confab/ui/model"
)

// patient is a stage with a doctor that a test plays.
type patient struct {
	*stage
	host   *transporttest.Fake
	dialer scriptedDialer
	looks  []doctor.Options
	ctx    context.Context // of the last look
}

func newPatient(t testing.TB, size uitest.Size, lang words.Lang) *patient {
	post, lose := newMail(func() {}), false
	p := &patient{dialer: scriptedDialer{transporttest.NewClient(transport.Options{Sink: post.dialer.Post}), &lose}}
	host := scriptedHost{transporttest.NewServer(transport.Options{Sink: post.host.Post})}
	p.host = host.Fake
	m := model.New(model.Config{
		Host: host, Dialer: p.dialer, Prefs: plainPrefs(), System: lang,
		Now: func() time.Time { return time.Unix(1_800_000_000, 0) }, Location: time.UTC,
		Diagnose: func(ctx context.Context, o doctor.Options, number int) {
			p.looks, p.ctx = append(p.looks, o), ctx
			post.examinedSoFar(examined{number: number, found: doctor.Diagnosis{Addr: o.Addr, Findings: []doctor.Finding{{Layer: doctor.Network}}}})
		},
	})
	p.stage = show(t, size, m, post, nil)
	return p
}

// finds has the last look end.
func (p *patient) finds(d doctor.Diagnosis) {
	p.mail.examinedSoFar(examined{number: len(p.looks), found: d, done: true})
	p.Frame()
	p.Frame()
}

// refused is a connection to 192.168.1.7:8899 that failed.
func (p *patient) refused() {
	p.model.SetTab(model.ClientTab)
	p.model.ConnectTo("192.168.1.7:8899")
	p.Frame()
	p.dialer.Answer(transport.Refused)
	p.Frame()
	p.Frame()
}

var (
	listensNot = doctor.Diagnosis{Addr: "192.168.1.7:8899", Findings: []doctor.Finding{
		{Layer: doctor.Network, State: doctor.Passed, Facts: []doctor.Fact{{Kind: doctor.Own, Text: "192.168.1.4/24 wlan0"}}},
		{Layer: doctor.Route, State: doctor.Passed, Facts: []doctor.Fact{{Kind: doctor.Own, Text: "192.168.1.4/24 wlan0"}, {Kind: doctor.Target, Text: "192.168.1.7"}}},
		{Layer: doctor.Neighbour, State: doctor.Passed},
		{Layer: doctor.Firewall, State: doctor.Passed},
		{Layer: doctor.Port, State: doctor.Failed, Kind: doctor.NothingListens, Step: doctor.StartHost, Facts: []doctor.Fact{{Kind: doctor.Target, Text: "192.168.1.7:8899"}}},
		{Layer: doctor.Program, State: doctor.Skipped}, {Layer: doctor.Version, State: doctor.Skipped}, {Layer: doctor.Key, State: doctor.Skipped},
	}}
	closed = doctor.Diagnosis{Findings: []doctor.Finding{
		{Layer: doctor.Network, State: doctor.Passed, Facts: []doctor.Fact{{Kind: doctor.Own, Text: "192.168.1.4/24 wlan0"}}},
		{Layer: doctor.Firewall, State: doctor.Failed, Kind: doctor.FirewallUnread, Certainty: doctor.Likely, Step: doctor.OpenFirewall, Command: "sudo ufw allow 8899",
			Facts: []doctor.Fact{{Kind: doctor.Product, Text: "ufw"}, {Kind: doctor.File, Text: "/etc/ufw/ufw.conf"}}},
		{Layer: doctor.Port, State: doctor.Passed, Facts: []doctor.Fact{{Kind: doctor.Listening, Text: "192.168.1.4:8899"}}},
		{Layer: doctor.Visitors, State: doctor.Unsure, Kind: doctor.NobodyCame, Step: doctor.TryFromThere},
	}}
)

func TestTheDoctorIsAskedAboutAFailedConnection(t *testing.T) {
	for name, size := range map[string]uitest.Size{"wide": wide, "narrow": narrow} {
		t.Run(name, func(t *testing.T) {
			p := newPatient(t, size, words.English)
			p.model.SetTab(model.ClientTab)
			p.Frame()
			p.mustNot("Find out why")
			p.refused()
			p.Click("Find out why")
			p.Frame()
			p.must("Doctor", "Looking…")
			if len(p.looks) != 1 || p.looks[0].Addr != "192.168.1.7:8899" || p.looks[0].Server != nil {
				t.Fatalf("it looks at %+v", p.looks)
			}
			p.finds(listensNot)
			p.must("Next: start the server on that machine", "Looked at 08:00:00")
			if p.ctx.Err() == nil {
				t.Error("a look that is done is not ended")
			}
			for !p.enabled("Copy the report") {
				p.Scroll(200)
			}
			p.Click("Copy the report")
			if got, want := p.Clipboard(), p.model.Words().Doctor().Report(listensNot); got != want {
				t.Errorf("the report is %q", got)
			}
			p.Click("Look again")
			if len(p.looks) != 2 {
				t.Fatal("it does not look again")
			}
			p.Click("Back")
			if p.ctx.Err() == nil {
				t.Error("the look goes on behind the page")
			}
			p.finds(closed) // of a look that was ended
			p.mustNot("Doctor")
		})
	}
}

func TestTheDoctorIsAskedWhyNobodyComes(t *testing.T) {
	p := newPatient(t, narrow, words.English)
	p.Frame()
	p.mustNot("Nobody can connect?")
	p.model.StartServer()
	p.Frame()
	p.Frame()
	p.Click("Nobody can connect?")
	p.Frame()
	if len(p.looks) != 1 || p.looks[0].Server == nil || p.looks[0].Addr == "" || p.looks[0].Addr[0] != ':' {
		t.Fatalf("it looks at %+v", p.looks)
	}
	p.finds(closed)
	p.Click("Copy the command")
	if got := p.Clipboard(); got != "sudo ufw allow 8899" {
		t.Errorf("the command is %q", got)
	}
	p.model.SetTab(model.ClientTab)
	p.Frame()
	p.mustNot("Doctor")
	p.model.SetTab(model.ServerTab)
	p.Frame()
	p.must("Doctor")
	if p.Press("⎋", 0); p.Has("Doctor") {
		t.Error("Escape does not go back")
	}
}

func TestAnotherPageOrATalkTakesThePlaceOfTheDoctor(t *testing.T) {
	p := newPatient(t, wide, words.English)
	for _, other := range []string{p.model.Server.MayCome(), "Everyone"} {
		p.model.ExamineServer()
		p.Frame()
		p.must("Doctor")
		p.Click(other)
		p.mustNot("Doctor")
		if p.ctx.Err() == nil {
			t.Errorf("the look goes on behind %q", other)
		}
	}
	p.mustNot("Plain TCP") // nor is that page there any more
}
