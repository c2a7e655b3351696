package widget

import "image/color"

// Palette names what colours are for. Pairs of a ground and what is written on
// it have a contrast of at least 4.5 (WCAG 2.1, 1.4.3 level AA); a test
// computes it.
type Palette struct {
	// Background is the ground of a conversation and of a page's empty parts.
	Background color.NRGBA
	// Surface is the ground of bars and cards.
	Surface color.NRGBA
	// SurfaceRaised is the ground of what floats: menus, dialogs.
	SurfaceRaised color.NRGBA
	// Rail is the ground of the pane with the lists.
	Rail color.NRGBA
	// Field is the ground of text fields, and of tracks and wells.
	Field color.NRGBA
	// Text and TextMuted are written on all of the above.
	Text, TextMuted color.NRGBA

	// Accent fills the primary action; OnAccent is written on it. AccentText is
	// the accent where it is text or an icon on a Surface.
	Accent, OnAccent, AccentText color.NRGBA
	// AccentSoft is the ground of tonal buttons and of information;
	// OnAccentSoft is written on it.
	AccentSoft, OnAccentSoft color.NRGBA

	// BubbleOwn is the ground of what was said here; OnBubbleOwn and
	// OnBubbleOwnMuted (time, tag) are written on it.
	BubbleOwn, OnBubbleOwn, OnBubbleOwnMuted color.NRGBA
	// BubbleOwnRead is the sign of what was read there, on BubbleOwn.
	BubbleOwnRead color.NRGBA
	// BubblePeer is the ground of what was said there.
	BubblePeer, OnBubblePeer, OnBubblePeerMuted color.NRGBA
	// QuoteOwn and QuotePeer are the grounds of quotes in bubbles; what is
	// written on the bubbles is on them too.
	QuoteOwn, QuotePeer color.NRGBA
	// Mark lies behind what a search has found in a bubble, MarkCurrent behind
	// the hit it stands at; OnBubbleOwn and OnBubblePeer are on both.
	Mark, MarkCurrent color.NRGBA
	// Notice is the ground of the pills between bubbles; OnNotice is on it.
	Notice, OnNotice color.NRGBA

	// Danger fills destructive actions and OnDanger is written on it;
	// DangerText is danger as text on a Surface or in a bubble.
	Danger, OnDanger, DangerText color.NRGBA
	// DangerSoft, WarningSoft and SuccessSoft are grounds of banners and tags.
	DangerSoft, OnDangerSoft   color.NRGBA
	WarningSoft, OnWarningSoft color.NRGBA
	SuccessSoft, OnSuccessSoft color.NRGBA

	// Open and Closed are the locks of a talk whose other side was not compared
	// yet, and of one that was; Present is the dot of who is here. All are icons
	// on any of the grounds of rows, bars and menus.
	Open, Closed, Present color.NRGBA

	// Badge counts what is unread.
	Badge, OnBadge color.NRGBA
	// BadgeMuted counts where nobody needs to be called.
	BadgeMuted, OnBadgeMuted color.NRGBA

	// Selection is the ground of the chosen row; Text and TextMuted are on it.
	Selection color.NRGBA
	// TextSelection lies behind selected text. It is translucent.
	TextSelection color.NRGBA
	// Divider separates, Outline bounds fields and buttons.
	Divider, Outline color.NRGBA
	// Hover and Press lie over what the pointer is on. They are translucent, and blended
	// in linear light: over what is dark little of a light colour shows much.
	Hover, Press color.NRGBA
	// Disabled and OnDisabled are a control that cannot be used now. They have
	// less contrast on purpose.
	Disabled, OnDisabled color.NRGBA
	// Scrim lies over a page behind a dialog, Shadow around what floats.
	Scrim, Shadow color.NRGBA
}

// Light is the palette of the light theme.
func Light() Palette {
	return Palette{
		Background:    rgb(0xeef1f6),
		Surface:       rgb(0xffffff),
		SurfaceRaised: rgb(0xffffff),
		Rail:          rgb(0xf8f9fc),
		Field:         rgb(0xf0f2f7),
		Text:          rgb(0x1a1f2b),
		TextMuted:     rgb(0x5b6475),

		Accent:       rgb(0x4059e0),
		OnAccent:     rgb(0xffffff),
		AccentText:   rgb(0x3a50cf),
		AccentSoft:   rgb(0xe4e9ff),
		OnAccentSoft: rgb(0x2c3fb0),

		BubbleOwn:         rgb(0xd9e2ff),
		OnBubbleOwn:       rgb(0x161d36),
		OnBubbleOwnMuted:  rgb(0x4c5988),
		BubblePeer:        rgb(0xffffff),
		OnBubblePeer:      rgb(0x1a1f2b),
		OnBubblePeerMuted: rgb(0x646d7e),
		BubbleOwnRead:     rgb(0x1b44f0),
		QuoteOwn:          rgb(0xcad6fb),
		QuotePeer:         rgb(0xf3f5f9),
		Mark:              rgb(0xffe58a),
		MarkCurrent:       rgb(0xffb347),
		Notice:            rgb(0xe0e5ee),
		OnNotice:          rgb(0x535c6d),

		Danger:        rgb(0xc8304a),
		OnDanger:      rgb(0xffffff),
		DangerText:    rgb(0xb5223c),
		DangerSoft:    rgb(0xfde7ea),
		OnDangerSoft:  rgb(0x9c1c33),
		WarningSoft:   rgb(0xfff0d2),
		OnWarningSoft: rgb(0x774a00),
		SuccessSoft:   rgb(0xdcf3e5),
		OnSuccessSoft: rgb(0x13603f),

		Open:    rgb(0xa36a00),
		Closed:  rgb(0x14683f),
		Present: rgb(0x1a7f4b),

		Badge:        rgb(0x4059e0),
		OnBadge:      rgb(0xffffff),
		BadgeMuted:   rgb(0xdde2eb),
		OnBadgeMuted: rgb(0x4d5667),

		Selection:     rgb(0xe3e9ff),
		TextSelection: argb(0x554059e0),
		Divider:       rgb(0xe1e5ed),
		Outline:       rgb(0xc3cad6),
		Hover:         argb(0x0c1a2b50),
		Press:         argb(0x181a2b50),
		Disabled:      rgb(0xe6e9ef),
		OnDisabled:    rgb(0x8f97a5),
		Scrim:         argb(0x66101522),
		Shadow:        argb(0xff1a2440),
	}
}

