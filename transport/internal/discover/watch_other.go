//go:build !linux

package discover

import "context"

// reports returns nil: the system is not asked to report changes.
func reports(context.Context) <-chan struct{} { return nil }
