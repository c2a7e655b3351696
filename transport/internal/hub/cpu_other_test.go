//go:build !unix

package hub

import (
	"testing"
	"time"
)

// cpuTime is not told by this system.
func cpuTime() time.Duration { return 0 }

// needDescriptors has nothing to look at: sockets are as many as memory has room for.
func needDescriptors(testing.TB, int) {}
