package main

// Input methods on X11, which Gio reaches as a client of IBus.
var inputMethodEdits = []edit{
	{
		file: "app/internal/ibus/ibus.go",
		reason: "the address file of IBus lies in XDG_CONFIG_HOME (ibus_get_socket_path of libibus); " +
			"XDG_CONFIG_DIR is no variable of the XDG base directory specification",
		old: `os.Getenv("XDG_CONFIG_DIR")`,
		new: `os.Getenv("XDG_CONFIG_HOME")`,
	},
	{
		file:   "app/internal/ibus/ibus.go",
		reason: "a connection that broke is not noticed; app needs to ask for it",
		old:    "// Stop closes the connection to IBus\n",
		new: `// Connected reports whether the daemon can be reached.
func (ibus *IBus) Connected() bool {
	return ibus != nil && ibus.ibusConn != nil && ibus.ibusConn.Connected()
}

// Stop closes the connection to IBus
`,
	},
	{
		file:   "app/os_x11.go",
		reason: imeRestart,
		old:    "	ibus         *ibus.IBus\n",
		new: `	ibus         *ibus.IBus
	// imeWanted: the environment names an input method. imeTried is when it was last looked for.
	imeWanted bool
	imeTried  time.Time
`,
	},
	{
		file:   "app/os_x11.go",
		reason: imeRestart,
		old:    "			w.ibus.Focused(true)\n",
		new:    "			w.connectIME()\n			w.ibus.Focused(true)\n",
	},
	{
		file:   "app/os_x11.go",
		reason: imeRestart,
		old:    "				handledByIME = w.ibus.ProcessKey(",
		new:    "				w.connectIME()\n				handledByIME = w.ibus.ProcessKey(",
	},
	{
		file:   "app/os_x11.go",
		reason: imeRestart,
		old:    "		w.ibus, _ = ibus.Start(C.GoString(C.XDisplayString(dpy)), (*ibusEventHandler)(w))\n",
		new:    "		w.imeWanted = true\n		w.connectIME()\n",
	},
	{
		file:   "app/os_x11.go",
		reason: imeRestart,
		old:    "type ibusEventHandler x11Window\n",
		new: `// connectIME connects to the input method if there is no connection, at most
// once a second.
func (w *x11Window) connectIME() {
	if !w.imeWanted || w.ibus.Connected() || time.Since(w.imeTried) < time.Second {
		return
	}
	w.imeTried = time.Now()
	w.ibus.Stop()
	if w.ibus != nil {
		w.w.SetComposingRegion(key.Range{Start: -1, End: -1})
	}
	w.ibus, _ = ibus.Start(C.GoString(C.XDisplayString(w.x)), (*ibusEventHandler)(w))
	if w.config.Focused {
		w.ibus.Focused(true)
	}
}

type ibusEventHandler x11Window
`,
	},
}

const imeRestart = "an input method that starts or restarts after the window was opened is never connected to"
