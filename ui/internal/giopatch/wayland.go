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
}
