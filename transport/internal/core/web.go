package core

import (
	"time"

	"confab/transport/internal/loop"
	"confab/transport/internal/web"
)

// serveBrowser reads one request and answers it with the page.
func (v *visitor) serveBrowser(opening []byte) {
	_ = v.conn.NetConn().SetReadDeadline(time.Now().Add(2 * time.Second))
	request := web.Read(v.conn.NetConn(), opening)
	allowed := loop.Ask(v.server.loop, func() bool { return v.server.allowed.Browsers })
	answer, fault := web.Response(request, allowed, v.server.version)
	v.lastAnswer(answer, fault)
}

// refuseOpening ends a visitor that began like what a web page can make a
// browser send.
func (v *visitor) refuseOpening(opening []byte) {
	answer := web.Refusal(opening)
	if len(answer) == 0 {
		v.conn.Cut(RequestRefused, nil)
		return
	}
	v.lastAnswer(answer, RequestRefused)
}

// lastAnswer is Answer for a visitor that may have been taken for a guest: when
// it was written to, an answer would not be where its protocol has one.
func (v *visitor) lastAnswer(last []byte, f Fault) {
	if v.conn.HasWritten() {
		v.conn.Cut(f, nil)
		return
	}
	v.conn.Answer(last, f)
}
