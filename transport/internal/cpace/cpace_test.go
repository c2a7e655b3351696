package cpace

import (
	"bytes"
	"errors"
	"testing"
)

func session() Session {
	return Session{ID: bytes.Repeat([]byte{1}, 32), Client: bytes.Repeat([]byte{2}, 32), Host: bytes.Repeat([]byte{3}, 32)}
}

// exchange makes a whole exchange, up to the first error: of the host, or of the client.
func exchange(t *testing.T, client Session, typed string, host Session, shown string) (ofHost, ofClient error) {
	t.Helper()
	c, share := Begin(client, typed)
	h, answer, err := Respond(host, shown, share)
	if err != nil {
		t.Fatal(err)
	}
	tag, err := c.Answer(answer)
	if err != nil {
		t.Fatal(err)
	}
	proof, err := h.Finish(tag)
	if err != nil {
		return err, c.Finish(proof)
	}
	return nil, c.Finish(proof)
}

func TestExchange(t *testing.T) {
	const code = "123456"
	t.Run("the same code proves each side to the other", func(t *testing.T) {
		if host, client := exchange(t, session(), code, session(), code); host != nil || client != nil {
			t.Error(host, client)
		}
	})
	for name, change := range map[string]func(client *Session, typed *string){
		"another code":                  func(_ *Session, typed *string) { *typed = "123457" },
		"no code":                       func(_ *Session, typed *string) { *typed = "" },
		"another connection":            func(s *Session, _ *string) { s.ID = bytes.Repeat([]byte{9}, 32) },
		"another host":                  func(s *Session, _ *string) { s.Host = bytes.Repeat([]byte{9}, 32) },
		"another client":                func(s *Session, _ *string) { s.Client = bytes.Repeat([]byte{9}, 32) },
		"client and host exchanged":     func(s *Session, _ *string) { s.Client, s.Host = s.Host, s.Client },
		"a byte in the other identity":  func(s *Session, _ *string) { s.Client, s.Host = append(s.Client[:31:31], 2, 3), s.Host[1:] },
		"an identity that is cut short": func(s *Session, _ *string) { s.Client = s.Client[:31] },
	} {
		t.Run(name+" proves nothing to either", func(t *testing.T) {
			s, typed := session(), code
			change(&s, &typed)
			if host, client := exchange(t, s, typed, session(), code); !errors.Is(host, ErrTag) || !errors.Is(client, ErrTag) {
				t.Error(host, client)
			}
		})
	}
	t.Run("no share is the same twice", func(t *testing.T) {
		_, a := Begin(session(), code)
		_, b := Begin(session(), code)
		if a == b {
			t.Errorf("%x", a)
		}
	})
}

func TestMirrorIsNoHost(t *testing.T) {
	c, share := Begin(session(), "123456")
	tag, err := c.Answer(share)
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Finish(tag); !errors.Is(err, ErrTag) {
		t.Errorf("a client took its own share and tag for a host's: %v", err)
	}
}

func TestExchangeIsOneGuess(t *testing.T) {
	const code = "123456"
	c, share := Begin(session(), "000000")
	h, answer, err := Respond(session(), code, share)
	if err != nil {
		t.Fatal(err)
	}
	wrong, err := c.Answer(answer)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Answer(answer); !errors.Is(err, ErrOver) {
		t.Errorf("the client answers twice: %v", err)
	}
	if _, err := h.Finish(wrong); !errors.Is(err, ErrTag) {
		t.Error(err)
	}
	if tag, err := h.Finish(wrong); !errors.Is(err, ErrOver) || tag != (Tag{}) {
		t.Errorf("the host takes a second tag: %v", err)
	}
	if err := c.Finish(Tag{}); !errors.Is(err, ErrTag) {
		t.Error(err)
	}
	if err := c.Finish(Tag{}); !errors.Is(err, ErrOver) {
		t.Errorf("the client takes a second tag: %v", err)
	}
	early, _ := Begin(session(), code)
	if err := early.Finish(Tag{}); !errors.Is(err, ErrOver) {
		t.Errorf("a tag before the share: %v", err)
	}
}

// broken are no shares by the definition of the encoding (RFC 9496, 4.3.1).
var broken = map[string]Share{
	"the neutral element":                      {},
	"a negative number":                        {1},
	"the prime, which is zero written too big": prime(),
	"a bit above the field":                    {31: 0x80},
}

func prime() (s Share) {
	for i := range s {
		s[i] = 0xff
	}
	s[0], s[31] = 0xed, 0x7f
	return s
}

func TestBrokenSharesAreRefused(t *testing.T) {
	for name, share := range broken {
		t.Run(name, func(t *testing.T) {
			if h, answer, err := Respond(session(), "123456", share); !errors.Is(err, ErrShare) || h != nil || answer != (Share{}) {
				t.Errorf("the host: %v", err)
			}
			c, _ := Begin(session(), "123456")
			if tag, err := c.Answer(share); !errors.Is(err, ErrShare) || tag != (Tag{}) {
				t.Errorf("the client: %v", err)
			}
			if err := c.Finish(Tag{}); !errors.Is(err, ErrOver) {
				t.Errorf("the client goes on: %v", err)
			}
		})
	}
}

// FuzzMessages gives both sides any messages: none makes a side believe the other, and
// none but an element of the group is answered.
func FuzzMessages(f *testing.F) {
	_, share := Begin(session(), "654321")
	f.Add(share[:], bytes.Repeat([]byte{1}, len(Tag{})))
	for _, share := range broken {
		f.Add(share[:], make([]byte, len(Tag{})))
	}
	f.Fuzz(func(t *testing.T, share, tag []byte) {
		var s Share
		var got Tag
		copy(s[:], share)
		copy(got[:], tag)
		h, _, ofHost := Respond(session(), "123456", s)
		c, _ := Begin(session(), "123456")
		_, ofClient := c.Answer(s)
		if (ofHost == nil) != (ofClient == nil) || ofHost != nil && !errors.Is(ofHost, ErrShare) {
			t.Fatalf("%x: host %v, client %v", s, ofHost, ofClient)
		}
		if ofHost != nil {
			return
		}
		if _, err := h.Finish(got); !errors.Is(err, ErrTag) {
			t.Errorf("the host: %v", err)
		}
		if err := c.Finish(got); !errors.Is(err, ErrTag) {
			t.Errorf("the client: %v", err)
		}
	})
}
