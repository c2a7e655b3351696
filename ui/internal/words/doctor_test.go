package words

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"confab/transport/doctor"
)

func TestEveryFindingIsSaidInBothLanguages(t *testing.T) {
	for _, d := range []*Doctor{doctorEn, doctorZh} {
		said := map[string]bool{}
		once := func(what, s string) {
			if s == "" || said[s] || strings.ContainsAny(s, "{}") {
				t.Errorf("%s is %q", what, s)
			}
			said[s] = true
		}
		for k := doctor.NoTrouble + 1; named(k.String()); k++ {
			once(k.String(), d.What(doctor.Finding{Kind: k}))
			if likely := d.What(doctor.Finding{Kind: k, Certainty: doctor.Likely}); !strings.Contains(likely, d.kinds[k]) || len(likely) <= len(d.kinds[k]) {
				t.Errorf("%v is %q where it is likely", k, likely)
			}
		}
		command := "sudo " + strings.Repeat("x", 300)
		for s := doctor.NoStep + 1; named(s.String()); s++ {
			step := d.Step(doctor.Finding{Step: s, Command: command})
			once(s.String(), step)
			if placed := strings.Contains(d.steps[s], "{command}"); placed != strings.Contains(step, command) {
				t.Errorf("%v has not its command: %q", s, step)
			}
		}
		for l := doctor.Network; named(l.String()); l++ {
			once(l.String(), d.Layer(l))
		}
		for s := doctor.Pending; named(s.String()); s++ {
			once(s.String(), d.State(s))
			once(s.String(), Mark(s))
		}
		for k := doctor.Own; named(k.String()); k++ {
			if facts := d.Facts(doctor.Finding{Facts: []doctor.Fact{{Kind: k, Text: "a\x1b[31m"}}}); !strings.Contains(facts, "a^[[31m") {
				t.Errorf("%v is %q", k, facts)
			}
		}
	}
	if en, zh := slices.Sorted(maps.Keys(doctorEn.kinds)), slices.Sorted(maps.Keys(doctorZh.kinds)); !slices.Equal(en, zh) {
		t.Error("the languages have other kinds")
	}
}

// named reports whether it is the name of a value, and not the number of one that there
// is not.
func named(name string) bool {
	return strings.ContainsFunc(name, func(r rune) bool { return r >= 'A' })
}

func TestTheReportSaysTheNextStep(t *testing.T) {
	sick := doctor.Diagnosis{Findings: []doctor.Finding{
		{Layer: doctor.Network, State: doctor.Unsure, Kind: doctor.NobodyCame, Step: doctor.TryFromThere},
		{Layer: doctor.Firewall, State: doctor.Failed, Kind: doctor.FirewallUnread, Step: doctor.OpenFirewall, Command: "sudo ufw allow 8899"},
	}}
	for _, d := range []*Doctor{doctorEn, doctorZh} {
		report := d.Report(sick)
		if !strings.HasSuffix(report, "sudo ufw allow 8899\n") || !strings.Contains(report, capital(d.steps[doctor.TryFromThere])) {
			t.Error(report)
		}
		cut := doctor.Diagnosis{Addr: "10.0.0.1:8899", Interrupted: true}
		if report := d.Report(cut); !strings.Contains(report, d.Interrupted) || strings.Contains(report, d.Well(cut.Addr)) {
			t.Error(report)
		}
		cut.Findings = []doctor.Finding{{Layer: doctor.Port, State: doctor.Unsure, Kind: doctor.TooBrief, Step: doctor.LookLonger}}
		if report := d.Report(cut); !strings.HasSuffix(report, d.Next+d.steps[doctor.LookLonger]+"\n") || strings.Count(report, d.steps[doctor.LookLonger]) != 1 {
			t.Error(report)
		}
		cut.Findings = sick.Findings[1:]
		if report := d.Report(cut); strings.Contains(report, d.Interrupted) {
			t.Error(report)
		}
		if well := d.Report(doctor.Diagnosis{}); !strings.Contains(well, d.wellHere) {
			t.Error(well)
		}
	}
}
