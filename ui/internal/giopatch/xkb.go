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
	{
		file: "app/internal/xkb/xkb_unix.go",
		reason: "with a layout without Latin letters no shortcut has an event, on AZERTY those of digits have another name, " +
			"and a character beyond ASCII has no key event at all",
		old: "	if name, ok := convertKeysym(sym); ok {\n",
		new: "	if name, ok := x.nameOf(kc, sym); ok {\n",
	},
	{
		file:   "app/internal/xkb/xkb_unix.go",
		reason: "what the edit before calls",
		old:    "func (x *Context) charsForKeycode(",
		new: `// usKeys are the keys of a US keyboard by their evdev codes, from 2 on.
const usKeys = "1234567890-=\x00\x00QWERTYUIOP[]\x00\x00ASDFGHJKL;'` + "`" + `\x00\\ZXCVBNM,./"

// nameOf names a key. A shortcut is named by another layout of the keyboard if the
// current one has no Latin there, or as on a US keyboard; the keys of the digits are
// always those of the digits. A character that has no name is a "Character".
func (x *Context) nameOf(kc C.xkb_keycode_t, sym C.xkb_keysym_t) (key.Name, bool) {
	name, ok := convertKeysym(sym)
	char := rune(C.xkb_keysym_to_utf32(sym))
	mods := x.Modifiers()
	if mods&(key.ModCtrl|key.ModAlt|key.ModSuper) == 0 {
		if !ok && unicode.IsPrint(char) {
			return "Character", true
		}
		return name, ok
	}
	us := ""
	if i := int(kc) - 8 - 2; i >= 0 && i < len(usKeys) && usKeys[i] != 0 {
		us = usKeys[i : i+1]
	}
	if us >= "0" && us <= "9" && mods&key.ModShift == 0 && name != "," && !(name >= "A" && name <= "Z") {
		return key.Name(us), true
	}
	if ok || !unicode.IsLetter(char) || unicode.Is(unicode.Latin, char) {
		return name, ok
	}
	for layout := range C.xkb_keymap_num_layouts_for_key(x.keyMap, kc) {
		var syms *C.xkb_keysym_t
		if C.xkb_keymap_key_get_syms_by_level(x.keyMap, kc, layout, 0, &syms) == 1 {
			if name, ok := convertKeysym(*syms); ok {
				return name, true
			}
		}
	}
	return key.Name(us), us != ""
}

func (x *Context) charsForKeycode(`,
	},
	{
		file:   "app/internal/xkb/xkb_unix.go",
		reason: "Insert, which pastes with Shift, and the key of the menu have no event",
		old:    "	case C.XKB_KEY_KP_Insert:\n		// not supported\n		return \"\", false\n",
		new: "	case C.XKB_KEY_Insert, C.XKB_KEY_KP_Insert:\n		n = \"Insert\"\n" +
			"	case C.XKB_KEY_Menu:\n		n = \"Menu\"\n",
	},
}
