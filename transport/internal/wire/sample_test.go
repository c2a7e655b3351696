package wire

import (
	"math"
	"strings"
	"testing"
	"time"
)

// Identities, rooms and CIDs that a reader of the vectors recognises.
func identity(b byte) (id Identity) { fillWith(id[:], b); return }
func cid(b byte) (id CID)           { fillWith(id[:], b); return }
func epoch(b byte) (e Epoch)        { fillWith(e[:], b); return }

func fillWith(p []byte, b byte) {
	for i := range p {
		p[i] = b
	}
}

var (
	alice = identity(0xA1)
	bob   = identity(0xB0)
)

// sample is a valid frame under a name.
type sample struct {
	name  string
	frame Frame
}

// samples has every frame: with all its fields, with as few as it may have,
// and, where a field has limits that do not exclude each other, at both ends.
func samples() []sample {
	post := Post{CID: cid(0xC1), Room: Everyone, Kind: Text, Body: "Hello, 世界", Ref: cid(0xC0), ClientTime: 1790000000000}
	short := Post{CID: cid(0xC2), Room: Direct(alice, bob), Kind: Text, Body: "a"}
	limits := Limits{FrameBytes: MaxFrameBytes, TextBytes: MaxTextBytes, MessagesPerSecond: 20, Burst: 60, BytesPerSecond: 512 << 10}
	welcome := Welcome{Version: 1, Features: 0, Server: bob, Name: "Workshop", Epoch: epoch(0xE0), Limits: limits, ServerTime: 1790000000001, State: Member}
	joining := welcome
	joining.State = JoinRequired
	misfit := welcome
	misfit.Misfit = true
	later := welcome
	later.First = 1234568
	widest := Welcome{Version: math.MaxUint16, Features: math.MaxUint64, Server: bob, Name: strings.Repeat("n", MaxNameBytes), Epoch: epoch(0xE0),
		Limits:     Limits{MaxFrameBytes, MaxTextBytes, math.MaxUint16, math.MaxUint16, math.MaxUint32},
		ServerTime: MaxMillis, State: Member}
	narrowest := Welcome{Version: 1, Server: bob, Name: "n", Epoch: epoch(0xE0), Limits: Limits{FirstFrameBytes, 1, 1, 1, FirstFrameBytes}, ServerTime: MinMillis, State: Member}
	return []sample{
		{"HELLO of a member", &Hello{Versions: []uint16{1}, Features: 0, App: "confab 1.0 linux", Name: "Alice's laptop", Epoch: epoch(0xE0),
			Cursors: Cursors{Everyone: 1234567, Direct(alice, bob): 0}}},
		{"HELLO of a stranger", &Hello{Versions: []uint16{1, 2, 65535}, Features: math.MaxUint64, App: "a", Name: "b"}},
		{"HELLO with a tail", &Hello{Versions: []uint16{1}, App: "a", Name: "b", Epoch: epoch(0xE0), Cursors: Cursors{Everyone: 9}, Tail: [16]byte{0x7A, 15: 1}}},
		{"HELLO before a code", &Hello{Versions: []uint16{1}, Features: Codes, App: "a", Name: "b", Code: true}},
		{"HELLO with the token of an invitation", &Hello{Versions: []uint16{1}, App: "a", Name: "b", Token: Token{0x7B, 15: 2}}},
		{"WELCOME of a member", &welcome},
		{"WELCOME after cursors that cannot be", &misfit},
		{"WELCOME of a member that reads from there on", &later},
		{"WELCOME of a stranger", &joining},
		{"WELCOME with the most of all", &widest},
		{"WELCOME with the least of all", &narrowest},
		{"POST of a reply", &post},
		{"POST of a text", &short},
		{"POST of an edit", &Post{CID: cid(0xC3), Room: Everyone, Kind: Edit, Body: "Hello", Ref: cid(0xC1), ClientTime: -1}},
		{"POST of a deletion", &Post{CID: cid(0xC4), Room: Everyone, Kind: Delete, Ref: cid(0xC1), ClientTime: MinMillis}},
		{"POST of a reaction", &Post{CID: cid(0xC5), Room: Everyone, Kind: Reaction, Body: "👍", Ref: cid(0xC1), ClientTime: MaxMillis}},
		{"POST of a reaction taken back", &Post{CID: cid(0xC5), Room: Everyone, Kind: Reaction, Ref: cid(0xC1), ClientTime: 23}},
		{"POST of a kind not known", &Post{CID: cid(0xC6), Room: Everyone, Kind: 255}},
		{"POST for a guest", &Post{CID: cid(0xC7), Room: Everyone, Kind: Text, Body: "a", Guest: "Zoë, plain"}},
		{"POST of a guest's coming", &Post{CID: Stay{1, 7: 8}.CID(GuestIn), Room: Everyone, Kind: GuestIn, ClientTime: 1790000000000, Guest: "Zoë, plain"}},
		{"ACK", &Ack{CID: cid(0xC1), Room: Everyone, Seq: 42, ServerTime: 1790000000002}},
		{"ACK of the last number", &Ack{CID: cid(0xC1), Room: Everyone, Seq: MaxSeq}},
		{"NAK", &Nak{CID: cid(0xC1), Reason: NakDiskFull, Detail: "writing journal: no space left on device"}},
		{"NAK without detail", &Nak{CID: cid(0xC1), Reason: 255}},
		{"EV", &Event{Post: post, Seq: 42, From: alice, ServerTime: 1790000000002, First: 40}},
		{"EV without gap", &Event{Post: short, Seq: 1, From: bob}},
		{"EV of a guest", &Event{Post: Post{CID: cid(0xC7), Room: Everyone, Kind: Text, Body: "a", Guest: "Zoë, plain"}, Seq: 43, From: bob, ServerTime: 1790000000003}},
		{"EV of a guest after a gap", &Event{Post: Post{CID: cid(0xC8), Room: Everyone, Kind: Text, Body: "a", Guest: strings.Repeat("g", MaxNameBytes)}, Seq: 44, From: bob, First: 44}},
		{"EV of a damaged event", &Event{Post: Post{CID: cid(0xC9), Room: Everyone, Kind: Text, Body: DamagedBody}, Seq: 45, From: bob, ServerTime: 1790000000004, Damaged: true}},
		{"EV of a guest's going", &Event{Post: Post{CID: Stay{1, 7: 8}.CID(GuestOut), Room: Everyone, Kind: GuestOut, Guest: "Zoë, plain"}, Seq: 46, From: bob, ServerTime: 1790000000005}},
		{"FETCH", &Fetch{Room: Everyone, From: 1, To: MaxFetch}},
		{"FETCH of the last number", &Fetch{Room: Everyone, From: MaxSeq, To: MaxSeq}},
		{"GOT of the client", &Got{Cursors: Cursors{Everyone: 42}}},
		{"GOT of the host", &Got{Cursors: Cursors{Everyone: 42, Direct(alice, bob): MaxSeq}, From: alice}},
		{"READ of the client", &Read{Cursors: Cursors{Everyone: 1}}},
		{"READ of the host", &Read{Cursors: Cursors{Everyone: 41}, From: alice}},
		{"PING", &Ping{Token: 0}},
		{"PONG", &Pong{Token: math.MaxUint64}},
		{"BYE", &Bye{Reason: ByeFull, RetryAfter: 30 * time.Second, Detail: "10000 members are here"}},
		{"BYE over a limit", &Bye{Reason: ByeFull, RetryAfter: 10 * time.Minute, Limit: LimitOfIdentity}},
		{"BYE without detail", &Bye{Reason: ByeClosing}},
		{"SHARE", &Share{Element: [32]byte{0x5A, 31: 1}}},
		{"PROOF", &Proof{Tag: [64]byte{0x9F, 63: 1}}},
		{"DENIED for a while", &Denied{Reason: DeniedBusy, RetryAfter: 30 * time.Second}},
		{"DENIED", &Denied{Reason: 255}},
		{"POST of a file", &Post{CID: cid(0xCA), Room: Everyone, Kind: Text, Body: "plan.pdf", ClientTime: 1790000000000,
			File: offer(Offer{Name: "plan.pdf", Size: 123456})}},
		{"EV of a picture", &Event{Post: Post{CID: cid(0xCB), Room: Everyone, Kind: Text, Body: "海.jpg",
			File: offer(Offer{Name: "海.jpg", Size: MaxFileBytes, Width: 4000, Height: 3000, Preview: "\xff\xd8\xff\xd9"})},
			Seq: 47, From: alice, ServerTime: 1790000000006}},
		{"EV of a folder", &Event{Post: Post{CID: cid(0xCC), Room: Everyone, Kind: Text, Body: "photos",
			File: offer(Offer{Name: "photos", Size: 0, Folder: true, Files: 3})}, Seq: 48, From: alice}},
		{"WANT of all", &Want{Room: Everyone, Author: alice, CID: cid(0xCA)}},
		{"WANT of what is missing", &Want{Room: Direct(alice, bob), Author: alice, CID: cid(0xCA), Version: Digest{0x7E, 31: 1},
			Ranges: []Range{{0, 1}, {2, 30}, {40, MaxChunks - 40}}}},
		{"HEAD", &Head{Version: Digest{0x7E, 31: 1}, Tree: 40, Size: 123456}},
		{"HEAD of an empty file", &Head{Version: Digest{0x7E, 31: 1}, Tree: MaxTreeBytes}},
		{"END", &End{Reason: EndDone, Whole: Digest{0x3E, 31: 1}}},
		{"END of another file", &End{Reason: EndChanged}},
		{"VERIFIED", &Verified{Whole: Digest{0x3E, 31: 1}}},
		{"REFUSED", &Refused{Reason: RefusedAway}},
		{"SERVE", &Serve{Ticket: Ticket{0x71, 15: 1}}},
		{"SUPPLY", &Supply{Ticket: Ticket{0x71, 15: 1}, CID: cid(0xCA), Reader: bob}},
		{"BYE of a hidden host", &Bye{Reason: ByeVersion, Hidden: true}},
		{"SUPPLY for a copy", &Supply{Ticket: Ticket{0x72, 15: 1}, CID: cid(0xCA), Reader: alice, Copy: true}},
		{"COPY", &Copy{CIDs: strings.Repeat("\xca", 16) + strings.Repeat("\xcb", 16), State: CopyKept}},
		{"WANT of its author alone", &Want{Room: Everyone, Author: alice, CID: cid(0xCA), Version: Digest{0x7E, 31: 1}, Ranges: []Range{{0, 1}}, Own: true}},
		{"HEAD of a copy", &Head{Version: Digest{0x7E, 31: 1}, Tree: 40, Size: 123456, Copy: true}},
		{"BYE to who came too late", &Bye{Reason: ByeInvitationExpired}},
		{"WANT that may go straight", &Want{Room: Everyone, Author: alice, CID: cid(0xCA), Straight: true}},
		{"WANT that has come straight", &Want{Room: Everyone, Author: alice, CID: cid(0xCA), Ticket: Ticket{0x71, 15: 1}}},
		{"SUPPLY that may go straight", &Supply{Ticket: Ticket{0x71, 15: 1}, CID: cid(0xCA), Reader: bob, Straight: true}},
		{"SERVE with a port", &Serve{Ticket: Ticket{0x71, 15: 1}, Port: MinPort}},
		{"REACH by IPv4", &Reach{Addr: "\xc0\xa8\x01\x05", Port: math.MaxUint16, Ticket: Ticket{0x71, 15: 1}}},
		{"REACH by IPv6", &Reach{Addr: "\xfd\x00" + strings.Repeat("\x00", 13) + "\x05", Port: MinPort, Ticket: Ticket{0x71, 15: 1}}},
		{"HALT of the client", &Halt{CIDs: strings.Repeat("\xca", 16), Peer: alice, Reason: HaltPaused}},
		{"HALT of the host", &Halt{CIDs: strings.Repeat("\xca", 16) + strings.Repeat("\xcb", 16), Peer: bob, Reason: 255}},
		{"TYPING of the client", &Typing{Room: Everyone}},
		{"TYPING of the host", &Typing{Room: Direct(alice, bob), From: alice}},
		{"PRESENCE of the client", &Presence{State: Away}},
		{"PRESENCE of the host", &Presence{From: alice, State: Removed, Name: "Alice's laptop", Since: -1790000000000}},
		{"PRESENCE of a host with guests", &Presence{From: alice, State: Here, Guests: 3}},
	}
}

// offer returns an encoded Offer.
func offer(f Offer) string { return must(f.Encode()) }

// encode returns the frame's bytes.
func encode(t testing.TB, f Frame) []byte {
	t.Helper()
	b, err := Append(nil, f)
	if err != nil {
		t.Fatal(err)
	}
	return b
}
