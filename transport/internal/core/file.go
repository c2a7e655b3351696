package core

import (
	"time"

	"confab/transport/internal/files"
	"confab/transport/internal/names"
	"confab/transport/internal/wire"
)

// Attachment is a file or folder that a Draft offers.
type Attachment struct {
	Path          string
	Width, Height int
	Preview       []byte
	Rate          int
}

// File is what a message offers.
type File struct {
	Name          string
	Size          int64
	Files         int
	Folder        bool
	Width, Height int
	Preview       string
	Executable    bool
	Earlier       bool
}

// TransferState is how far a Transfer has come.
type TransferState uint8

const (
	Offered TransferState = iota
	Wanted
	Paused
	Received
	NotReceived
	Dropped
	Sending
	Sent
	NotSent
)

// Transfer is how far a file or folder has come.
type Transfer struct {
	ID        MessageID
	State     TransferState
	Fault     Fault
	Active    bool
	Bytes, Of int64
	Path      string
	From      PeerID
	Reader    PeerID
	Has       bool
	Again     int
	Skipped   int
	Talk      TalkID
	Began     time.Time
	File      *File
	Copy      CopyState
	FromCopy  bool
	Straight  bool
	Whole     string
}

// fileOf is what a post offers by an encoded offer, nil for nothing. A Post.File is valid: it
// was decoded or encoded here.
func fileOf(offer string) *File {
	if offer == "" {
		return nil
	}
	o, err := wire.DecodeOffer(offer)
	if err != nil {
		return nil // of a later version
	}
	name := names.Clean(o.Name)
	return &File{Name: name, Executable: files.Executable(name, 0), Size: int64(o.Size), Files: int(o.Files), Folder: o.Folder,
		Width: int(o.Width), Height: int(o.Height), Preview: o.Preview}
}
