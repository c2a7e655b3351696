package term

import (
	"context"

	"confab/transport"
	"confab/ui/internal/picture"
)

// attachment is what a message says of the file or folder at a path: of a picture also how
// it looks, so that those who get the message see it before the whole is there.
func attachment(path string) *transport.Attachment {
	a := &transport.Attachment{Path: path}
	if d, is := picture.Describe(context.Background(), path); is {
		a.Width, a.Height, a.Preview = d.Width, d.Height, d.Preview
	}
	return a
}
