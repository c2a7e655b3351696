package main

// Spaces after pictures.
var spaceEdits = []edit{
	{
		file:   "text/gotext.go",
		reason: wideSpaces,
		old:    "	inputs := s.segmenter.Split(input, s)\n",
		new:    "	inputs := s.narrowSpaces(s.segmenter.Split(input, s))\n",
	},
	{
		file:   "text/gotext.go",
		reason: wideSpaces,
		old:    "func wrapPolicyToGoText(",
		new: `// narrowSpaces has the spaces of a run shaped in the face of the text where the
// run's own face has them wider than half an em, as faces of emoji do.
func (s *shaperImpl) narrowSpaces(inputs []shaping.Input) []shaping.Input {
	var split []shaping.Input
	for i, input := range inputs {
		if !wideSpace(input) {
			if split != nil {
				split = append(split, input)
			}
			continue
		}
		if split == nil {
			split = slices.Clone(inputs[:i])
		}
		face := s.ResolveFace(' ')
		for start := input.RunStart; start < input.RunEnd; {
			piece := input
			piece.RunStart, piece.RunEnd = start, start+1
			space := input.Text[start] == ' '
			for piece.RunEnd < input.RunEnd && (input.Text[piece.RunEnd] == ' ') == space {
				piece.RunEnd++
			}
			if space && face != nil {
				piece.Face = face
			}
			split = append(split, piece)
			start = piece.RunEnd
		}
	}
	if split == nil {
		return inputs
	}
	return split
}

func wideSpace(input shaping.Input) bool {
	if input.Face == nil || !slices.Contains(input.Text[input.RunStart:input.RunEnd], ' ') {
		return false
	}
	glyph, ok := input.Face.NominalGlyph(' ')
	return ok && input.Face.HorizontalAdvance(glyph) > float32(input.Face.Upem())/2
}

func wrapPolicyToGoText(`,
	},
}

const wideSpaces = "a space after an emoji is shaped in the emoji's face, which has it as wide as a picture: 1.24 em in Noto Color Emoji"
