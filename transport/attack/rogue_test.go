//go:build attack && linux

package attack

import (
	"crypto/rand"
	"fmt"
	"time"

	"confab/transport/internal/secure"
	"confab/transport/internal/wire"
)

// rogue is a member under the control of the attack.
type rogue struct {
	*caller
	welcomed *wire.Welcome
}

// welcome reads until WELCOME, and answers PING meanwhile as the specification
// asks; nil when it does not come.
func (m *caller) welcome() *wire.Welcome {
	_ = m.SetReadDeadline(time.Now().Add(patience))
	for {
		f, err := m.r.Next()
		if err != nil {
			return nil
		}
		switch f := f.(type) {
		case *wire.Ping:
			if m.send(&wire.Pong{Token: f.Token}) != nil {
				return nil
			}
		case *wire.Welcome:
			_ = m.SetReadDeadline(time.Time{})
			return f
		}
	}
}

func (a *assault) identity() *secure.Identity {
	identity, err := secure.NewIdentity()
	if err != nil {
		panic(err) // there is no randomness
	}
	return identity
}

// join comes as a member.
func (a *assault) join(place int, identity *secure.Identity, hello *wire.Hello) (*rogue, func(), error) {
	m, leave, err := a.call(machineV4(place), identity)
	if err != nil {
		return nil, nil, err
	}
	if err = m.send(hello); err == nil {
		w := m.welcome()
		if w != nil && w.State == wire.Member {
			return &rogue{m, w}, leave, nil
		}
		err = fmt.Errorf("welcomed with %+v", w)
	}
	leave()
	return nil, nil, err
}

// rogues is so many members, each with a key and a machine of its own, who come
// again with it when they are thrown out.
func (a *assault) rogues(size int, do func(i int, m *rogue)) {
	for i := range size {
		a.all.Go(func() {
			identity := a.identity()
			for a.turn(20) {
				m, leave, err := a.join(1000+i, identity, newHello(fmt.Sprint("rogue", i)))
				if err != nil {
					continue
				}
				do(i, m)
				leave()
			}
		})
	}
	a.all.Wait()
}

func cid() (id wire.CID) {
	_, _ = rand.Read(id[:])
	return id
}

func text(body string) wire.Post {
	return wire.Post{CID: cid(), Room: wire.Everyone, Kind: wire.Text, Body: body, ClientTime: wire.MillisOf(time.Now())}
}
