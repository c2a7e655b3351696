package install

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// This file writes values of a desktop entry, and reads what it wrote, by the Desktop Entry
// Specification 1.5: "Possible value types" and "The Exec key".

// escape writes a value of the type string.
var escape = strings.NewReplacer(`\`, `\\`, "\n", `\n`, "\t", `\t`, "\r", `\r`)

// unescape reads what escape writes.
func unescape(value string) string {
	return strings.NewReplacer(`\\`, `\`, `\n`, "\n", `\t`, "\t", `\r`, "\r", `\s`, " ").Replace(value)
}

// plainRunes are those that stand in a command line for themselves, beside letters of
// other scripts. Some desktops' own readers know no quotes, and some look for a program
// whose name has a % by what is written for it.
const plainRunes = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-+,:@"

// isPlain reports whether a path can stand in a command line as it is.
func isPlain(path string) bool {
	return utf8.ValidString(path) && strings.IndexFunc(path, func(r rune) bool {
		return r < utf8.RuneSelf && !strings.ContainsRune(plainRunes, r) || r >= utf8.RuneSelf && !unicode.IsPrint(r)
	}) < 0
}

// quote writes an argument of a command line, as the value that the Exec key has. It
// fails with ErrPath for what no value can hold.
func quote(path string) (string, error) {
	if isPlain(path) {
		return path, nil
	}
	// The name of a program may not have a "=", and a value is text in one line.
	if strings.Contains(path, "=") || !utf8.ValidString(path) || strings.IndexFunc(path, func(r rune) bool { return !unicode.IsPrint(r) }) >= 0 {
		return "", ErrPath
	}
	quoted := strings.NewReplacer(`\`, `\\`, `"`, `\"`, "`", "\\`", `$`, `\$`, `%`, `%%`).Replace(path)
	return escape.Replace(`"` + quoted + `"`), nil
}
