package wire

import "fmt"

// Frame is a unit on the wire: a pointer to one of the structs of the specification (protocol.go).
// Frames are plain values; whoever holds one owns all of it.
type Frame interface {
	// Type returns the frame's number on the wire.
	Type() Type
	// fields is the layout: it hands each field, in the order of its key, to c.
	fields(c *coder)
}

// Type numbers the frames.
type Type uint8

// String returns the name of the frame as in the specification, or "type 0x42".
func (t Type) String() string {
	switch t {
	case TypeHello:
		return "HELLO"
	case TypeWelcome:
		return "WELCOME"
	case TypePost:
		return "POST"
	case TypeAck:
		return "ACK"
	case TypeNak:
		return "NAK"
	case TypeEvent:
		return "EV"
	case TypeFetch:
		return "FETCH"
	case TypeGot:
		return "GOT"
	case TypeRead:
		return "READ"
	case TypeTyping:
		return "TYPING"
	case TypePresence:
		return "PRESENCE"
	case TypePing:
		return "PING"
	case TypePong:
		return "PONG"
	case TypeBye:
		return "BYE"
	case TypeShare:
		return "SHARE"
	case TypeProof:
		return "PROOF"
	case TypeDenied:
		return "DENIED"
	case TypeWant:
		return "WANT"
	case TypeHead:
		return "HEAD"
	case TypeEnd:
		return "END"
	case TypeVerified:
		return "VERIFIED"
	case TypeRefused:
		return "REFUSED"
	case TypeServe:
		return "SERVE"
	case TypeReach:
		return "REACH"
	case TypeSupply:
		return "SUPPLY"
	case TypeCopy:
		return "COPY"
	case TypeHalt:
		return "HALT"
	case TypeOffer:
		return "OFFER"
	}
	return fmt.Sprintf("type 0x%02X", uint8(t))
}

// newFrame returns an empty frame of that type, nil if the type is not known.
func newFrame(t Type) Frame {
	switch t {
	case TypeHello:
		return new(Hello)
	case TypeWelcome:
		return new(Welcome)
	case TypePost:
		return new(Post)
	case TypeAck:
		return new(Ack)
	case TypeNak:
		return new(Nak)
	case TypeEvent:
		return new(Event)
	case TypeFetch:
		return new(Fetch)
	case TypeGot:
		return new(Got)
	case TypeRead:
		return new(Read)
	case TypeTyping:
		return new(Typing)
	case TypePresence:
		return new(Presence)
	case TypePing:
		return new(Ping)
	case TypePong:
		return new(Pong)
	case TypeBye:
		return new(Bye)
	case TypeShare:
		return new(Share)
	case TypeProof:
		return new(Proof)
	case TypeDenied:
		return new(Denied)
	case TypeWant:
		return new(Want)
	case TypeHead:
		return new(Head)
	case TypeEnd:
		return new(End)
	case TypeVerified:
		return new(Verified)
	case TypeRefused:
		return new(Refused)
	case TypeServe:
		return new(Serve)
	case TypeReach:
		return new(Reach)
	case TypeSupply:
		return new(Supply)
	case TypeCopy:
		return new(Copy)
	case TypeHalt:
		return new(Halt)
	}
	return nil
}

// Type returns TypeHello.
func (*Hello) Type() Type { return TypeHello }

// Type returns TypeWelcome.
func (*Welcome) Type() Type { return TypeWelcome }

// Type returns TypePost.
func (*Post) Type() Type { return TypePost }

// Type returns TypeAck.
func (*Ack) Type() Type { return TypeAck }

// Type returns TypeNak.
func (*Nak) Type() Type { return TypeNak }

// Type returns TypeEvent.
func (*Event) Type() Type { return TypeEvent }

// Type returns TypeFetch.
func (*Fetch) Type() Type { return TypeFetch }

// Type returns TypeGot.
func (*Got) Type() Type { return TypeGot }

// Type returns TypeRead.
func (*Read) Type() Type { return TypeRead }

// Type returns TypeTyping.
func (*Typing) Type() Type { return TypeTyping }

// Type returns TypePresence.
func (*Presence) Type() Type { return TypePresence }

// Type returns TypePing.
func (*Ping) Type() Type { return TypePing }

// Type returns TypePong.
func (*Pong) Type() Type { return TypePong }

// Type returns TypeBye.
func (*Bye) Type() Type { return TypeBye }

// Type returns TypeShare.
func (*Share) Type() Type { return TypeShare }

// Type returns TypeProof.
func (*Proof) Type() Type { return TypeProof }

// Type returns TypeDenied.
func (*Denied) Type() Type { return TypeDenied }

// Type returns TypeWant.
func (*Want) Type() Type { return TypeWant }

// Type returns TypeHead.
func (*Head) Type() Type { return TypeHead }

// Type returns TypeEnd.
func (*End) Type() Type { return TypeEnd }

// Type returns TypeVerified.
func (*Verified) Type() Type { return TypeVerified }

// Type returns TypeRefused.
func (*Refused) Type() Type { return TypeRefused }

// Type returns TypeServe.
func (*Serve) Type() Type { return TypeServe }

// Type returns TypeReach.
func (*Reach) Type() Type { return TypeReach }

// Type returns TypeSupply.
func (*Supply) Type() Type { return TypeSupply }

// Type returns TypeCopy.
func (*Copy) Type() Type { return TypeCopy }

// Type returns TypeHalt.
func (*Halt) Type() Type { return TypeHalt }

func refuseType(t Type) *Refusal {
	return &Refusal{Type: t, Why: "not known", Reason: ByeUnexpected}
}

func refuseLength(t Type, n uint64, limit int) *Refusal {
	return &Refusal{Type: t, Why: fmt.Sprintf("%d bytes, at most %d", n, limit), Reason: ByeTooLong}
}
