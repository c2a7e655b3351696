package core

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"time"

	"confab/transport/internal/secure"
	"confab/transport/internal/session"
)

// logging returns a sink that writes what happens to connections and to the disk to a
// log, and hands every event to sink; that one itself where there is no log. Nothing is
// written of what is said, of what anyone is called, or of keys.
func logging(log *slog.Logger, sink func(Event)) func(Event) {
	if log == nil {
		return sink
	}
	return func(e Event) {
		if level, ok := logLevel(e); ok && log.Enabled(context.Background(), level) {
			log.LogAttrs(context.Background(), level, e.Kind.String(), logAttrs(e)...)
		}
		if sink != nil {
			sink(e)
		}
	}
}

// logLevel returns the level of an event; ok is false for an event that is not logged.
func logLevel(e Event) (level slog.Level, ok bool) {
	switch e.Kind {
	case Listening, Stopped, Connecting, Asking:
		return slog.LevelInfo, true
	case Connected, Disconnected:
		if e.Peer.Server != 0 {
			return slog.LevelDebug, true // the host tells of another member
		}
		return slog.LevelInfo, true
	case ListenFailed, AcceptFailed, DialFailed, Waiting:
		return slog.LevelWarn, true
	case DiskTrouble:
		if e.Err == nil {
			return slog.LevelInfo, true
		}
		return slog.LevelWarn, true
	case DiskDamaged:
		return slog.LevelError, true
	case ChangeRefused:
		return slog.LevelDebug, true
	case Updated:
		m := e.Message()
		return slog.LevelDebug, m.Kind == Outgoing && m.State == Failed
	case Changed, Resync:
		return slog.LevelDebug, true
	}
	return 0, false
}

// logAttrs returns the attributes that a log line of an event has besides its kind.
func logAttrs(e Event) []slog.Attr {
	attrs := make([]slog.Attr, 0, 8)
	if e.Peer.ID != 0 || e.Peer.Addr != "" {
		attrs = append(attrs, slog.Uint64("peer", uint64(e.Peer.ID)), slog.String("peer_kind", e.Peer.Kind.String()))
	}
	for _, addr := range []string{e.Addr, e.Peer.Addr} {
		// A member that was never reached has the short form of its key there.
		if _, _, err := net.SplitHostPort(addr); err == nil {
			attrs = append(attrs, slog.String("addr", addr))
			break
		}
	}
	if m := e.Message(); m.ID != (MessageID{}) {
		attrs = append(attrs, slog.String("message", m.ID.String()))
		if m.Fault != NoFault {
			attrs = append(attrs, slog.String("fault", m.Fault.String()))
		}
	}
	if at := e.Retry(); !at.IsZero() {
		attrs = append(attrs, slog.Duration("retry_in", at.Sub(e.Time).Round(time.Millisecond)))
	}
	return append(attrs, faultAttrs(e.Err)...)
}

// faultAttrs returns the attributes of an error.
func faultAttrs(err error) (attrs []slog.Attr) {
	var e *Error
	if !errors.As(err, &e) {
		return nil
	}
	attrs = append(attrs, slog.String("fault", e.Fault.String()))
	if e.Err != nil {
		attrs = append(attrs, slog.String("cause", cause(e.Err)))
	}
	if e.More > 0 {
		attrs = append(attrs, slog.Int("more", e.More))
	}
	return attrs
}

// cause returns the text of an error without keys, and without the words that a peer
// chose for its BYE.
func cause(err error) string {
	var bye *session.ByeError
	var left *session.LeftError
	var changed *secure.ChangedKeyError
	var own *Error
	switch {
	case errors.As(err, &own):
		return own.Fault.String() // of a key that is blocked the rest names it
	case errors.As(err, &bye):
		return fmt.Sprintf("peer said BYE, reason %d", bye.Reason)
	case errors.As(err, &left):
		return fmt.Sprintf("said BYE, reason %d", left.Reason)
	case errors.As(err, &changed):
		return "peer has another key"
	}
	return err.Error()
}

// logTurnedAway logs a connection that was closed as soon as it was accepted. Most of
// them are no event, so that a flood is not one.
func (c *core) logTurnedAway(addr string, why Fault) {
	if c.log != nil {
		c.log.LogAttrs(context.Background(), slog.LevelDebug, "turned away",
			slog.String("addr", addr), slog.String("fault", why.String()))
	}
}

// logEnded logs the end of a connection, whatever it was.
func (v *visitor) logEnded(why Fault, err error) {
	log := v.server.log
	if log == nil {
		return
	}
	attrs := append(make([]slog.Attr, 0, 4), slog.String("addr", v.addr), slog.String("peer_kind", v.kind.String()))
	log.LogAttrs(context.Background(), slog.LevelDebug, "connection ended", append(attrs, faultAttrs(&Error{Fault: why, Err: err})...)...)
}
