package main

// Windows on Wayland, and the end of windows anywhere.
var waylandEdits = []edit{
	{
		file: "app/window.go",
		reason: "the event that a window has lost its view is delivered before DestroyEvent, but Event then opens " +
			"another window, and waits for ever for a timer that has ended: DestroyEvent must come first",
		old: "	case s.view != nil:\n",
		new: "	case s.destroy != nil:\n		e := *s.destroy\n		*s = eventSummary{}\n		return e, true\n	case s.view != nil:\n",
	},
	{
		file: "app/os_wayland.go",
		reason: "a clipboard without text is never answered, and nothing is read from that window's clipboard " +
			"any more: it must be answered with no text",
		old: "	if r == nil || err != nil {\n		return\n	}\n",
		new: "	if r == nil || err != nil {\n		r = io.NopCloser(new(bytes.Buffer))\n	}\n",
	},
	{
		file: "app/os_wayland.go",
		reason: "the same where the program that has the clipboard does not write, or never ends: " +
			"it must be waited for only so long",
		old: "		data, _ := io.ReadAll(r)\n",
		new: `		if f, ok := r.(*os.File); ok {
			f.SetReadDeadline(time.Now().Add(5 * time.Second))
		}
		data, err := io.ReadAll(r)
		if err != nil {
			data = nil
		}
`,
	},
	{
		file:   "app/os_wayland.go",
		reason: "the standard name of text in UTF-8 is missing among the types of clipboards, and some programs offer no other",
		old:    `{"text/plain;charset=utf8",`,
		new:    `{"text/plain;charset=utf-8", "text/plain;charset=utf8",`,
	},
}
