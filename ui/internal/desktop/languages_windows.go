package desktop

import "golang.org/x/sys/windows"

// languages is empty when Windows fails to answer.
func languages() []string {
	tags, err := windows.GetUserPreferredUILanguages(windows.MUI_LANGUAGE_NAME)
	if err != nil {
		return nil
	}
	return tags
}
