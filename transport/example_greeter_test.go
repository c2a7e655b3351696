package transport_test

import (
	"fmt"
	"io"
	"net"

	"confab/transport"
)

// A greeter: it welcomes whoever comes, and knows when its words are written.
func ExampleServer_greeter() {
	listening := make(chan string, 1)
	var greeting transport.MessageID
	var bot *transport.Server
	bot = transport.NewServer(transport.Options{Sink: func(e transport.Event) {
		switch m := e.Message(); {
		case e.Kind == transport.Listening:
			listening <- e.Addr
		case e.Kind == transport.Connected:
			greeting, _ = bot.Send(e.Talk(), "Welcome!")
		case e.Kind == transport.Updated && m.ID == greeting && m.State == transport.Written:
			fmt.Println(m.Text, "is", m.State)
		}
	}})
	bot.Start("127.0.0.1:0")

	guest, _ := net.Dial("tcp", <-listening)
	io.WriteString(guest, "hi\n")
	io.ReadFull(guest, make([]byte, len("Welcome!")))
	guest.Close()
	bot.Close() // no event comes after that
	// Output: Welcome! is written
}
