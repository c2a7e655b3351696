package core

import (
	"context"
	"log/slog"
	"net/netip"
	"time"

	"confab/transport/internal/hub"
	"confab/transport/internal/join"
)

// Options configure a Server or a Client.
type Options struct {
	Sink          func(Event)
	Logger        *slog.Logger
	Limits        Limits
	Interfaces    func() ([]netip.Addr, error)
	Version       string
	Home          *Home
	Known         func(context.Context) ([]KnownServer, error)
	Recall        bool
	Name          string
	Languages     []string
	Encoding      *Encoding
	LetEveryoneIn bool
	ShareHistory  bool
	Hidden        bool
	Downloads     []string
	Copies        Copies
}

// Limits bound what peers can cost.
type Limits struct {
	Undecided, UndecidedPerAddr        int
	NewPerAddr, NewPerMember           int
	NewWindow                          time.Duration
	Guests, GuestsPerAddr              int
	LimitLoopback                      bool
	WriteSpacing                       time.Duration
	WriteTimeout                       time.Duration
	HalfCloseWithin, LeftAfter         time.Duration
	HalfClosed, HalfClosedPerAddr      int
	QueueBytes, BacklogBytes           int
	ReadBytesPerSecond, ReadBurstBytes int
	ReadAllBytesPerSecond              int
	MemberPerSecond, MemberBurst       int
	OpenJoins, OpenJoinsPerAddr        int
	OpenAway, OpenSpoke                int
	OpenAwayFor                        time.Duration
	MessageBytes                       int
	TalkBytes, JournalBytes            int
	InviteFor                          time.Duration
	GonePeers                          int
	DialTimeout                        time.Duration
	LeaveWithin                        time.Duration
}

// withDefaults returns l with every zero field filled in.
func (l Limits) withDefaults() Limits {
	fill := func(v *int, d int) {
		if *v == 0 {
			*v = d
		}
	}
	fill(&l.Undecided, 256)
	fill(&l.UndecidedPerAddr, 16)
	fill(&l.NewPerAddr, 60)
	fill(&l.NewPerMember, 600)
	fill(&l.Guests, 20_000)
	fill(&l.GuestsPerAddr, 64)
	fill(&l.HalfClosed, 1024)
	fill(&l.HalfClosedPerAddr, 16)
	fill(&l.QueueBytes, 256<<10)
	fill(&l.BacklogBytes, 8<<20)
	l.BacklogBytes = max(l.BacklogBytes, l.QueueBytes)
	fill(&l.ReadBytesPerSecond, 512<<10)
	fill(&l.ReadBurstBytes, 1<<20)
	fill(&l.ReadAllBytesPerSecond, 4<<20)
	l.ReadAllBytesPerSecond = max(l.ReadAllBytesPerSecond, l.ReadBytesPerSecond)
	fill(&l.MemberPerSecond, hub.MessagesPerSecond)
	fill(&l.MemberBurst, hub.Burst)
	fill(&l.OpenJoins, hub.Joins)
	fill(&l.OpenJoinsPerAddr, hub.JoinsPerAddr)
	fill(&l.OpenAway, hub.Strays)
	fill(&l.OpenSpoke, hub.Heard)
	fill(&l.MessageBytes, 64<<10)
	fill(&l.TalkBytes, 16<<20)
	fill(&l.JournalBytes, 32<<20)
	fill(&l.GonePeers, 500)
	if l.NewWindow == 0 {
		l.NewWindow = 10 * time.Minute
	}
	if l.OpenAwayFor == 0 {
		l.OpenAwayFor = hub.StrayAge
	}
	if l.InviteFor == 0 {
		l.InviteFor = join.Lifetime
	}
	if l.WriteSpacing == 0 {
		l.WriteSpacing = 100 * time.Millisecond
	}
	if l.WriteTimeout == 0 {
		l.WriteTimeout = 10 * time.Second
	}
	if l.HalfCloseWithin == 0 {
		l.HalfCloseWithin = 500 * time.Millisecond
	}
	if l.LeftAfter == 0 {
		l.LeftAfter = 2 * time.Second
	}
	if l.DialTimeout == 0 {
		l.DialTimeout = 15 * time.Second
	}
	return l
}
