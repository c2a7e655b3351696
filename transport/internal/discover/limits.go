package discover

import (
	"net/netip"
	"time"

	"confab/transport/internal/session"
)

// How many probes are answered.
const (
	answersPerSecond = 10
	perSource        = 3 // a second, and twice that at once
	// sourcesMost bounds the sources that are remembered.
	sourcesMost = 256
)

// answerLimits say which probes are answered.
type answerLimits struct {
	all     session.Bucket
	sources map[netip.Addr]*source
}

// source is an address that sent probes.
type source struct {
	left session.Bucket
	last nonce // of the probe that was answered last
	at   time.Time
}

type verdict uint8

const (
	ignored verdict = iota
	allowed
	tooMany // more ask than can be answered one by one
)

func newAnswerLimits() answerLimits {
	return answerLimits{all: session.NewBucket(answersPerSecond, answersPerSecond), sources: map[netip.Addr]*source{}}
}

// take judges a probe. The copies of one that came by other ways are ignored.
func (l *answerLimits) take(from netip.Addr, n nonce, now time.Time) verdict {
	s := l.sources[from]
	if s == nil {
		if len(l.sources) >= sourcesMost {
			l.forget(now)
		}
		s = &source{left: session.NewBucket(perSource, 2*perSource), at: now}
		l.sources[from] = s
	} else if s.last == n {
		return ignored
	}
	s.at = now
	if s.left.Left(now) < 1 {
		return ignored
	}
	if l.all.Left(now) < 1 {
		return tooMany
	}
	s.left.Take(1, now)
	l.all.Take(1, now)
	s.last = n
	return allowed
}

// forget makes room: by those who may again send all that one may, or by all.
func (l *answerLimits) forget(now time.Time) {
	for a, s := range l.sources {
		if now.Sub(s.at) >= 2*time.Second {
			delete(l.sources, a)
		}
	}
	if len(l.sources) >= sourcesMost {
		clear(l.sources)
	}
}
