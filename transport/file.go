package transport

import (
	"time"

	"confab/transport/internal/core"
)

// Attachment is a file or folder that a Draft offers to members. It stays where it is, and
// is sent to each who fetches it, as it is then: moved or removed, nobody gets it. To a
// plain peer the bytes of a file are written as they are, and nothing else.
type Attachment struct {
	Path string // absolute
	// Width, Height and Preview say how a picture looks: its size in pixels, and a small
	// JPEG of at most 16 KiB; zero for everything else.
	Width, Height int
	Preview       []byte
	Rate          int // to a plain peer, bytes a second; 0 is as fast as the peer takes them
}

// File is what a message offers, as its author says: a name is text, without a path, and
// what comes has the name, in this system's rules, that Transfer.Path ends in.
type File struct {
	Name          string
	Size          int64 // bytes, of all files of a folder together
	Files         int   // how many are in the folder
	Folder        bool
	Width, Height int    // as those of Attachment
	Preview       string // not checked to be a JPEG
	Executable    bool   // by its name it is a program, script or the like: do not open it
	Earlier       bool   // it was offered before we became a member, which was in this run
}

// TransferState is how far a Transfer has come.
type TransferState uint8

const (
	Offered     TransferState = TransferState(core.Offered)     // ours, kept ready
	Wanted      TransferState = TransferState(core.Wanted)      // it comes, or waits for Transfer.Fault to pass
	Paused      TransferState = TransferState(core.Paused)      // by Pause; Fetch goes on
	Received    TransferState = TransferState(core.Received)    // it is at Transfer.Path, whole and on the disk
	NotReceived TransferState = TransferState(core.NotReceived) // for Transfer.Fault; Fetch tries again
	Dropped     TransferState = TransferState(core.Dropped)     // by Abandon; or, of ours, not offered for Transfer.Fault
	Sending     TransferState = TransferState(core.Sending)     // ours, it is written to a plain peer or waits for its turn
	Sent        TransferState = TransferState(core.Sent)        // all of that was handed to the operating system
	NotSent     TransferState = TransferState(core.NotSent)     // it ended for Transfer.Fault, after Transfer.Bytes
)

// String returns the state's stable name, as -json prints it: "received".
func (s TransferState) String() string { return core.TransferState(s).String() }

// Transfer is how far the file or folder of a message has come.
type Transfer struct {
	ID        MessageID // of the message that offers it
	State     TransferState
	Fault     Fault
	Active    bool   // bytes are moving
	Bytes, Of int64  // that are here and verified, or went to Reader
	Path      string // where it is, or the folder it comes into
	From      PeerID // of what comes, who offers it; 0 if that is no member any more
	// Reader is, of ours, the member that this is about: Paused, NotReceived or Dropped is
	// what it says that it is there.
	Reader PeerID
	Has    bool // Reader has all of it
	// Again is how often it was begun again since its author changed it; Skipped how many
	// links and devices in our folder are not offered.
	Again, Skipped int
	Talk           TalkID    // that the message is in
	Began          time.Time // when it was first offered, or asked for
	File           *File     // nil if the message is not held
	Copy           CopyState // of ours, as the host says
	FromCopy       bool      // it comes from the host's copy
	Straight       bool      // it comes from its author, or goes to Reader, and not through the host
	Whole          string    // the hash over all of it, in hexadecimal, once it is known: the same at both ends
}

// CopyState is how far the host's copy of what we offer is.
type CopyState uint8

const (
	NoCopy        CopyState = CopyState(core.NoCopy) // nothing was told of any
	CopyComing    CopyState = CopyState(core.CopyComing)
	CopyKept      CopyState = CopyState(core.CopyKept) // verified and on its disk: who fetches it needs us no more
	CopyOff       CopyState = CopyState(core.CopyOff)  // none is kept, or no more
	CopyOverQuota CopyState = CopyState(core.CopyOverQuota)
	CopyNoRoom    CopyState = CopyState(core.CopyNoRoom) // on its disk
	CopyFailed    CopyState = CopyState(core.CopyFailed)
)

// String returns the state's stable name, as -json prints it: "kept"; "" of NoCopy.
func (s CopyState) String() string { return core.CopyState(s).String() }

// KeepCopies sets what is kept from now on. What that no longer allows is removed.
func (s *Server) KeepCopies(c Copies) { s.core.KeepCopies(core.Copies(c)) }

// Fetch has what a message offers come into the folder dir, which is made if it is not
// there, now or when its author can be reached, also in a later run. Nothing there is
// written over. What came before goes on. Transferred follows, and again.
func (s *Server) Fetch(talk TalkID, id MessageID, dir string) {
	s.core.Fetch(core.TalkID(talk), core.MessageID(id), dir)
}

// Pause has what comes wait until the next Fetch.
func (s *Server) Pause(talk TalkID, id MessageID) {
	s.core.Pause(core.TalkID(talk), core.MessageID(id))
}

// Abandon ends a transfer and removes what has come of it. What is Received stays.
func (s *Server) Abandon(talk TalkID, id MessageID) {
	s.core.Abandon(core.TalkID(talk), core.MessageID(id))
}

// Save has each byte that a plain peer sends from now on go to a new file at path, absolute,
// as it came; a number is added to a name that is taken. Notices of SaveBegan and SaveEnded
// say so. It ends with StopSaving, the next Save or the connection.
func (s *Server) Save(talk TalkID, path string) error {
	return outward(s.core.Save(core.TalkID(talk), path))
}

// StopSaving ends Save.
func (s *Server) StopSaving(talk TalkID) { s.core.StopSaving(core.TalkID(talk)) }

// Transfers are all transfers of this host, those of earlier runs too.
func (s *Server) Transfers() []Transfer { return each(s.core.Transfers(), transferOf) }

// Fetch is Fetch of a Server.
func (c *Client) Fetch(talk TalkID, id MessageID, dir string) {
	c.core.Fetch(core.TalkID(talk), core.MessageID(id), dir)
}

// Pause is Pause of a Server.
func (c *Client) Pause(talk TalkID, id MessageID) {
	c.core.Pause(core.TalkID(talk), core.MessageID(id))
}

// Abandon is Abandon of a Server.
func (c *Client) Abandon(talk TalkID, id MessageID) {
	c.core.Abandon(core.TalkID(talk), core.MessageID(id))
}

// Save is Save of a Server.
func (c *Client) Save(talk TalkID, path string) error {
	return outward(c.core.Save(core.TalkID(talk), path))
}

// StopSaving ends Save.
func (c *Client) StopSaving(talk TalkID) { c.core.StopSaving(core.TalkID(talk)) }

// Transfers are all transfers with the servers of this run.
func (c *Client) Transfers() []Transfer { return each(c.core.Transfers(), transferOf) }
