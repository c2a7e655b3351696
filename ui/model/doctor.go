package model

import (
	"context"
	"net"
	"strings"

	"confab/transport"
	"confab/transport/doctor"
)

// Examination is what the page of the doctor shows: a diagnosis that is being made, or was.
type Examination struct {
	Found doctor.Diagnosis
	// Looking says that there may be more.
	Looking bool
	// At is when the look began.
	At string

	tab     Tab
	options doctor.Options
	when    circumstances
	number  int // of this look; what an earlier one finds is not shown
	cancel  context.CancelFunc
}

// lookLayout is that of Examination.At: one looks again within a minute.
const lookLayout = "15:04:05"

// circumstances are what a look is about: when they are others, what was found is old.
type circumstances struct {
	addr, reachable string
	fault           transport.Fault // of the client
	server          ServerState
	visited         bool
}

func (m *Model) circumstances(tab Tab) circumstances {
	if tab == ClientTab {
		return circumstances{addr: m.Client.addr, fault: m.Client.fault}
	}
	s := m.Server
	return circumstances{addr: s.addr, reachable: strings.Join(s.reachable, " "), server: s.state, visited: len(s.arrivals) > 0}
}

// keepExamined looks again when the circumstances have changed, once the last look is done,
// and takes back what was found when the client is connected.
func (m *Model) keepExamined() {
	e := m.examined
	switch {
	case e == nil:
	case e.tab == ServerTab:
		if !e.Looking && m.Server.state != Starting && m.circumstances(ServerTab) != e.when {
			m.examine(m.serverOptions(), ServerTab)
		}
	case m.Client.state == Connected:
		m.stopExamining()
	case e.Looking, m.Client.fault == transport.NoFault: // of which there is none yet
	case m.circumstances(ClientTab) == e.when:
	case m.CanExamineClient():
		m.examine(m.clientOptions(), ClientTab)
	default:
		m.stopExamining()
	}
}

// Examination is what the page of the doctor shows, if it is open on this tab.
func (m *Model) Examination() (e Examination, open bool) {
	if m.examined == nil || m.examined.tab != m.tab {
		return Examination{}, false
	}
	return *m.examined, true
}

// CanExamine says whether there is a doctor.
func (m *Model) CanExamine() bool { return m.cfg.Diagnose != nil }

// ExamineServer opens the page of the doctor about this machine, as others reach it.
func (m *Model) ExamineServer() {
	m.transfers[ServerTab] = transferList{}
	m.examine(m.serverOptions(), ServerTab)
}

func (m *Model) serverOptions() doctor.Options {
	addr := ""
	if _, port, err := net.SplitHostPort(m.Server.addr); err == nil {
		addr = ":" + port
	}
	return doctor.Options{Addr: addr, Server: &doctor.Host{Hidden: !m.prefs.Visible}}
}

// ExamineClient opens the page about the way to the server that could not be reached.
func (m *Model) ExamineClient() {
	m.transfers[ClientTab] = transferList{}
	m.examine(m.clientOptions(), ClientTab)
}

func (m *Model) clientOptions() doctor.Options {
	addr := m.Client.addr
	if m.Client.by != "" {
		addr = m.Client.by // it names the key that must answer
	}
	return doctor.Options{Addr: addr}
}

// CanExamineClient says whether ExamineClient has something to look at: a server that was
// not reached, or no longer is, for a reason that is not known yet.
func (m *Model) CanExamineClient() bool {
	c := m.Client
	return m.CanExamine() && (c.state == Disconnected || c.state == Reconnecting) && c.addr != "" && unexplained(c.fault)
}

// unexplained says whether more can be found out about a fault than it says itself: it is
// one of the network, of dialling, of the handshake, or silence. What a person or a host
// decided is not, nor is a changed key.
func unexplained(f transport.Fault) bool {
	switch f {
	case transport.Unknown, transport.NotPermitted,
		transport.HostNotFound, transport.Refused, transport.Unreachable, transport.TimedOut,
		transport.NotConfab, transport.ClosedAtOnce, transport.NoHandshake,
		transport.PeerReset, transport.PeerVanished:
		return true
	}
	return false
}

// ExamineAgain looks once more.
func (m *Model) ExamineAgain() {
	switch e := m.examined; {
	case e == nil:
	case e.options.Server != nil:
		m.ExamineServer()
	default:
		m.examine(e.options, e.tab)
	}
}

func (m *Model) examine(o doctor.Options, tab Tab) {
	if !m.CanExamine() {
		return
	}
	m.stopExamining()
	ctx, cancel := context.WithCancel(context.Background())
	m.examinations++
	m.examined = &Examination{Looking: true, At: m.now().Format(lookLayout), tab: tab, options: o, when: m.circumstances(tab), number: m.examinations, cancel: cancel}
	m.cfg.Diagnose(ctx, o, m.examinations)
	m.settle()
}

// Examined takes what a look found so far, or with done all of it.
func (m *Model) Examined(number int, found doctor.Diagnosis, done bool) {
	if e := m.examined; e != nil && e.number == number {
		e.Found, e.Looking = found, !done
		if done {
			e.cancel()
		}
		m.settle()
	}
}

// CloseExamination ends the look, and closes its page.
func (m *Model) CloseExamination() {
	m.stopExamining()
	m.settle()
}

func (m *Model) stopExamining() {
	if m.examined != nil {
		m.examined.cancel()
		m.examined = nil
	}
}

// Diagnoser looks, on goroutines of its own until ctx ends, and has Model.Examined called
// with what it finds and the number.
type Diagnoser func(ctx context.Context, o doctor.Options, number int)
