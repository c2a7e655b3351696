package term

import (
	"cmp"
	"context"
	"strings"
	"time"

	"confab/transport/doctor"
)

// doctorTimeout is how long doctor looks unless -timeout says otherwise; it takes less
// where nothing keeps it waiting.
const doctorTimeout = 12 * time.Second

// doctor prints what is between this machine and a server, or others and this machine,
// and fails where something is.
func (r *runner) doctor(ctx context.Context, args []string) int {
	c := r.command("doctor")
	who := person{name: new(string), dir: c.String("data", "", ""), verbose: new(bool)}
	timeout := c.Duration("timeout", doctorTimeout, "")
	asJSON := c.Bool("json", false, "")
	if code, done := c.parse(args); done {
		return code
	}
	switch {
	case *timeout <= 0:
		return c.usage(r.say.FlagValueInvalid("timeout", timeout.String()))
	case len(c.words) > 1:
		return c.usage(r.say.Excess(c.words[1]))
	}
	var o doctor.Options
	if len(c.words) == 1 {
		addr, invitation, err := addrOrPort(c.words[0])
		if err != nil {
			return r.fail(r.Words.Error(err))
		}
		o.Addr = cmp.Or(invitation, addr)
	}
	var err error
	if o.Known, err = r.settle(who).met(ctx); err != nil {
		r.fail(r.Words.Error(err)) // none is known then
	}
	soon, cancel := context.WithTimeout(ctx, *timeout)
	defer cancel()
	found, err := r.diagnose(soon, o)
	if err != nil {
		return r.fail(r.Words.Error(err))
	}
	code := r.print(r.diagnosis(found, *asJSON))
	_, failed := found.Trouble()
	switch {
	case found.Interrupted && !failed && *asJSON:
		return r.fail(r.Words.Doctor().Interrupted)
	case found.Interrupted || failed:
		return exitFailed
	}
	return code
}

// diagnosis is what was found, for people or for programs.
func (r *runner) diagnosis(found doctor.Diagnosis, asJSON bool) string {
	if !asJSON {
		return r.Words.Doctor().Report(found)
	}
	var out strings.Builder
	for _, f := range found.Findings {
		out.WriteString(findingRecord(found.Addr, f, time.Now()))
	}
	return out.String()
}

// recordFinding is what a record has of a finding.
type recordFinding struct {
	Layer     string       `json:"layer,omitempty"`
	Trouble   string       `json:"trouble,omitempty"`
	Certainty string       `json:"certainty,omitempty"`
	Facts     []recordFact `json:"facts,omitempty"`
	Step      string       `json:"step,omitempty"`
	Command   string       `json:"command,omitempty"`
}

type recordFact struct {
	Kind string `json:"kind"`
	Text string `json:"text"`
}

// findingRecord is a layer for programs.
func findingRecord(addr string, f doctor.Finding, now time.Time) string {
	rec := record{Kind: "finding", Time: stamp(now), Addr: addr, State: f.State.String()}
	rec.Layer, rec.Command = f.Layer.String(), f.Command
	if f.Kind != doctor.NoTrouble {
		rec.Trouble, rec.Certainty = f.Kind.String(), f.Certainty.String()
	}
	if f.Step != doctor.NoStep {
		rec.Step = f.Step.String()
	}
	for _, fact := range f.Facts {
		rec.Facts = append(rec.Facts, recordFact{fact.Kind.String(), fact.Text})
	}
	return marshal(rec)
}
