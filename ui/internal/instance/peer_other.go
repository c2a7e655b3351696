//go:build unix && !linux && !darwin && !freebsd

package instance

import "errors"

// peerUser returns that the system does not tell.
func peerUser(int) (uint32, error) { return 0, errors.ErrUnsupported }
