package install

import (
	"slices"
	"strings"
)

// This file changes the lines of a mimeapps.list that are about one type, and no other:
// people and other programs write there too. See "Association between MIME types and
// applications" 1.0.1, sections 2 to 4.

// defaults is the group with what opens each type, the best first.
const defaults = "Default Applications"

// setDefault puts an entry first among those that open a type.
func setDefault(list, mime, entry string) string {
	return edit(list, mime, func(entries []string) []string {
		return append([]string{entry}, slices.DeleteFunc(entries, func(e string) bool { return e == entry })...)
	}, true)
}

// dropEntry takes an entry from those that open a type, in every group.
func dropEntry(list, mime, entry string) string {
	return edit(list, mime, func(entries []string) []string {
		return slices.DeleteFunc(entries, func(e string) bool { return e == entry })
	}, false)
}

// edit gives the lines of a type other entries, and leaves lines without any out. With
// only, it is that of the group of defaults alone, which is made where it is missing.
func edit(list, mime string, change func([]string) []string, only bool) string {
	end := "\n"
	if strings.Contains(list, "\r\n") {
		end = "\r\n"
	}
	var out []string
	group, at, done := "", -1, false
	for line := range strings.Lines(list) {
		text := strings.TrimSpace(line)
		if strings.HasPrefix(text, "[") && strings.HasSuffix(text, "]") {
			group = text[1 : len(text)-1]
		}
		key, value, isValue := strings.Cut(text, "=")
		if isValue && strings.TrimSpace(key) == mime && (!only || group == defaults) {
			entries := change(split(value))
			if len(entries) == 0 || only && done {
				continue
			}
			line, done = mime+"="+strings.Join(entries, ";")+";"+end, true
		}
		out = append(out, line)
		if group == defaults && text != "" {
			at = len(out) // behind the last line of the group
		}
	}
	if !only || done {
		return strings.Join(out, "")
	}
	added := []string{mime + "=" + strings.Join(change(nil), ";") + ";" + end}
	if at < 0 {
		if len(out) > 0 {
			added = append([]string{end}, "["+defaults+"]"+end, added[0])
		} else {
			added = append([]string{"[" + defaults + "]" + end}, added...)
		}
		at = len(out)
	}
	if at > 0 && !strings.HasSuffix(out[at-1], "\n") {
		out[at-1] += end
	}
	return strings.Join(slices.Insert(out, at, added...), "")
}

// split reads a list of entries.
func split(value string) (entries []string) {
	for _, e := range strings.Split(value, ";") {
		if e = strings.TrimSpace(e); e != "" {
			entries = append(entries, e)
		}
	}
	return entries
}
