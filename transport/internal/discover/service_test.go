package discover

import (
	"bytes"
	"net/netip"
	"testing"

	"golang.org/x/net/dns/dnsmessage"
)

var exampleAddrs = []netip.Addr{netip.MustParseAddr("192.168.1.5"), netip.MustParseAddr("fe80::5")}

func TestAServiceTellsItsPortAndTagAndNothingElse(t *testing.T) {
	i := newInstance(Identity{1}, 9000)
	b := announcement(i, 9000, exampleAddrs, recordTTL)
	if got, ok := decodeMessage(b); !ok || got != (datagram{kind: service, port: 9000, instance: i}) {
		t.Errorf("it is read as %v, %v", got, ok)
	}
	if _, ok := decodeMessage(announcement(i, 9000, exampleAddrs, goneTTL)); ok {
		t.Error("one that goes is read as one that is there")
	}
	var m dnsmessage.Message
	if err := m.Unpack(b); err != nil {
		t.Fatal(err)
	}
	want := map[dnsmessage.Type]int{dnsmessage.TypePTR: 2, dnsmessage.TypeSRV: 1, dnsmessage.TypeTXT: 1, dnsmessage.TypeA: 1, dnsmessage.TypeAAAA: 1}
	for _, r := range m.Answers {
		want[r.Header.Type]--
		if txt, ok := r.Body.(*dnsmessage.TXTResource); ok && (len(txt.TXT) != 1 || txt.TXT[0] != "txtvers=1") {
			t.Errorf("its text is %q", txt.TXT)
		}
	}
	for kind, n := range want {
		if n != 0 {
			t.Errorf("of %v there are %d too few", kind, n)
		}
	}
	if many := announcement(i, 9000, make([]netip.Addr, 1000), recordTTL); len(many) > messageBytes {
		t.Errorf("with many addresses it has %d bytes", len(many))
	}
}

// questionFor is a message with a question, after others.
func questionFor(name string, kind dnsmessage.Type, class dnsmessage.Class, before int) []byte {
	m := dnsmessage.Message{}
	for range before {
		m.Questions = append(m.Questions, dnsmessage.Question{Name: dnsmessage.MustNewName("_ipp._tcp.local."), Type: dnsmessage.TypePTR, Class: 1})
	}
	m.Questions = append(m.Questions, dnsmessage.Question{Name: dnsmessage.MustNewName(name), Type: kind, Class: class})
	b, err := m.Pack()
	if err != nil {
		panic(err)
	}
	return b
}

func TestQuestionsForAServer(t *testing.T) {
	i := newInstance(Identity{1}, 9000)
	if got, ok := decodeMessage(serviceQuestion()); !ok || got != (datagram{kind: browse}) {
		t.Errorf("the question for all is read as %v, %v", got, ok)
	}
	for _, c := range []struct {
		name   string
		kind   dnsmessage.Type
		class  dnsmessage.Class
		before int
		want   instance
		ok     bool
	}{
		{serviceType, dnsmessage.TypePTR, 1, 0, instance{}, true},
		{"_Confab._TCP.local.", dnsmessage.TypePTR, 1 | cacheFlush, 0, instance{}, true},
		{serviceType, dnsmessage.TypePTR, 1, recordsMost - 1, instance{}, true},
		{serviceType, dnsmessage.TypeALL, classAny, 0, instance{}, true},
		{metaType, dnsmessage.TypePTR, 1, 0, instance{}, true},
		{i.label() + "." + serviceType, dnsmessage.TypeSRV, 1, 3, i, true},
		{i.label() + "." + serviceType, dnsmessage.TypeTXT, 1, 0, i, true},
		{i.label() + "." + serviceType, dnsmessage.TypeALL, 1, 0, i, true},
		{i.label() + ".local.", dnsmessage.TypeA, 1, 0, i, true},
		{i.label() + ".local.", dnsmessage.TypeAAAA, 1, 0, i, true},

		{serviceType, dnsmessage.TypePTR, 1, recordsMost, instance{}, false},
		{serviceType, dnsmessage.TypePTR, 3, 0, instance{}, false},
		{serviceType, dnsmessage.TypeSRV, 1, 0, instance{}, false},
		{"_ipp._tcp.local.", dnsmessage.TypePTR, 1, 0, instance{}, false},
		{"confab-0." + serviceType, dnsmessage.TypeSRV, 1, 0, instance{}, false},
		{i.label() + ".example.", dnsmessage.TypeA, 1, 0, instance{}, false},
	} {
		got, ok := decodeMessage(questionFor(c.name, c.kind, c.class, c.before))
		if ok != c.ok || ok && got != (datagram{kind: browse, instance: c.want}) {
			t.Errorf("%s %v, class %d, after %d others, is read as %v, %v", c.name, c.kind, c.class, c.before, got, ok)
		}
	}
}

