package term

import (
	"flag"
	"fmt"
	"io"
	"strings"

	"confab/transport"
)

// nameFlag is what this side is called.
const nameFlag = "name"

// command is the parsed command line of one subcommand. Its flags are defined
// with the methods of FlagSet before parse.
type command struct {
	*flag.FlagSet
	r *runner
	// words are the positional arguments.
	words []string
}

func (r *runner) command(name string) *command {
	fs := flag.NewFlagSet(name, flag.ContinueOnError)
	fs.SetOutput(io.Discard)
	return &command{FlagSet: fs, r: r}
}

// parse reads args, flags before, between and after the positional arguments
// until "--"; FlagSet.Parse would stop at the first positional one, and has its
// errors in English only. With done, the command ends with code.
func (c *command) parse(args []string) (code int, done bool) {
	many := "" // the flag that takes the arguments which follow
	for len(args) > 0 {
		arg := args[0]
		args = args[1:]
		if arg == "--" {
			c.words = append(c.words, args...)
			return 0, false
		}
		if arg == "-" || !strings.HasPrefix(arg, "-") {
			if many == "" {
				c.words = append(c.words, arg)
			} else if c.Set(many, arg) != nil {
				return c.usage(c.r.say.FlagValueInvalid(many, arg)), true
			}
			continue
		}
		many = ""
		name, value, given := strings.Cut(strings.TrimPrefix(arg[1:], "-"), "=")
		if name == "h" || name == "help" {
			return c.r.print(c.r.say.Commands[c.Name()]), true
		}
		f := c.Lookup(name)
		if f == nil {
			return c.usage(c.r.say.UnknownFlag(arg)), true
		}
		if !given {
			if b, ok := f.Value.(interface{ IsBoolFlag() bool }); ok && b.IsBoolFlag() {
				value = "true"
			} else if len(args) > 0 {
				value, args = args[0], args[1:]
			} else {
				return c.usage(c.r.say.FlagNeedsValue(name)), true
			}
		}
		if name == nameFlag && value != "" && transport.CleanName(value) == "" {
			return c.usage(c.r.say.NameUnseen), true
		}
		if c.Set(name, value) != nil {
			return c.usage(c.r.say.FlagValueInvalid(name, value)), true
		}
		if _, is := f.Value.(*paths); is {
			many = name
		}
	}
	return 0, false
}

// usage says what is wrong with the command line, how it should look, and what explains the
// rest: a page of that would push the sentence off the screen.
func (c *command) usage(sentence string) int {
	synopsis, _, _ := strings.Cut(c.r.say.Commands[c.Name()], "\n\n")
	fmt.Fprintf(c.r.Stderr, "%s\n\n%s\n\n%s\n", sentence, strings.TrimSpace(synopsis), c.r.say.HelpHint(c.Name()))
	return exitUsage
}

// given reports whether a flag is on the command line.
func (c *command) given(name string) (is bool) {
	c.Visit(func(f *flag.Flag) { is = is || f.Name == name })
	return is
}
