package main

// What other programs offer on Wayland beside text: as copied, and dragged over the window.
var offerEdits = []edit{
	{
		file: "app/os_wayland.go",
		reason: "what is copied in other types than text cannot be read, and nothing can be dropped on a window: " +
			"there must be a way to both, the methods of WaylandViewEvent",
		old: "func (d *wlDisplay) createNativeWindow(",
		new: `// dragTarget is what a window does with what is dragged over it.
type dragTarget struct {
	choose func(types []string) string
	over   func(held bool)
	drop   func(content *os.File, finish func())
}

// drag is what is held over a window; the zero value is nothing.
type drag struct {
	offer  *C.struct_wl_data_offer
	window *window
	serial C.uint32_t
	// answered says that it was accepted or refused, mime the accepted type, empty
	// for none, copies that the compositor settled that a drop copies, and held that
	// the window knows that it can be dropped.
	answered bool
	mime     string
	copies   bool
	held     bool
}

// ReceiveClipboard begins to read what is copied, as the type that choose returns of
// those that are offered. Without such a type, or where it is this program's, it returns
// no file; the caller closes the file, and reads it beside the window's goroutine, which
// must be the one that calls ReceiveClipboard, while it handles an event.
func (e WaylandViewEvent) ReceiveClipboard(choose func(types []string) string) (content *os.File, mime string, err error) {
	v, _ := callbackMap.Load(e.Surface)
	w, ok := v.(*window)
	if !ok || w.disp == nil || w.disp.seat == nil {
		return nil, "", nil
	}
	s := w.disp.seat
	if s.source != nil || s.selected == nil {
		return nil, "", nil
	}
	if mime = choose(s.offers[s.selected]); mime == "" {
		return nil, "", nil
	}
	content, err = receive(s.selected, mime)
	return content, mime, err
}

// OnDrag has what is dragged over the window be dropped there, as the type that choose
// returns of those that are offered, empty for none. over is called when that begins and
// ends to be possible. drop gets what is dropped, and must have finish called after it
// was read. All of them are called by the window's goroutine, which must be the one that
// calls OnDrag and finish.
func (e WaylandViewEvent) OnDrag(choose func(types []string) string, over func(held bool), drop func(content *os.File, finish func())) {
	v, _ := callbackMap.Load(e.Surface)
	if w, ok := v.(*window); ok {
		w.drag = dragTarget{choose, over, drop}
	}
}

// receive asks for what is offered, and returns the end of a pipe where it comes.
func receive(offer *C.struct_wl_data_offer, mime string) (*os.File, error) {
	r, w, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	defer w.Close()
	cmime := C.CString(mime)
	defer C.free(unsafe.Pointer(cmime))
	C.wl_data_offer_receive(offer, cmime, C.int(w.Fd()))
	return r, nil
}

// consider accepts or refuses what is held over the window.
func (s *wlSeat) consider() {
	d := &s.drag
	if d.offer == nil {
		return
	}
	mime := ""
	if d.window != nil && d.window.drag.choose != nil {
		mime = d.window.drag.choose(s.offers[d.offer])
	}
	if d.answered && mime == d.mime {
		return
	}
	d.answered, d.mime = true, mime
	if d.mime == "" {
		C.wl_data_offer_accept(d.offer, d.serial, nil)
		C.wl_data_offer_set_actions(d.offer, C.WL_DATA_DEVICE_MANAGER_DND_ACTION_NONE, C.WL_DATA_DEVICE_MANAGER_DND_ACTION_NONE)
	} else {
		cmime := C.CString(d.mime)
		defer C.free(unsafe.Pointer(cmime))
		C.wl_data_offer_accept(d.offer, d.serial, cmime)
		C.wl_data_offer_set_actions(d.offer, C.WL_DATA_DEVICE_MANAGER_DND_ACTION_COPY, C.WL_DATA_DEVICE_MANAGER_DND_ACTION_COPY)
	}
	s.hold()
}

// hold reports whether what is held over the window can be dropped.
func (s *wlSeat) hold() {
	d := &s.drag
	if held := d.mime != "" && d.copies; held != d.held {
		d.held = held
		d.window.drag.over(held)
	}
}

// hover begins with what is held over a window, in the place of what was; the zero
// value ends that.
func (s *wlSeat) hover(d drag) {
	if s.drag.held {
		s.drag.window.drag.over(false)
	}
	s.drag = d
	s.flushOffers()
	s.consider()
}

// drop takes what was dropped on the window.
func (s *wlSeat) drop() {
	d := s.drag
	if d.offer == nil || d.mime == "" || !d.copies {
		s.hover(drag{})
		return
	}
	s.dropped[d.offer] = true
	s.hover(drag{})
	finish := func() {
		if s.dropped[d.offer] {
			delete(s.dropped, d.offer)
			C.wl_data_offer_finish(d.offer)
			s.flushOffers()
		}
	}
	content, err := receive(d.offer, d.mime)
	if err != nil {
		finish()
		return
	}
	d.window.drag.drop(content, finish)
}

func (d *wlDisplay) createNativeWindow(`,
	},
	{
		file:   "app/os_wayland.go",
		reason: "the same: what a window does with what is dragged over it",
		old:    "	clipReads chan transfer.DataEvent\n",
		new:    "	clipReads chan transfer.DataEvent\n	drag      dragTarget\n",
	},
	{
		file:   "app/os_wayland.go",
		reason: "the same: the offers that are kept",
		old:    "	// mimeType is the chosen mime type of clipboard.\n",
		new: `	// selected is the offer of what is copied, of any type, drag what is held over a
	// window, and dropped are the offers that are read after a drop.
	selected *C.struct_wl_data_offer
	drag     drag
	dropped  map[*C.struct_wl_data_offer]bool
	// mimeType is the chosen mime type of clipboard.
`,
	},
	{
		file:   "app/os_wayland.go",
		reason: "the same",
		old:    "			offers:    make(map[*C.struct_wl_data_offer][]string),\n",
		new: "			offers:    make(map[*C.struct_wl_data_offer][]string),\n" +
			"			dropped:   make(map[*C.struct_wl_data_offer]bool),\n",
	},
	{
		file:   "app/os_wayland.go",
		reason: "the same: these offers are not destroyed with the others",
		old:    "		if o == s.clipboard {\n			continue\n		}\n		// We're only interested in clipboard offers.\n",
		new:    "		if o == s.selected || o == s.drag.offer || s.dropped[o] {\n			continue\n		}\n",
	},
	{
		file:   "app/os_wayland.go",
		reason: "the same: they are with the seat",
		old:    "	s.clipboard = nil\n	s.flushOffers()\n",
		new:    "	s.clipboard, s.selected = nil, nil\n	s.drag = drag{}\n	clear(s.dropped)\n	s.flushOffers()\n",
	},
	{
		file:   "app/os_wayland.go",
		reason: "the same",
		old:    "	defer s.flushOffers()\n	s.clipboard = nil\n",
		new:    "	defer s.flushOffers()\n	s.clipboard, s.selected = nil, id\n",
	},
	{
		file:   "app/os_wayland.go",
		reason: "the same: what is dragged comes over a window",
		old:    "	s.serial = serial\n	s.flushOffers()\n}\n",
		new: `	s.serial = serial
	v, _ := callbackMap.Load(unsafe.Pointer(surf))
	over, _ := v.(*window)
	s.hover(drag{offer: id, window: over, serial: serial})
}
`,
	},
	{
		file:   "app/os_wayland.go",
		reason: "the same: it goes",
		old:    "func gio_onDataDeviceLeave(data unsafe.Pointer, dataDev *C.struct_wl_data_device) {\n",
		new:    "func gio_onDataDeviceLeave(data unsafe.Pointer, dataDev *C.struct_wl_data_device) {\n	callbackLoad(data).(*wlSeat).hover(drag{})\n",
	},
	{
		file:   "app/os_wayland.go",
		reason: "the same: it is moved there",
		old:    "func gio_onDataDeviceMotion(data unsafe.Pointer, dataDev *C.struct_wl_data_device, t C.uint32_t, x, y C.wl_fixed_t) {\n",
		new:    "func gio_onDataDeviceMotion(data unsafe.Pointer, dataDev *C.struct_wl_data_device, t C.uint32_t, x, y C.wl_fixed_t) {\n	callbackLoad(data).(*wlSeat).consider()\n",
	},
	{
		file:   "app/os_wayland.go",
		reason: "the same: it is dropped",
		old:    "func gio_onDataDeviceDrop(data unsafe.Pointer, dataDev *C.struct_wl_data_device) {\n",
		new:    "func gio_onDataDeviceDrop(data unsafe.Pointer, dataDev *C.struct_wl_data_device) {\n	callbackLoad(data).(*wlSeat).drop()\n",
	},
	{
		file:   "app/os_wayland.go",
		reason: "the same: the compositor settles whether a drop copies",
		old:    "func gio_onDataOfferAction(data unsafe.Pointer, offer *C.struct_wl_data_offer, act C.uint32_t) {\n",
		new: `func gio_onDataOfferAction(data unsafe.Pointer, offer *C.struct_wl_data_offer, act C.uint32_t) {
	if s := callbackLoad(data).(*wlSeat); s.drag.offer == offer {
		s.drag.copies = act == C.WL_DATA_DEVICE_MANAGER_DND_ACTION_COPY
		s.hold()
	}
`,
	},
}