// records is a response with records of a server, each changed by change.
func records(change func(*dnsmessage.Resource)) []byte {
	var m dnsmessage.Message
	if err := m.Unpack(announcement(example.instance, 9000, exampleAddrs, recordTTL)); err != nil {
		panic(err)
	}
	for i := range m.Answers {
		change(&m.Answers[i])
	}
	b, err := m.Pack()
	if err != nil {
		panic(err)
	}
	return b
}

func TestServicesThatAreNoneOfOursAreRefused(t *testing.T) {
	if _, ok := decodeMessage(records(func(*dnsmessage.Resource) {})); !ok {
		t.Fatal("one of ours is refused")
	}
	for name, change := range map[string]func(*dnsmessage.Resource){
		"one without a port": func(r *dnsmessage.Resource) {
			if srv, ok := r.Body.(*dnsmessage.SRVResource); ok {
				srv.Port = 0
			}
		},
		"one of a later version": func(r *dnsmessage.Resource) {
			if txt, ok := r.Body.(*dnsmessage.TXTResource); ok {
				txt.TXT[0] = "txtvers=2"
			}
		},
		"one with no text": func(r *dnsmessage.Resource) {
			if txt, ok := r.Body.(*dnsmessage.TXTResource); ok {
				txt.TXT = nil
			}
		},
		"one of another type": func(r *dnsmessage.Resource) {
			r.Header.Name = dnsmessage.MustNewName("a._ipp._tcp.local.")
		},
		"one whose text is another's": func(r *dnsmessage.Resource) {
			if _, ok := r.Body.(*dnsmessage.TXTResource); ok {
				r.Header.Name = dnsmessage.MustNewName(newInstance(Identity{}, 1).label() + "." + serviceType)
			}
		},
	} {
		if got, ok := decodeMessage(records(change)); ok {
			t.Errorf("%s is read as %v", name, got)
		}
	}
	for name, b := range map[string][]byte{
		"nothing": nil, "a header alone": make([]byte, 12), "a beacon": example.encode(),
		"a name without an end": append(serviceQuestion()[:12], 0xc0, 12, 0, 12, 0, 1),
	} {
		if got, ok := decodeMessage(b); ok {
			t.Errorf("%s is read as %v", name, got)
		}
	}
}

func FuzzMessage(f *testing.F) {
	f.Add(serviceQuestion())
	f.Add(announcement(example.instance, 1, exampleAddrs, recordTTL))
	f.Add(announcement(example.instance, 1, nil, goneTTL))
	f.Add(questionFor(metaType, dnsmessage.TypePTR, 1, 2))
	f.Add(bytes.Repeat([]byte{0xc0}, 60))
	f.Fuzz(func(t *testing.T, b []byte) {
		d, ok := decodeMessage(b)
		if !ok {
			if d != (datagram{}) && d.kind != 0 {
				t.Errorf("%v comes with a refusal", d)
			}
			return
		}
		switch d.kind {
		case browse:
			if d.port != 0 {
				t.Errorf("a question has port %d", d.port)
			}
		case service:
			if again, ok := decodeMessage(announcement(d.instance, d.port, nil, recordTTL)); !ok || again != d {
				t.Errorf("%v is read back as %v", d, again)
			}
		default:
			t.Errorf("it is a %v", d)
		}
	})
}
