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

// storyteller is a server of Ann that lets everyone in and says two things to whoever
// comes, and a folder for that one. End ends the server and removes all folders.
func storyteller() (dir, addr string, end func()) {
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
		switch e.Kind {
		case transport.Listening:
			listening <- e.Addr
		case transport.Connected:
			ann.Send(transport.Everyone, "Once upon a time.")
			ann.Send(transport.Everyone, "That is all.")
		}
	}})
	ann.Start("127.0.0.1:0")
	return all + "/logger", <-listening, func() {
		ann.Close()
		home.Close()
		os.RemoveAll(all)
	}
}
