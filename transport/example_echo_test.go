package transport_test

import (
	"bufio"
	"fmt"
	"net"

	"confab/transport"
)

// An echo bot: it says back what each guest says.
func ExampleServer_echo() {
	listening := make(chan string, 1)
	var bot *transport.Server
	bot = transport.NewServer(transport.Options{Sink: func(e transport.Event) {
		switch m := e.Message(); {
		case e.Kind == transport.Listening:
			listening <- e.Addr
		case e.Kind == transport.Appended && m.Kind == transport.Incoming:
			bot.Send(e.Talk(), m.Text)
		}
	}})
	defer bot.Close()
	bot.Start("127.0.0.1:0")

	guest, _ := net.Dial("tcp", <-listening) // any program that speaks TCP, such as nc
	defer guest.Close()
	fmt.Fprintln(guest, "hello")
	answer, _ := bufio.NewReader(guest).ReadString('\n')
	fmt.Print(answer)
	// Output: hello
}
