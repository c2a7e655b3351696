package main

// Keys of X11 and Wayland.
var xkbEdits = []edit{
	{
		file: "app/internal/xkb/xkb_unix.go",
		reason: "dead keys and Compose lose the accent when the keys are pressed one after the other: " +
			"the compose state must be fed with presses only",
		old: "	C.xkb_compose_state_feed(x.compState, sym)\n",
		new: "	if state == key.Release {\n		return\n	}\n	C.xkb_compose_state_feed(x.compState, sym)\n",
	},
}
