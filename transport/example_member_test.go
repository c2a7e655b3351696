package transport_test

import (
	"fmt"

	"confab/transport"
)

// An echo bot that is a member: it says back, in the talk where it was said, what others
// say. What it says itself is Outgoing, so that it never answers itself.
func ExampleClient_echo() {
	dir, addr, answered, end := asker()
	defer end()
	home, err := transport.OpenHome(dir)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer home.Close()
	var bot *transport.Client
	bot = transport.NewClient(transport.Options{Home: home, Name: "echo", Sink: func(e transport.Event) {
		switch m := e.Message(); {
		case e.Kind == transport.DialFailed:
			fmt.Println(e.Err)
		case e.Kind == transport.Appended && m.Kind == transport.Incoming:
			bot.Send(e.Talk(), m.Text)
		}
	}})
	defer bot.Close()
	bot.Join(addr)
	<-answered
	// Output:
	// echo: Hello, room.
	// echo: Hello, you.
}

// asker is a server of Ann that lets everyone in, speaks to whoever comes in the room and
// then directly, and prints the answers until both have come; and a folder for that one.
// End ends the server and removes all folders.
func asker() (dir, addr string, answered chan bool, end func()) {
	answered = make(chan bool)
	dir, addr, end = annsServer(func(ann *transport.Server, e transport.Event) {
		switch m := e.Message(); {
		case e.Kind == transport.Connected:
			ann.Send(transport.Everyone, "Hello, room.")
		case e.Kind == transport.Appended && m.Kind == transport.Incoming:
			fmt.Printf("%s: %s\n", m.Name, m.Text)
			if e.Talk() != transport.Everyone {
				close(answered)
				return
			}
			ann.Send(m.Peer.Talk(), "Hello, you.")
		}
	})
	return dir, addr, answered, end
}
