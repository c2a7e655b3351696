package main

// Windows on macOS.
var macosEdits = []edit{
	macosEdit("Fullscreen"), macosEdit("Maximized"), macosEdit("Windowed"),
}

// macosEdit is the edit for windows in one mode.
func macosEdit(mode string) edit {
	return edit{
		file: "app/os_macos.go",
		reason: "any option, such as a title, brings a minimized window back from the Dock: " +
			"only one that asks for another mode should",
		old: "	case " + mode + ":\n		if C.isWindowMiniaturized(window) != 0 {\n",
		new: "	case " + mode + ":\n		if C.isWindowMiniaturized(window) != 0 && w.config.Mode != " + mode + " {\n",
	}
}
