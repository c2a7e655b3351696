package core

import "time"

// EventKind says what an Event reports.
type EventKind uint8

const (
	Resync EventKind = iota
	Listening
	ListenFailed
	AcceptFailed
	Stopped
	Connecting
	DialFailed
	Connected
	Changed
	Disconnected
	Forgotten
	Appended
	Updated
	PageLoaded

	Asking
	Waiting
	Enqueued
	ChangeRefused
	Withdrawn
	Marked
	Typing
	DiskTrouble
	DiskDamaged
	Found
	Exported
	Compared
	Indexed
	Overloaded
	Invited
	InviteEnded
	CodeChecked
	Transferred
)

// Event is one thing that happened; package transport says which Detail each kind has.
type Event struct {
	Kind   EventKind
	Time   time.Time
	Addr   string
	Peer   Peer
	Err    error
	Detail any
}

func (e Event) Message() Message { return detail[Message](e) }
func (e Event) Retry() time.Time { return detail[time.Time](e) }

// detail is the Detail of an event if it is a T, else the zero value.
func detail[T any](e Event) T {
	d, _ := e.Detail.(T)
	return d
}

// Marks are places in a talk of members.
type Marks struct {
	Got, Read Place
	Unshared  Place
	Seen      Place
	Last      Place
	News      int
}

// Query is a search.
type Query struct {
	Text  string
	All   bool
	Talk  TalkID
	Limit int
}

// Results are what a Search found.
type Results struct {
	Query    Query
	Hits     []Hit
	Indexing Indexing
}

// Hit is a message that matches a Query.
type Hit struct {
	Talk    TalkID
	Message Message
}

// Invitation lets Confabs join without being asked about.
type Invitation struct {
	Link, Web string
	Code      string
	Expires   time.Time
	Many      bool
}

// Fingerprint is twelve words, in both languages.
type Fingerprint struct {
	English, Chinese [12]string
}

// Page is a run of consecutive messages of one talk.
type Page struct {
	Talk         TalkID
	Range        Range
	Messages     []Message
	Older, Newer bool
	Dropped      bool
	Marks        Marks
	Pending      []Message
}
