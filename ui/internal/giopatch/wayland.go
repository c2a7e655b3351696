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
		file: "app/egl_wayland.go",
		reason: "not to wait in eglSwapBuffers is asked for while no context is current, and so not at all: that of a " +
			"window that was just hidden waits until it is shown, and with it everything that the window does",
		old: "		ctx.EnableVSync(false)\n",
		new: `		if err := ctx.MakeCurrent(); err != nil {
			return nil, err
		}
		ctx.EnableVSync(false)
		ctx.ReleaseCurrent()
`,
	},
	{
		file: "app/os_wayland.go",
		reason: "a paste right after a copy finds nothing, or what was copied before: until the compositor offers it " +
			"back, what the program itself has copied is not looked at",
		old: "	if s.clipboard == nil {\n		return nil, nil\n	}\n",
		new: "	if s.source != nil {\n		return io.NopCloser(bytes.NewReader(s.content)), nil\n	}\n	if s.clipboard == nil {\n		return nil, nil\n	}\n",
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
	{
		file: "app/os_wayland.go",
		reason: "what the compositor says of a window, that it is maximized or fills the screen, is not read: " +
			"Config.Mode is wrong after its keys, its double click, and where it maximizes new windows",
		old: `	if width != 0 && height != 0 {
		w.size = image.Pt(int(width), int(height))
`,
		new: `	mode := Windowed
	for _, state := range unsafe.Slice((*C.uint32_t)(states.data), states.size/4) {
		switch {
		case state == C.XDG_TOPLEVEL_STATE_FULLSCREEN:
			mode = Fullscreen
		case state == C.XDG_TOPLEVEL_STATE_MAXIMIZED && mode == Windowed:
			mode = Maximized
		}
	}
	if was := w.config.Mode; mode != was {
		switch {
		case was == Windowed:
			w.wsize = w.config.Size
		case mode == Windowed && was != Minimized && w.wsize != (image.Point{}):
			w.size = w.wsize.Div(w.scale)
		}
		w.config.Mode = mode
		w.ProcessEvent(ConfigEvent{Config: w.config})
	}
	if width != 0 && height != 0 {
		w.size = image.Pt(int(width), int(height))
`,
	},
	{
		file:   "app/os_wayland.go",
		reason: "a double click where the window can be moved does nothing, and a maximized window cannot be moved away",
		old: `		if ok && w.config.Mode == Windowed {
			switch act {
			case system.ActionMove:
`,
		new: `		if ok && (w.config.Mode == Windowed || w.config.Mode == Maximized) {
			switch act {
			case system.ActionMove:
				if since := uint32(t) - w.movedAt; w.movedAt != 0 && since < 400 {
					w.movedAt = 0
					mode := Maximized
					if w.config.Mode == Maximized {
						mode = Windowed
					}
					w.Configure([]Option{mode.Option()})
					return
				}
				w.movedAt = uint32(t)
`,
	},
	{
		file:   "app/os_wayland.go",
		reason: "the same: the time of the last press that began to move the window",
		old:    "	inCompositor bool        // window is moving or being resized\n",
		new:    "	inCompositor bool        // window is moving or being resized\n	movedAt      uint32\n",
	},
	{
		file:   "app/os_wayland.go",
		reason: "at another scale than 1 a click without a motion before it, as after moving the window, lands elsewhere",
		old:    "	w.lastPos = f32.Point{X: fromFixed(x), Y: fromFixed(y)}\n",
		new:    "	w.lastPos = f32.Point{X: fromFixed(x), Y: fromFixed(y)}.Mul(float32(w.scale))\n",
	},
}
