package core

import "fmt"

// The names of kinds are what -json prints and logs have: they stay as they are.

var eventNames = [...]string{
	Resync: "resync", Listening: "listening", ListenFailed: "listen_failed", AcceptFailed: "accept_failed",
	Stopped: "stopped", Connecting: "connecting", DialFailed: "dial_failed", Connected: "connected",
	Changed: "changed", Disconnected: "disconnected", Forgotten: "forgotten", Appended: "appended",
	Updated: "updated", PageLoaded: "page_loaded", Asking: "asking", Waiting: "waiting", Enqueued: "enqueued",
	ChangeRefused: "change_refused", Withdrawn: "withdrawn", Marked: "marked", Typing: "typing",
	DiskTrouble: "disk_trouble", DiskDamaged: "disk_damaged", Found: "found", Exported: "exported",
	Compared: "compared", Indexed: "indexed", Overloaded: "overloaded",
	Invited: "invite", InviteEnded: "invite_ended", CodeChecked: "code_checked", Transferred: "transferred",
}

var messageKindNames = [...]string{
	Incoming: "incoming", Outgoing: "outgoing", Notice: "notice",
}

var noticeNames = [...]string{
	NoNotice: "none", PeerConnected: "connected", PeerDisconnected: "disconnected",
	EncodingChanged: "encoding_changed", LineMode: "line_mode", PeerHalfClosed: "half_closed",
	PeerRenamed: "renamed", PeerAsks: "asks", PeerInvited: "invited", PeerProved: "proved", GuestLetIn: "guest_let_in", GuestLetOut: "guest_let_out",
	GuestUnheard: "guest_unheard", MemberMisfit: "member_misfit", HistoryGap: "history_gap", HistoryBegins: "history_begins",
	NewEra: "new_era", CopyMisfit: "copy_misfit", MessageDamaged: "message_damaged",
	SaveBegan: "save_began", SaveEnded: "save_ended",
}

var stateNames = [...]string{
	Queued: "queued", Written: "written", Failed: "failed", Stored: "stored", Unkept: "unkept",
}

var peerKindNames = [...]string{
	Undecided: "undecided", Plain: "plain", Browser: "browser", TLS: "tls", Member: "member",
}

var trustNames = [...]string{
	NoTrust: "none", Unverified: "unverified", Verified: "verified", ChangedKey: "changed_key",
}

var admissionNames = [...]string{
	AdmissionUnknown: "unknown", AdmittedByHost: "host", AdmittedByLink: "link", AdmittedByCode: "code", AdmittedWithAll: "all",
}

var transferNames = [...]string{
	Offered: "offered", Wanted: "wanted", Paused: "paused", Received: "received", NotReceived: "not_received", Dropped: "dropped",
	Sending: "sending", Sent: "sent", NotSent: "not_sent",
}

var exportNames = [...]string{ExportJSON: "json", ExportText: "text"}

// named returns the name of a kind, or what it is and its number where there is none.
func named[K ~uint8](names []string, k K, what string) string {
	if int(k) < len(names) {
		return names[k]
	}
	return fmt.Sprintf("%s %d", what, uint8(k))
}

// String returns the kind's stable name, as -json prints it: "disk_trouble".
func (k EventKind) String() string { return named(eventNames[:], k, "event") }

// String returns the kind's stable name, as -json prints it: "outgoing".
func (k MessageKind) String() string { return named(messageKindNames[:], k, "message") }

// String returns the notice's stable name, as -json prints it: "guest_let_in".
func (k NoticeKind) String() string { return named(noticeNames[:], k, "notice") }

// String returns the state's stable name, as -json prints it: "stored".
func (s State) String() string { return named(stateNames[:], s, "state") }

// String returns the kind's stable name, as -json prints it: "member".
func (k PeerKind) String() string { return named(peerKindNames[:], k, "peer") }

// String returns the trust's stable name, as -json prints it: "changed_key".
func (t Trust) String() string { return named(trustNames[:], t, "trust") }

// String returns the admission's stable name, as -json prints it: "link".
func (a Admission) String() string { return named(admissionNames[:], a, "admission") }

// String returns the state's stable name, as -json prints it: "received".
func (s TransferState) String() string { return named(transferNames[:], s, "transfer") }

// String returns the format's name: "json" or "text".
func (f ExportFormat) String() string { return named(exportNames[:], f, "format") }
