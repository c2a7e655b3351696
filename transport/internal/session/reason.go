package session

import (
	"errors"
	"fmt"

	"confab/transport/internal/wire"
)

// Errors that Run returns. ErrSlow: the other side does not take what is
// written. ErrSilent: nothing was heard from it for Config.DeadAfter.
var (
	ErrSlow   = errors.New("peer does not read")
	ErrSilent = errors.New("peer is silent")
)

// ByeError says that the other side said BYE.
type ByeError struct{ wire.Bye }

func (e *ByeError) Error() string { return "peer said " + describe(e.Bye) }

// LeftError says that this side did, by Bye.
type LeftError struct{ wire.Bye }

func (e *LeftError) Error() string { return "said " + describe(e.Bye) }

func describe(b wire.Bye) string {
	text := fmt.Sprintf("BYE, reason %d", b.Reason)
	if b.Detail != "" {
		text += ": " + b.Detail
	}
	return text
}
