//go:build fakedroid

package fakedroid

import (
	"fmt"
	"testing"
	"time"
)

const (
	hosts  = "Guten Tag 你好 👋"
	phones = "你好 😀 from the phone"
)

// labels are what is on the controls.
type labels struct{ address, plain, connect, message, send string }

var (
	english = labels{"Address", "Plain TCP", "Connect", "Message", "Send"}
	chinese = labels{"地址", "明文 TCP", "连接", "消息输入框", "发送"}
)

// converse connects the phone to the server whose address is typed, over plain TCP
// or as it is chosen on a new phone, and says something each way.
func converse(h *host, p *phone, on labels, plain bool) {
	p.t.Helper()
	p.edit(on.address, h.addr)
	if plain {
		p.tap(on.plain)
	}
	p.tap(on.connect)
	h.until("connected", "")
	p.untilJava("foreground|Confab|")
	p.untilJava("askToNotify")

	h.say(hosts)
	p.until(hosts)

	p.say(on, phones)
	h.until("appended", phones)
	p.until(phones)
}

// say types a message and sends it.
func (p *phone) say(on labels, text string) {
	p.t.Helper()
	p.edit(on.message, text)
	p.tap(on.send)
}

func TestConversation(t *testing.T) {
	const draft = "草稿 draft"
	t.Parallel()
	h, p := serve(t, "127.0.0.77:8877"), start(t, false)
	p.do("create")
	step(h, p, "the first frame is light and English, on the Client tab", func() {
		p.shows("first-frame")
	})
	step(h, p, "it connects, and Chinese and emoji go both ways", func() {
		converse(h, p, english, true)
		p.shows("conversation", caret)
	})
	step(h, p, "the phone turns dark", func() {
		p.set("dark", "1")
		p.shows("conversation-dark", caret)
		p.untilJava("setStatusColor|")
	})
	step(h, p, "with the keyboard shown the composer is above it, and so is the last message", func() {
		p.edit("Message", draft)
		p.do("resize", 360, 467)
		p.untilPlace("the composer and the last message", func() bool {
			return p.until("Message").control.Max.Y <= 427 && p.until(phones).bounds.Max.Y < p.until("Message").control.Min.Y
		})
		p.picture("keyboard")
		p.holds(draft)
	})
	step(h, p, "turning the phone keeps the talk and the draft", func() {
		p.do("resize", 780, 360)
		p.untilPlace("the composer", func() bool {
			at := p.until("Message").control
			return at.Max.Y <= 320 && at.Max.X > 460
		})
		p.until(phones)
		p.picture("landscape")
		p.holds(draft)
		p.do("resize", 360, 780)
		p.untilPlace("the composer", func() bool { return p.until("Message").control.Max.Y > 660 })
		p.holds(draft)
	})
	step(h, p, "larger text in the phone's settings is larger text here", func() {
		before := p.until(hosts).bounds.Dy()
		p.set("fontScale", "1.5")
		p.untilPlace("a larger message", func() bool { return p.until(hosts).bounds.Dy() >= before*5/4 })
		p.picture("large-text")
		p.holds(draft)
		p.set("fontScale", "1")
	})
	step(h, p, "Back closes the conversation, and then is Android's", func() {
		if !p.back() {
			p.t.Error("Back was not taken while a conversation was open")
		}
		p.untilPlace("the list", func() bool { return !p.until("Disconnect").control.Empty() })
		p.do("next") // the frame after the one with the list
		if p.back() {
			p.t.Error("Back was taken while nothing was open: the app cannot be left")
		}
		h.say("still connected")
		p.do("openTalk", "1/1")
		p.until("still connected")
		p.holds(draft)
	})
}

func TestConversationOnOldAndroid(t *testing.T) {
	t.Parallel()
	h, p := serve(t, "127.0.0.78:8877"), start(t, true, "dark", "1", "languages", "zh-Hans-CN,en-US")
	p.do("create")
	step(h, p, "the first frame is dark and Chinese", func() {
		p.shows("first-frame-dark-chinese")
	})
	step(h, p, "it connects, and Chinese and emoji go both ways", func() {
		converse(h, p, chinese, true)
		p.shows("conversation-dark-chinese", caret)
	})
}

// untilPlace waits until what a step needs is where it should be.
func (p *phone) untilPlace(what string, right func() bool) {
	p.t.Helper()
	for end := time.Now().Add(patience); !right(); p.do("next") {
		if time.Now().After(end) {
			p.picture("failed")
			p.t.Fatalf("%s did not get where it belongs; the screen is in failed.png", what)
		}
	}
}

// holds checks what is written in the composer.
func (p *phone) holds(text string) {
	p.t.Helper()
	p.tap("Message")
	p.untilPlace(fmt.Sprintf("%q in the composer", text), func() bool { return p.written() == text })
}
