package model

import (
	"context"
	"net"

	"confab/transport"
	"confab/transport/doctor"
)

// Examination is what the page of the doctor shows: a diagnosis that is being made, or was.
type Examination struct {
	Found doctor.Diagnosis
	// Looking says that there may be more.
	Looking bool

	tab     Tab
	options doctor.Options
	number  int // of this look; what an earlier one finds is not shown
	cancel  context.CancelFunc
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
	addr := ""
	if _, port, err := net.SplitHostPort(m.Server.addr); err == nil {
		addr = ":" + port
	}
	m.examine(doctor.Options{Addr: addr, Server: &doctor.Host{Hidden: !m.prefs.Visible}})
}

// ExamineClient opens the page about the way to the server that could not be reached.
func (m *Model) ExamineClient() {
	addr := m.Client.addr
	if m.Client.by != "" {
		addr = m.Client.by // it names the key that must answer
	}
	m.examine(doctor.Options{Addr: addr})
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
		m.examine(e.options)
	}
}

func (m *Model) examine(o doctor.Options) {
	if !m.CanExamine() {
		return
	}
	m.stopExamining()
	ctx, cancel := context.WithCancel(context.Background())
	m.examinations++
	m.examined = &Examination{Looking: true, tab: m.tab, options: o, number: m.examinations, cancel: cancel}
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
