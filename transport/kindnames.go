package transport

import "confab/transport/internal/core"

// String returns the kind's stable name, as -json prints it: "disk_trouble".
func (k EventKind) String() string { return core.EventKind(k).String() }

// String returns the kind's stable name, as -json prints it: "outgoing".
func (k MessageKind) String() string { return core.MessageKind(k).String() }

// String returns the notice's stable name, as -json prints it: "guest_let_in".
func (k NoticeKind) String() string { return core.NoticeKind(k).String() }

// String returns the state's stable name, as -json prints it: "stored".
func (s State) String() string { return core.State(s).String() }

// String returns the kind's stable name, as -json prints it: "member".
func (k PeerKind) String() string { return core.PeerKind(k).String() }

// String returns the trust's stable name, as -json prints it: "changed_key".
func (t Trust) String() string { return core.Trust(t).String() }

// String returns the admission's stable name, as -json prints it: "link".
func (a Admission) String() string { return core.Admission(a).String() }

// String returns the format's name: "json" or "text".
func (f ExportFormat) String() string { return core.ExportFormat(f).String() }
