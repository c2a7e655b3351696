package transport_test

import (
	"fmt"
	"os"

	"confab/transport"
)

// A logger: a member of a server, over TLS, that prints what is said there. Its folder
// keeps who it is and what it has heard, so that after a restart it misses nothing.
func ExampleClient_logger() {
	dir, addr, end := storyteller()
	defer end()
	home, err := transport.OpenHome(dir)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer home.Close()
	over := make(chan bool)
	bot := transport.NewClient(transport.Options{Home: home, Name: "logger", Sink: func(e transport.Event) {
		m := e.Message()
		if e.Kind == transport.Appended && m.Kind == transport.Incoming {
			fmt.Printf("%s: %s\n", m.Name, m.Text)
		}
		if m.Text == "That is all." {
			close(over)
		}
	}})
	defer bot.Close()
	bot.Join(addr)
	<-over
	// Output:
	// Ann: Once upon a time.
	// Ann: That is all.
}

// storyteller is a server of Ann that says two things to whoever comes, and a folder for
// that one. End ends the server and removes all folders.
func storyteller() (dir, addr string, end func()) {
	return annsServer(func(ann *transport.Server, e transport.Event) {
		if e.Kind == transport.Connected {
			ann.Send(transport.Everyone, "Once upon a time.")
			ann.Send(transport.Everyone, "That is all.")
		}
	})
}

// annsServer is a server of Ann that lets everyone in and hands her events to sink, and a
// folder for one who comes. End ends the server and removes all folders.
func annsServer(sink func(ann *transport.Server, e transport.Event)) (dir, addr string, end func()) {
	all, err := os.MkdirTemp("", "example")
	if err != nil {
		panic(err)
	}
	home, err := transport.OpenHome(all + "/ann")
	if err != nil {
		panic(err)
	}
	listening := make(chan string, 1)
	var ann *transport.Server
	ann = transport.NewServer(transport.Options{Home: home, Name: "Ann", LetEveryoneIn: true, Sink: func(e transport.Event) {
		if e.Kind == transport.Listening {
			listening <- e.Addr
		}
		sink(ann, e)
	}})
	ann.Start("127.0.0.1:0")
	return all + "/guest", <-listening, func() {
		ann.Close()
		home.Close()
		os.RemoveAll(all)
	}
}
