package android

import (
	"net"
	"net/netip"
	"strings"
	"time"
)

// Device is the phone the program runs on, or, elsewhere, a computer that keeps
// programs running by itself and shows no notifications through this package.
type Device interface {
	// Foreground makes Android keep the process, and says so to the person with a
	// notification. Calling it again updates what is shown and held. Android
	// refuses the first call, with an error, unless the app is on the screen.
	Foreground(Presence) error
	// Background gives that up: Android may end the process when no window is
	// shown. It does no harm when nothing was held.
	Background() error

	// Discover has the network card receive what is sent to all, which costs battery: only
	// while others are searched for or may find this phone. It holds until it is taken
	// back, without Foreground too.
	Discover(on bool) error

	// Notify shows a notification for a talk, in place of the one it had.
	Notify(Message) error
	// Withdraw takes a talk's notification away, as when the talk was opened.
	Withdraw(talk string) error
	// MayNotify says whether a notification would be shown.
	MayNotify() bool
	// AskToNotify asks the person for it where Android wants that, and returns at
	// once. Call it when the reason is plain to see: on the first connection.
	AskToNotify() error

	// Scan shows what the camera sees, and asks the person for it. It returns at once;
	// an invitation that was read comes as an Event. Android shows it only while the app
	// is on the screen.
	Scan() error
	// ReadCodes says what reads the codes in the camera's frames and in pictures that the
	// person chooses. Call it once, at the start: until then they wait, also in a process
	// that Android began anew while the camera was shown.
	ReadCodes(Reader)

	// PickFiles asks the person for files, one or many, and returns at once. Copies of them
	// come as an Event, also in a process that Android began anew meanwhile.
	PickFiles() error
	// KeepCopies removes the copies that earlier runs were given and that nobody needs. Those
	// at these paths stay, and those of this run; others that wait for the person to send them
	// come as an Event, for a week.
	KeepCopies(needed []string) error

	// OpenFile has a file of the folder Received opened by the app that the person has for
	// it. It fails where there is none, and for a program.
	OpenFile(path string) error
	// ShareFile hands a file of the folder Received, to be read, to an app that the person
	// chooses on Android's page. It fails where the file is not there.
	ShareFile(path string) error
	// KeepFile copies a file or folder of the folder Received to where the person finds it,
	// the phone's downloads, and tells them how that went. It returns at once.
	KeepFile(path string) error

	// Interfaces lists the network interfaces. On Android 11 and later it is the
	// only way: net.Interfaces is refused there.
	Interfaces() ([]Interface, error)
	// Languages are BCP 47 tags, the most wanted first; nil where the system is
	// to be asked in another way.
	Languages() []string
	// Dark says whether the person chose dark windows; known is false where the
	// system is to be asked in another way.
	Dark() (dark, known bool)
	// Location is the time zone. On Android time.Local is UTC whatever the phone
	// says: ui.Run sets time.Local to this.
	Location() *time.Location

	// Ready has a value when there are Events. One receiver at a time.
	Ready() <-chan struct{}
	// Events returns what came since the last call, in order, and forgets it.
	Events() []Event
}

// Presence is what the foreground service shows and holds.
type Presence struct {
	// Title and Text are the words of the notification, in the person's language.
	Title, Text string
	// Disconnect labels the button that ends what is connected or listening; it
	// comes back as an Event. Empty means no button.
	Disconnect string
	// Connected keeps Wi-Fi from going to sleep.
	Connected bool
}

// Message is a notification that something was said.
type Message struct {
	// Talk names the talk; a tap brings it back as an Event.
	Talk string
	// Title and Text are who said it and what.
	Title, Text string
}

// Interface is a network interface.
type Interface struct {
	Index, MTU int
	Name       string
	Flags      net.Flags
	// Addrs are its addresses with their prefix lengths.
	Addrs []netip.Prefix
	// Far says that it is of the mobile network or of a VPN, where nobody is near.
	Far bool
}

// Received is the folder, in the app's own, for what is received: other apps see nothing of
// it but what is given to them.
const Received = "received"

// Outgoing is the folder, in the app's own, for the copies of what other apps gave, each in a
// folder of its own.
const Outgoing = "outgoing"

// Event is something that Android tells.
type Event struct {
	Kind EventKind
	// Text is the text of Shared, the URI of Link, the name of OpenTalk, what the code of
	// Scanned has, and the paths of Picked and SharedFiles with line feeds between.
	Text string
}

// Paths are those of Picked and SharedFiles.
func (e Event) Paths() []string {
	return strings.FieldsFunc(e.Text, func(r rune) bool { return r == '\n' })
}

// EventKind says what an Event is about.
type EventKind int

const (
	// NetworkChanged: another network, or other addresses. Reconnect now, and ask for the
	// interfaces again.
	NetworkChanged EventKind = iota + 1
	// AppearanceChanged: dark mode, languages or text size. Ask again.
	AppearanceChanged
	// Disconnect: the button of the service's notification was pressed. End what
	// is connected or listening, then call Background.
	Disconnect
	// Shared: another app shares text. It belongs into the composer, unsent.
	Shared
	// Link: a confab:// link was followed. It comes from anywhere: fill in, never
	// connect unasked.
	Link
	// OpenTalk: a message's notification was tapped.
	OpenTalk
	// Scanned: the person showed the camera, or chose as a picture, a code that the
	// Reader wanted.
	Scanned
	// Picked: the person chose files, which are copied. Who asked knows what for, unless
	// that was another process.
	Picked
	// SharedFiles: another app shares files, which are copied. Nothing is offered unasked.
	SharedFiles
)
