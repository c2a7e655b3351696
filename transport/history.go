package transport

import "confab/transport/internal/core"

// Marks are places in a talk of members. Zero is the beginning.
type Marks struct {
	// Got: up to here every other member of the talk has the messages on disk; Read: up
	// to here they were displayed to each of them.
	Got, Read Place
	// Unshared: up to here no other member may read the talk (see Server.ShareHistory), so
	// that Got and Read say nothing of these messages. Only a Server knows.
	Unshared Place
	// Seen: up to here they were displayed to this person, in this run or before (see
	// Displayed).
	Seen Place
	// Last is the end of the talk: the newest message or notice, or what changed one.
	Last Place
	// News is how many messages of others were not displayed, counting 10 000 of earlier
	// runs at most; after a part of them was displayed it is an upper bound. Messages of
	// this person, changes and reactions do not count.
	News int
}

// Query is a search for messages that contain Text.
type Query struct {
	Text string
	// All searches every talk; otherwise only Talk is searched.
	All  bool
	Talk TalkID
	// Limit is the most hits wanted; zero means 100.
	Limit int
}

// Results are what a Search found, the newest first. If Indexing is not All, older
// messages that cannot be searched yet may match too.
type Results struct {
	Query    Query
	Hits     []Hit
	Indexing Indexing
}

// Indexing is how far the history that an earlier version wrote can be searched: Done
// of Total messages and changes, the newest first. The zero value says that all can be.
type Indexing struct{ Done, Total uint64 }

// All reports whether everything can be searched.
func (i Indexing) All() bool { return core.Indexing(i).All() }

// Hit is a message that matches a Query, with the place to go to.
type Hit struct {
	Talk    TalkID
	Message Message
}

// Fingerprint is twelve words, in both languages, that two people compare over another
// channel: if they are the same on both sides, no third party intercepts the connection.
type Fingerprint struct {
	English, Chinese [12]string
}

// Page is a run of consecutive messages of one talk, the answer to Load. It is empty for
// a talk that does not exist and where no messages were asked for.
type Page struct {
	Talk     TalkID
	Range    Range // that was asked for
	Messages []Message
	// Older and Newer report whether the talk has others before and behind Messages, or,
	// where there are none, before and behind the place that was asked for.
	Older, Newer bool
	// Dropped reports whether the oldest messages of the talk are gone: dropped to save
	// memory, or retired by the host.
	Dropped bool
	// Marks are those of a talk of members, otherwise zero.
	Marks Marks
	// Pending are our messages that have no place in the talk yet (see Enqueued), in the
	// order they were sent.
	Pending []Message
}

// ExportFormat is the format of an Export.
type ExportFormat uint8

const (
	// ExportJSON is JSON Lines, one object for each message, with all its fields.
	ExportJSON ExportFormat = ExportFormat(core.ExportJSON)
	// ExportText is text for people to read.
	ExportText ExportFormat = ExportFormat(core.ExportText)
)
