package term

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"confab/transport"
	"confab/transport/doctor"
	"confab/ui/internal/words"
)

// diagnosed runs confab doctor where this was found.
func diagnosed(t *testing.T, found doctor.Diagnosis, err error, args ...string) (code int, out, errOut string, asked doctor.Options) {
	t.Helper()
	o, e := newOutput(), newOutput()
	r := newRunner(Env{Stdin: strings.NewReader(""), Stdout: o, Stderr: e, Words: words.For(words.English)})
	r.diagnose = func(_ context.Context, options doctor.Options) (doctor.Diagnosis, error) {
		asked = options
		return found, err
	}
	code = r.run(t.Context(), append([]string{"doctor", "-data", t.TempDir()}, args...))
	return code, o.String(), e.String(), asked
}

// invitation is the link of one to 192.168.1.5:8899.
const invitation = "http://192.168.1.5:8899/#AaEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAacAAAAAAAAAAAAAAAAAAABwAiwwTAqAEF8YU"

func TestDoctor(t *testing.T) {
	t.Parallel()
	sick := doctor.Diagnosis{Addr: "10.0.0.1:8899", Findings: []doctor.Finding{
		{Layer: doctor.Network, State: doctor.Passed, Facts: []doctor.Fact{{Kind: doctor.Own, Text: "10.0.0.2/24 eth0"}}},
		{Layer: doctor.Port, State: doctor.Failed, Kind: doctor.NoAnswer, Certainty: doctor.Likely, Step: doctor.OpenThere},
		{Layer: doctor.Program, State: doctor.Skipped},
	}}
	well := doctor.Diagnosis{Addr: "10.0.0.1:8899", Findings: sick.Findings[:1]}
	t.Run("each layer is a line, and the next step is last", func(t *testing.T) {
		code, out, errOut, _ := diagnosed(t, sick, nil, "10.0.0.1")
		contains(t, out, "✓ Network\n    here 10.0.0.2/24 eth0\n✗ Port: Likely: the port is silent", "– Program\n\nNext: on that machine")
		if code != exitFailed || errOut != "" {
			t.Errorf("exit code %d, stderr %q", code, errOut)
		}
	})
	t.Run("where nothing fails it succeeds", func(t *testing.T) {
		code, out, _, asked := diagnosed(t, well, nil, "10.0.0.1")
		contains(t, out, "Nothing is in the way to 10.0.0.1:8899.")
		if code != exitDone || asked.Addr != "10.0.0.1:8899" {
			t.Errorf("exit code %d, asked %+v", code, asked)
		}
	})
	t.Run("with -json each layer is an object", func(t *testing.T) {
		code, out, _, _ := diagnosed(t, sick, nil, "-json", "10.0.0.1")
		var got struct {
			Kind, Addr, Layer, State, Trouble, Certainty, Step string
			Facts                                              []struct{ Kind, Text string }
		}
		lines := strings.Split(out, "\n")
		if err := json.Unmarshal([]byte(lines[1]), &got); err != nil || code != exitFailed || len(lines) != 4 {
			t.Fatalf("%v, exit code %d: %s", err, code, out)
		}
		if got.Kind != "finding" || got.Addr != sick.Addr || got.Layer != "port" || got.State != "failed" || got.Trouble != "no answer" || got.Certainty != "likely" || got.Step != "open the firewall there" {
			t.Errorf("%s", lines[1])
		}
	})
	t.Run("an end before everything was looked at is no success", func(t *testing.T) {
		cut := doctor.Diagnosis{Addr: "10.0.0.1:8899", Findings: []doctor.Finding{{Layer: doctor.Port, State: doctor.Skipped}}, Interrupted: true}
		code, out, _, _ := diagnosed(t, cut, nil, "10.0.0.1")
		contains(t, out, "Interrupted before everything")
		if code != exitFailed || strings.Contains(out, "Nothing is in the way") {
			t.Errorf("exit code %d, %s", code, out)
		}
		code, _, errOut, _ := diagnosed(t, cut, nil, "-json", "10.0.0.1")
		contains(t, errOut, "Interrupted before everything")
		if code != exitFailed {
			t.Errorf("exit code %d", code)
		}
	})
	t.Run("this machine is looked at where no address is given, and at a port of it", func(t *testing.T) {
		for args, want := range map[string]string{"": "", ":9000": ":9000", invitation: invitation, "laptop": "laptop:8899"} {
			if _, _, _, asked := diagnosed(t, well, nil, strings.Fields(args)...); asked.Addr != want {
				t.Errorf("%q: asked %q", args, asked.Addr)
			}
		}
	})
	t.Run("what is no address, or too much, is told", func(t *testing.T) {
		if code, _, errOut, _ := diagnosed(t, doctor.Diagnosis{}, &transport.Error{Fault: transport.InvitationInvalid}, "http://10.0.0.1:8899/#x"); code != exitFailed || errOut == "" {
			t.Errorf("exit code %d, %q", code, errOut)
		}
		for _, args := range []string{"a b", "-timeout 0s a"} {
			if code, _, errOut, _ := diagnosed(t, well, nil, strings.Fields(args)...); code != exitUsage || !strings.Contains(errOut, "confab doctor") {
				t.Errorf("%q: exit code %d, %q", args, code, errOut)
			}
		}
	})
}
