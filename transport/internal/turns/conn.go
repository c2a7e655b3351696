package turns

import (
	"context"
	"net"

	"confab/transport/internal/origin"
)

// Conn is a connection whose handshake takes turns with others until Finish. It belongs
// to the goroutine that shakes hands, and then to the one that reads.
type Conn struct {
	net.Conn
	turns *Turns // nil after Finish
	place origin.Place
	ctx   context.Context
	holds bool // it is its turn
}

// Begin returns when it is the turn of nc, which comes from a place, or with the error of
// ctx, which also ends the waiting of the Conn's reads. Finish must be called once the
// handshake is over.
func (t *Turns) Begin(ctx context.Context, nc net.Conn, place origin.Place) (*Conn, error) {
	c := &Conn{Conn: nc, turns: t, place: place, ctx: ctx}
	if err := c.take(); err != nil {
		return nil, err
	}
	return c, nil
}

// Read gives the turn back as long as it waits for bytes.
func (c *Conn) Read(p []byte) (int, error) {
	if c.turns == nil {
		return c.Conn.Read(p)
	}
	c.rest()
	n, err := c.Conn.Read(p)
	if late := c.take(); err == nil {
		err = late
	}
	return n, err
}

// Finish gives the turn back. From then on the Conn takes no more turns.
func (c *Conn) Finish() {
	c.rest()
	c.turns, c.ctx = nil, nil
}

func (c *Conn) take() error {
	err := c.turns.Take(c.ctx, c.place)
	c.holds = err == nil
	return err
}

func (c *Conn) rest() {
	if c.holds {
		c.holds = false
		c.turns.Give()
	}
}
