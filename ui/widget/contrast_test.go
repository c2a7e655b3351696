package widget

import (
	"image/color"
	"math"
	"testing"
)

// linear is the light of a part of a colour, from 0 to 1.
func linear(v uint8) float64 {
	s := float64(v) / 255
	if s <= 0.04045 {
		return s / 12.92
	}
	return math.Pow((s+0.055)/1.055, 2.4)
}

// encoded is the part of a colour that has this light.
func encoded(l float64) uint8 {
	if l <= 0.0031308 {
		return uint8(math.Round(255 * 12.92 * l))
	}
	return uint8(math.Round(255 * (1.055*math.Pow(l, 1/2.4) - 0.055)))
}

// luminance is the relative luminance of WCAG 2.1.
func luminance(c color.NRGBA) float64 {
	return 0.2126*linear(c.R) + 0.7152*linear(c.G) + 0.0722*linear(c.B)
}

func contrast(a, b color.NRGBA) float64 {
	la, lb := luminance(a), luminance(b)
	return (max(la, lb) + 0.05) / (min(la, lb) + 0.05)
}

// over is what one sees of a translucent colour on a ground: Gio blends in linear light.
func over(c, ground color.NRGBA) color.NRGBA {
	alpha := float64(c.A) / 255
	mix := func(a, b uint8) uint8 { return encoded(linear(a)*alpha + linear(b)*(1-alpha)) }
	return color.NRGBA{R: mix(c.R, ground.R), G: mix(c.G, ground.G), B: mix(c.B, ground.B), A: 255}
}

func TestContrastIsKnownForBlackOnWhite(t *testing.T) {
	if got := contrast(rgb(0), rgb(0xffffff)); math.Abs(got-21) > 1e-9 {
		t.Errorf("it is %v, not 21", got)
	}
}

func TestWhatIsWrittenCanBeRead(t *testing.T) {
	const least = 4.5
	for name, p := range map[string]Palette{"light": Light(), "dark": Dark()} {
		type pair struct {
			what        string
			ink, ground color.NRGBA
		}
		pairs := []pair{
			{"OnAccent", p.OnAccent, p.Accent}, {"OnAccentSoft", p.OnAccentSoft, p.AccentSoft},
			{"OnAccent hovered", p.OnAccent, over(p.Hover, p.Accent)},
			{"OnBubbleOwn", p.OnBubbleOwn, p.BubbleOwn}, {"OnBubbleOwnMuted", p.OnBubbleOwnMuted, p.BubbleOwn},
			{"OnBubblePeer", p.OnBubblePeer, p.BubblePeer}, {"OnBubblePeerMuted", p.OnBubblePeerMuted, p.BubblePeer},
			{"selected own", p.OnBubbleOwn, over(p.TextSelection, p.BubbleOwn)},
			{"selected peer's", p.OnBubblePeer, over(p.TextSelection, p.BubblePeer)},
			{"OnNotice", p.OnNotice, p.Notice}, {"OnDanger", p.OnDanger, p.Danger},
			{"OnDangerSoft", p.OnDangerSoft, p.DangerSoft}, {"OnWarningSoft", p.OnWarningSoft, p.WarningSoft},
			{"OnSuccessSoft", p.OnSuccessSoft, p.SuccessSoft},
			{"OnBadge", p.OnBadge, p.Badge}, {"OnBadgeMuted", p.OnBadgeMuted, p.BadgeMuted},
			{"reason in an own bubble", p.DangerText, p.BubbleOwn}, {"link in a bubble", p.AccentText, p.BubblePeer},
			{"the sign of what was read", p.BubbleOwnRead, p.BubbleOwn},
			{"a quote in an own bubble", p.OnBubbleOwnMuted, p.QuoteOwn},
			{"a quote in a peer's bubble", p.OnBubblePeerMuted, p.QuotePeer},
			{"found in an own bubble", p.OnBubbleOwn, p.Mark}, {"found in a peer's bubble", p.OnBubblePeer, p.Mark},
			{"the current hit in an own bubble", p.OnBubbleOwn, p.MarkCurrent},
			{"the current hit in a peer's bubble", p.OnBubblePeer, p.MarkCurrent},
			{"the count of a reaction", p.TextMuted, p.Surface},
			{"Toast", p.Surface, p.Text}, {"unread line", p.AccentText, p.Background},
		}
		for _, g := range []pair{
			{what: "Background", ground: p.Background}, {what: "Surface", ground: p.Surface},
			{what: "SurfaceRaised", ground: p.SurfaceRaised}, {what: "Rail", ground: p.Rail},
			{what: "Field", ground: p.Field}, {what: "Selection", ground: p.Selection},
			{what: "a hovered row", ground: over(p.Hover, p.Rail)},
		} {
			pairs = append(pairs,
				pair{"Text on " + g.what, p.Text, g.ground}, pair{"TextMuted on " + g.what, p.TextMuted, g.ground})
		}
		for _, g := range []color.NRGBA{p.Surface, p.SurfaceRaised, p.Rail} {
			pairs = append(pairs, pair{"AccentText", p.AccentText, g}, pair{"DangerText", p.DangerText, g})
		}
		// WCAG 2.1, 1.4.11: what is a drawing and no text needs less.
		for _, g := range []color.NRGBA{
			p.Surface, p.SurfaceRaised, p.Background, p.Rail, p.Selection, over(p.Hover, p.Rail), over(p.Press, p.Selection),
		} {
			for _, c := range []color.NRGBA{p.Present, p.Open, p.Closed, p.DangerText} {
				if got := contrast(c, g); got < 3 {
					t.Errorf("in the %s palette the drawing %06x has %.2f on %06x", name, hex(c), got, hex(g))
				}
			}
		}
		for i, c := range avatarColors {
			pairs = append(pairs, pair{"an avatar's letter", rgb(0xffffff), c})
			shade := 0
			if name == "dark" {
				shade = 1
			}
			pairs = append(pairs, pair{"a sender's name", nameColors[shade][i], p.BubblePeer},
				pair{"the name in a quote", nameColors[shade][i], p.QuotePeer})
		}
		t.Run("in the "+name+" palette", func(t *testing.T) {
			for _, q := range pairs {
				if got := contrast(q.ink, q.ground); got < least {
					t.Errorf("%s: %06x on %06x has %.2f, less than %v", q.what, hex(q.ink), hex(q.ground), got, least)
				}
			}
		})
	}
}

func hex(c color.NRGBA) int { return int(c.R)<<16 | int(c.G)<<8 | int(c.B) }

func TestColoursOfPeopleAreSpread(t *testing.T) {
	seen := map[int]bool{}
	for _, k := range []string{"192.168.1.2", "192.168.1.3", "192.168.1.4", "a", "b", "c", "d", "e", "f", "g", "h", "i"} {
		seen[hued(k)] = true
	}
	if len(seen) < 5 {
		t.Errorf("twelve people share %d colours", len(seen))
	}
}