// Dark is the palette of the dark theme.
func Dark() Palette {
	return Palette{
		Background:    rgb(0x0f1218),
		Surface:       rgb(0x191d26),
		SurfaceRaised: rgb(0x232936),
		Rail:          rgb(0x151921),
		Field:         rgb(0x222834),
		Text:          rgb(0xe8ebf2),
		TextMuted:     rgb(0x9aa4b6),

		Accent:       rgb(0x8fa3ff),
		OnAccent:     rgb(0x0e1745),
		AccentText:   rgb(0x9fb0ff),
		AccentSoft:   rgb(0x2a3358),
		OnAccentSoft: rgb(0xc8d2ff),

		BubbleOwn:         rgb(0x303e80),
		OnBubbleOwn:       rgb(0xf4f6ff),
		OnBubbleOwnMuted:  rgb(0xc0cbf5),
		BubblePeer:        rgb(0x222834),
		OnBubblePeer:      rgb(0xe8ebf2),
		OnBubblePeerMuted: rgb(0x9ea8ba),
		BubbleOwnRead:     rgb(0x6fe0ff),
		QuoteOwn:          rgb(0x3d4b90),
		QuotePeer:         rgb(0x2c3341),
		Mark:              rgb(0x6a5210),
		MarkCurrent:       rgb(0x8f5600),
		Notice:            rgb(0x1d222c),
		OnNotice:          rgb(0x9aa4b6),

		Danger:        rgb(0xf2788a),
		OnDanger:      rgb(0x3c0510),
		DangerText:    rgb(0xff97a6),
		DangerSoft:    rgb(0x432029),
		OnDangerSoft:  rgb(0xffc0c9),
		WarningSoft:   rgb(0x3e3117),
		OnWarningSoft: rgb(0xffd98f),
		SuccessSoft:   rgb(0x18382a),
		OnSuccessSoft: rgb(0xa2e5c3),

		Open:    rgb(0xffcf5c),
		Closed:  rgb(0x86dcae),
		Present: rgb(0x4fcf8b),

		Badge:        rgb(0x8fa3ff),
		OnBadge:      rgb(0x0e1745),
		BadgeMuted:   rgb(0x333b4a),
		OnBadgeMuted: rgb(0xc2cad8),

		Selection:     rgb(0x27305a),
		TextSelection: argb(0x528fa3ff),
		Divider:       rgb(0x272d39),
		Outline:       rgb(0x414a5b),
		Hover:         argb(0x04c8d2ff),
		Press:         argb(0x09c8d2ff),
		Disabled:      rgb(0x272d38),
		OnDisabled:    rgb(0x6a7384),
		Scrim:         argb(0x99000000),
		Shadow:        argb(0xff000000),
	}
}

// avatarColors are the grounds of avatars; white is written on all of them.
var avatarColors = [...]color.NRGBA{
	rgb(0xb8473e), rgb(0xa85a14), rgb(0x7d6a10), rgb(0x3b7d3f), rgb(0x147a74),
	rgb(0x2a70b0), rgb(0x5d5fc4), rgb(0x8a52b5), rgb(0xb04587), rgb(0x5f6b80),
}

// nameColors are the colours of senders' names in bubbles, matched to
// avatarColors by index: on light and on dark bubbles.
var nameColors = [2][len(avatarColors)]color.NRGBA{
	{
		rgb(0xab3a32), rgb(0x95500f), rgb(0x6f5e0c), rgb(0x31703a), rgb(0x0f6d67),
		rgb(0x2166a5), rgb(0x5254bd), rgb(0x7e46aa), rgb(0xa33a7a), rgb(0x556074),
	},
	{
		rgb(0xff9d94), rgb(0xf3b173), rgb(0xdcc766), rgb(0x8fd494), rgb(0x6fd3cb),
		rgb(0x8cc4f5), rgb(0xb1b4ff), rgb(0xd3aaf2), rgb(0xf2a3d2), rgb(0xb4bfd1),
	},
}

// hued returns the index into avatarColors for a key: FNV-1a, so that the same
// person has the same colour everywhere and always.
func hued(key string) int {
	h := uint32(2166136261)
	for i := 0; i < len(key); i++ {
		h = (h ^ uint32(key[i])) * 16777619
	}
	return int(h % uint32(len(avatarColors)))
}

func rgb(c uint32) color.NRGBA { return argb(0xff000000 | c) }

func argb(c uint32) color.NRGBA {
	return color.NRGBA{A: uint8(c >> 24), R: uint8(c >> 16), G: uint8(c >> 8), B: uint8(c)}
}

// faded returns c with its alpha multiplied by a/255.
func faded(c color.NRGBA, a uint8) color.NRGBA {
	c.A = uint8(uint16(c.A) * uint16(a) / 255)
	return c
}
