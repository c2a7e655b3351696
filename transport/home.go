package transport

import (
	"context"
	"time"

	"confab/transport/internal/core"
)

// Home is the data folder of one person: the identity, the history, and the known
// servers and members. A Server and a Client of the same program share one; no other
// program may have it open meanwhile. Close it after the Server and the Client.
type Home struct{ core *core.Home }

// OpenHome opens the data folder dir, and makes it with a new identity when
// there is none. It blocks on the disk, but not on other programs: if one has the folder
// open it fails at once, with HomeInUse. It fails with an *Error: HomeInUse,
// HomeUnwritable, HomeNewer, SystemTooOld, IdentityDamaged, DiskFull or Unknown.
func OpenHome(dir string) (*Home, error) {
	h, err := core.OpenHome(dir)
	if err != nil {
		return nil, outward(err)
	}
	return &Home{h}, nil
}

// KnownIn lists the servers met over TLS that are stored in the data folder dir, for
// Options.Known. The folder may be open in another program, or not be there. It
// blocks on the disk, for two seconds while another program opens or closes the
// folder, or until ctx ends, and changes nothing in it. It fails with an
// *Error: HomeBusy or HomeUnread, or Canceled or TimedOut where ctx ended.
func KnownIn(ctx context.Context, dir string) ([]KnownServer, error) {
	known, err := core.KnownIn(ctx, dir)
	return knownOf(known), outward(err)
}

// IdentityIn returns the identity that is stored in the data folder dir, as that of a
// server of ours which nearby.Find finds; false if there is none that can be read. The folder may
// be open in another program. It blocks on the disk and makes nothing in it.
func IdentityIn(dir string) (id ID, ok bool) {
	found, ok := core.IdentityIn(dir)
	return ID(found), ok
}

// Identity is the identity of this person.
func (h *Home) Identity() ID { return ID(h.core.Identity()) }

// Name is what this identity called itself last towards members; empty when it has not
// yet. It blocks on the disk.
func (h *Home) Name() string { return h.core.Name() }

// Offers are the paths of all files and folders that are offered to others, in talks of
// this run and of earlier ones. It blocks on the disk and fails with an *Error.
func (h *Home) Offers(ctx context.Context) ([]string, error) {
	paths, err := h.core.Offers(ctx)
	return paths, outward(err)
}

// Exposed reports whether others on this machine can read the secret key.
func (h *Home) Exposed() bool { return h.core.Exposed() }

// Warning is an *Error with HistoryAside if nothing of a damaged database could be
// read, with HistoryMended, HistoryHarmed, HistoryRenewed or HistoryLost and its Damage if other
// damage was met, with IdentityMissing at the first opening under an identity to
// which none of the history belongs, else nil.
func (h *Home) Warning() error { return outward(h.core.Warning()) }

// Close closes the folder once everything is on disk; it blocks until then. The Server
// and Client that use it must be closed before.
func (h *Home) Close() error { return outward(h.core.Close()) }

// KnownServer is a server that was met over TLS, at one of its addresses.
type KnownServer struct {
	Addr, Name string
	// ShortKey is as Peer.ShortKey: the name could be mistaken for that of another server.
	ShortKey string
	Identity ID
	Trust    Trust
	// Seen is when it was reached there last, zero where that is not known.
	Seen time.Time
}

// FoundServer is a server that package nearby found. That it is known is likely but not proved, and
// neither is an address: Client.JoinFound proves both, since it compares the key.
type FoundServer struct {
	// Addr is the likeliest of Addrs; each is host:port, for Client.Join.
	Addr  string
	Addrs []string
	// Name and ShortKey are those of KnownServer; empty if the server is not known.
	Name, ShortKey string
	// Known reports whether it is in nearby.Options.Known, as the server of Identity.
	Known    bool
	Identity ID
}
