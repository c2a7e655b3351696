package desktop

import (
	"context"
	"os"
)

// languages asks the environment last: a program that was not started from a
// terminal has none.
func languages() []string {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	var tags []string
	if output, err := readDefaults(ctx, "AppleLanguages"); err == nil {
		for _, tag := range defaultsArray(output) {
			tags = addTag(tags, tag)
		}
	}
	for _, tag := range environmentLanguages(os.Getenv) {
		tags = addTag(tags, tag)
	}
	return tags
}
