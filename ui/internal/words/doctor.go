package words

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"confab/transport/doctor"
)

// Doctor is what is said of a diagnosis, in one language. Fields in lower case are
// sentences with values in them; methods fill those in.
type Doctor struct {
	// Title is the page's, Looking is said while it looks, Again looks again, CopyReport
	// copies Report, CopyCommand the line to type.
	Title, Looking, Again, CopyReport, CopyCommand string
	// FindOut and NobodyConnects open the page from a failed connection and on the
	// server's side.
	FindOut, NobodyConnects string
	// Next stands before the one next step.
	Next string
	// colon stands between a layer and what was found in it.
	colon                string
	likely               string
	aboutAddr, aboutHere string
	lookedAt             string
	layers               [doctor.Visitors + 1]string
	states               [doctor.CutOff + 1]string
	kinds                map[doctor.Kind]string
	steps                map[doctor.Step]string
	facts                [doctor.Silent + 1]string
	wellThere, wellHere  string
	// Interrupted is said where nothing fails and not everything was looked at.
	Interrupted string
}

// Doctor is what is said of a diagnosis.
func (w *Words) Doctor() *Doctor {
	if w.Lang == Chinese {
		return doctorZh
	}
	return doctorEn
}

// About says what is looked at: an address, or with an empty one this machine.
func (d *Doctor) About(addr string) string {
	if addr == "" {
		return d.aboutHere
	}
	return fill(d.aboutAddr, "addr", addr)
}

// LookedAt says when it was looked.
func (d *Doctor) LookedAt(time string) string { return fill(d.lookedAt, "time", time) }

// Well is said where nothing fails.
func (d *Doctor) Well(addr string) string {
	if addr == "" {
		return d.wellHere
	}
	return fill(d.wellThere, "addr", addr)
}

// Layer is the name of a layer, State that of a state.
func (d *Doctor) Layer(l doctor.Layer) string { return d.layers[l] }

// State says in a word what became of the look at a layer.
func (d *Doctor) State(s doctor.State) string { return d.states[s] }

// What says what was found in a layer; empty where that is nothing but its state.
func (d *Doctor) What(f doctor.Finding) string {
	sentence := d.kinds[f.Kind]
	if sentence == "" || f.Certainty != doctor.Likely {
		return capital(sentence)
	}
	return fillTo(longestReport, d.likely, "what", sentence)
}

// capital has a sentence begin with a capital where its language has them.
func capital(sentence string) string {
	first, length := utf8.DecodeRuneInString(sentence)
	if length == 0 {
		return sentence
	}
	return string(unicode.ToUpper(first)) + sentence[length:]
}

// longestReport bounds a value of a report: a sentence of ours, or a command.
const longestReport = 400

// Step says what to do next; empty: nothing. Its command stands in it.
func (d *Doctor) Step(f doctor.Finding) string {
	sentence := d.steps[f.Step]
	return fillTo(longestReport, sentence, "command", f.Command)
}

// Facts says what was looked at.
func (d *Doctor) Facts(f doctor.Finding) string {
	said := make([]string, 0, len(f.Facts))
	for _, fact := range f.Facts {
		said = append(said, fill(d.facts[fact.Kind], "value", fact.Text))
	}
	return strings.Join(said, " · ")
}

// Mark is the sign of a state where there are no icons.
func Mark(s doctor.State) string {
	switch s {
	case doctor.Passed:
		return "✓"
	case doctor.Failed:
		return "✗"
	case doctor.Unsure:
		return "?"
	case doctor.Skipped:
		return "–"
	case doctor.CutOff:
		return "·"
	}
	return "…"
}

// Report is a diagnosis as a text, a layer a line, and below the next step.
func (d *Doctor) Report(of doctor.Diagnosis) string {
	var b strings.Builder
	b.WriteString(d.About(of.Addr) + "\n\n")
	for _, f := range of.Findings {
		line := Mark(f.State) + " " + d.Layer(f.Layer)
		if what := d.What(f); what != "" {
			line += d.colon + what
		}
		b.WriteString(line + "\n")
		if facts := d.Facts(f); facts != "" {
			b.WriteString("    " + facts + "\n")
		}
		if hint := d.Hint(of, f); hint != "" {
			b.WriteString("    " + hint + "\n")
		}
	}
	b.WriteString("\n" + d.Advice(of) + "\n")
	return b.String()
}

// Hint is what can be done about a finding beside the one next step; empty: nothing.
func (d *Doctor) Hint(of doctor.Diagnosis, f doctor.Finding) string {
	next, advises := advised(of)
	if f.State != doctor.Unsure || advises && f.Layer == next.Layer {
		return ""
	}
	return capital(d.Step(f))
}

// advised is the finding that the next step is about: what fails, what could not be told,
// or what others may need to reach this machine.
func advised(of doctor.Diagnosis) (f doctor.Finding, ok bool) {
	if f, ok = of.Trouble(); ok {
		return f, ok
	}
	for _, f := range of.Findings {
		if f.State == doctor.Unsure && f.Step != doctor.NoStep && (of.Addr == "" || f.Kind == doctor.TooBrief) {
			return f, true
		}
	}
	return f, false
}

// Advice is the one next step, or that there is nothing to be done.
func (d *Doctor) Advice(of doctor.Diagnosis) string {
	f, ok := advised(of)
	switch {
	case of.Interrupted && f.State != doctor.Failed && f.Kind != doctor.TooBrief:
		return d.Interrupted
	case ok:
		return d.Next + d.Step(f)
	}
	return d.Well(of.Addr)
}

// Command is the line to type for the next step; empty: there is none.
func Command(of doctor.Diagnosis) string {
	f, _ := advised(of)
	return f.Command
}
