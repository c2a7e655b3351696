package term

import (
	"errors"

	"confab/transport"
)

// faultOf is the Fault of an error of transport.
func faultOf(err error) transport.Fault {
	var e *transport.Error
	if errors.As(err, &e) {
		return e.Fault
	}
	if err != nil {
		return transport.Unknown
	}
	return transport.NoFault
}
