package term

import (
	"context"
	"fmt"
	"io"
	"os"

	"confab/transport"
	"confab/transport/doctor"
	"confab/transport/nearby"
	"confab/ui/internal/desktop"
	"confab/ui/internal/install"
	"confab/ui/internal/words"
)

// The exit codes of Run.
const (
	exitDone   = 0
	exitFailed = 1
	exitUsage  = 2
)

// Env is what a command uses of the process. All fields must be set.
type Env struct {
	Stdin          io.Reader
	Stdout, Stderr io.Writer
	// Typed says that a person types at Stdin, Shown that Stdout is a screen.
	Typed, Shown bool
	// Columns is how many characters in colours stand on a line of that screen now; 0,
	// and nil, are unknown. It is called from one goroutine at a time.
	Columns func() int
	// ErrColumns is how many characters stand on a line of Stderr now; nil where that is no
	// screen.
	ErrColumns func() int
	Words      *words.Words
	// Languages are what the person reads, the best first, as BCP 47 tags.
	Languages []string
	// Version is what `confab version` prints and what browsers are told.
	Version string
}

// System is the Env of this process, in the language of its environment.
func System(version string) Env {
	languages := desktop.Languages()
	var errColumns func() int
	if isTerminal(os.Stderr) {
		errColumns = func() int { return coloredColumns(os.Stderr) }
	}
	return Env{ErrColumns: errColumns,
		Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr, Languages: languages,
		Typed: isTerminal(os.Stdin), Shown: isTerminal(os.Stdout),
		Columns: func() int { return coloredColumns(os.Stdout) },
		Words:   words.For(words.System(first(languages))),
		Version: version,
	}
}

// first is the first of a list, or empty.
func first(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return list[0]
}

// server is what serve needs of *transport.Server.
type server interface {
	Start(addr string)
	Close()
	Allow(v transport.Visitors)
	ShareHistory(on bool)
	Peers() []transport.Peer
	Send(to transport.TalkID, text string) (transport.MessageID, error)
	SendBytes(to transport.TalkID, raw []byte) (transport.MessageID, error)
	Disconnect(id transport.PeerID)
	Accept(id transport.PeerID)
	Decline(id transport.PeerID)
	Remove(id transport.PeerID)
	Block(id transport.PeerID)
	Unblock(entry string)
	Blocked() []string
	Verify(id transport.PeerID, ok bool)
	Words(id transport.PeerID)
	LetIn(id transport.PeerID, in bool)
	Invite(many bool)
	EndInvite()
	SetEncoding(id transport.PeerID, e transport.Encoding)
	transferer
	saver
}

// client is what chat, send and tail need of *transport.Client.
type client interface {
	Dial(addr string)
	Join(addr string)
	JoinWith(addr, code string)
	EnterCode(code string)
	Hangup()
	Close()
	Peers() []transport.Peer
	Send(to transport.TalkID, text string) (transport.MessageID, error)
	SendBytes(to transport.TalkID, raw []byte) (transport.MessageID, error)
	Discard(talk transport.TalkID, id transport.MessageID)
	ForgetServer(addr string)
	Verify(id transport.PeerID, ok bool)
	Words(id transport.PeerID)
	SetEncoding(id transport.PeerID, e transport.Encoding)
	transferer
	saver
}

// runner is one Run.
type runner struct {
	Env
	say       *words.Terminal
	newServer func(transport.Options) server
	newClient func(transport.Options) client
	newHome   func(self) (*transport.Home, error)
	search    func(context.Context, nearby.Options) ([]transport.FoundServer, error)
	diagnose  func(context.Context, doctor.Options) (doctor.Diagnosis, error)
	desktop   desktopOfUser
	copies    *pictureCopies // of the data folder, once that is open
}

// desktopOfUser is what install does to the desktop, as package install has it.
type desktopOfUser interface {
	Install(program string) (install.Done, error)
	Remove() (install.Done, error)
}

type thisDesktop struct{}

func (thisDesktop) Install(program string) (install.Done, error) { return install.Install(program) }

func (thisDesktop) Remove() (install.Done, error) { return install.Remove() }

// Run does what args (without the program's name) ask for and returns the exit
// code. Canceling ctx ends it cleanly, as SIGINT and SIGTERM should.
func Run(ctx context.Context, e Env, args []string) int {
	return newRunner(e).run(ctx, args)
}

func newRunner(e Env) *runner {
	return &runner{
		Env: e,
		say: e.Words.Terminal(),
		newServer: func(o transport.Options) server {
			return transport.NewServer(o)
		},
		newClient: func(o transport.Options) client {
			return transport.NewClient(o)
		},
		newHome:  openHome,
		search:   nearby.Find,
		diagnose: doctor.Diagnose,
		desktop:  thisDesktop{},
	}
}

func (r *runner) run(ctx context.Context, args []string) int {
	if len(args) == 0 {
		fmt.Fprint(r.Stderr, r.say.Usage)
		return exitUsage
	}
	name, args := args[0], args[1:]
	switch name {
	case "serve":
		return r.serve(ctx, args)
	case "chat":
		return r.chat(ctx, args)
	case "send":
		return r.send(ctx, args)
	case "tail":
		return r.tail(ctx, args)
	case "find":
		return r.find(ctx, args)
	case "doctor":
		return r.doctor(ctx, args)
	case "install":
		return r.install(args)
	case "version", "-version", "--version":
		return r.print(r.Version + "\n")
	case "help", "-h", "-help", "--help":
		return r.help(args)
	}
	fmt.Fprintln(r.Stderr, r.say.UnknownCommand(name))
	return exitUsage
}

// help prints the usage of the command named by args, or of all.
func (r *runner) help(args []string) int {
	if len(args) == 0 {
		return r.print(r.say.Usage)
	}
	usage, ok := r.say.Commands[args[0]]
	if !ok {
		fmt.Fprintln(r.Stderr, r.say.UnknownCommand(args[0]))
		return exitUsage
	}
	return r.print(usage)
}

// print writes what was asked for to stdout; a full disk is a failure.
func (r *runner) print(text string) int {
	if _, err := io.WriteString(r.Stdout, text); err != nil {
		return r.fail(r.say.OutputFailed(err))
	}
	return exitDone
}

// fail tells why on stderr.
func (r *runner) fail(sentence string) int {
	fmt.Fprintln(r.Stderr, sentence)
	return exitFailed
}
