package desktop

import "strings"

// defaultsArray understands an array of strings as macOS's defaults(1) prints
// it: one element a line, in quotes when it is more than letters and digits.
//
//	(
//	    "zh-Hans-CN",
//	    en
//	)
func defaultsArray(output string) []string {
	var elements []string
	for line := range strings.Lines(output) {
		line = strings.TrimSuffix(strings.TrimSpace(line), ",")
		line = strings.Trim(line, `"`)
		if line != "" && line != "(" && line != ")" {
			elements = append(elements, line)
		}
	}
	return elements
}

// defaultsStyle understands AppleInterfaceStyle. The system sets it to "Dark"
// and removes it for light.
func defaultsStyle(output string, exists bool) Appearance {
	return Appearance{Dark: exists && strings.TrimSpace(output) == "Dark", Known: true}
}
