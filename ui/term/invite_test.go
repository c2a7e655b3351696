package term

import (
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"confab/transport"
	"confab/ui/internal/words"
)

// printed is an invitation as it is printed.
const printed = `(http://127\.78\.\d+\.\d+:\d+/#[\w-]+)\n`

func TestAnInvitationSaysWhetherItsLinkLeadsAnywhere(t *testing.T) {
	t.Parallel()
	for _, lang := range words.Languages {
		say := words.For(lang).Terminal()
		for what, c := range map[string]struct {
			web                string
			everywhere         bool
			onlyHere, noLink   bool
			connectTo, picture string
		}{
			"at an address of a network":           {web: "http://192.168.1.20:8899/", everywhere: true, connectTo: "192.168.1.20:8899", picture: darkOnLight},
			"at one of this computer":              {web: "http://127.0.0.1:8899/", onlyHere: true, connectTo: "127.0.0.1:8899", picture: darkOnLight},
			"at all, of which none is a network's": {web: "http://127.0.0.1:8899/", everywhere: true, noLink: true, connectTo: "ADDR"},
		} {
			l := &lines{words: words.For(lang), say: say, host: true, everywhere: c.everywhere, columns: func() int { return 200 }}
			got := l.format(transport.Event{Kind: transport.Invited, Detail: transport.Invitation{
				Link: c.web + "#AQID", Web: c.web, Code: "481920", Expires: time.Now().Add(time.Minute)}}, 0)
			if strings.Contains(got, say.InviteOnlyHere) != c.onlyHere || strings.Contains(got, say.InviteNoLink) != c.noLink ||
				!strings.Contains(got, "confab chat "+c.connectTo+" -code 481920") || strings.Contains(got, darkOnLight) != (c.picture != "") {
				t.Errorf("%s: the invitation %s says\n%s", lang, what, got)
			}
		}
	}
}

func TestInvitation(t *testing.T) {
	t.Parallel()

	t.Run("whoever has the link is in at once, and knows who the host is", func(t *testing.T) {
		t.Parallel()
		host, _ := memberHost(t, t.TempDir())
		host.typeIn(t, "/invite\n")
		invitation := host.out.await(t, `Give it to one person:\n +`+printed)[1]
		mine := t.TempDir()
		ann := run(t, confab, "chat", "-data", mine, "-name", "Ann", "-v", invitation)
		ann.out.await(t, `Connected to \S+ \(Desk, encrypted, verified\)`)
		n := host.out.await(t, `(?s)The invitation was used, and is over\..*\[(\d+)\] Ann came by the invitation; nobody has verified who that is`)[1]
		ann.typeIn(t, "hello from Ann\n")
		host.out.await(t, `\[`+n+`\] Ann → Everyone: hello from Ann\n`)
		host.typeIn(t, "/who\n")
		host.out.await(t, `Ann  [0-9a-f]{8}  encrypted, not verified`)
		ann.typeIn(t, "/quit\n")
		ann.exit(t, 0)
		if said := ann.out.String() + ann.err.String(); strings.Contains(said, "/#") {
			t.Errorf("the link was printed:\n%s", said)
		}
		for _, args := range [][]string{{"send", "-data", t.TempDir(), invitation, "hi"}, {"tail", "-data", t.TempDir(), invitation}} {
			p := run(t, confab, args...)
			p.exit(t, 1)
			contains(t, p.err.String(), "This invitation was for one, and somebody has already come by it")
		}
		addr := regexp.MustCompile(`http://(\S+)/#`).FindStringSubmatch(invitation)[1]
		run(t, confab, "send", "-data", mine, addr, "without it").exit(t, 0)
	})

	t.Run("one for all lasts until it is closed, and -json tells of it in objects", func(t *testing.T) {
		t.Parallel()
		host, addr := memberHost(t, t.TempDir(), "-json")
		host.typeIn(t, "/invite all\n/invite somebody\n")
		host.out.await(t, `"kind":"invite"`)
		host.err.await(t, "Type /invite for one Confab")
		var invite map[string]any
		for _, one := range parse(t, host.out.String()[:strings.LastIndexByte(host.out.String(), '\n')+1]) {
			if one["kind"] == "invite" {
				invite = one
			}
		}
		invitation := invite["link"].(string)
		expires, err := time.Parse(time.RFC3339Nano, invite["expires"].(string))
		if invite["web"] != "http://"+addr+"/" || invite["many"] != true || len(invite["code"].(string)) != 6 || err != nil || time.Until(expires) > 10*time.Minute {
			t.Errorf("it is %v", invite)
		}
		for _, name := range []string{"Bo", "Cy"} {
			run(t, confab, "send", "-data", t.TempDir(), "-name", name, invitation, "hi").exit(t, 0)
			host.out.await(t, `"notice":"invited","from":\d+,"name":"`+name+`"`)
		}
		host.typeIn(t, "/invite off\n")
		host.out.await(t, `"kind":"invite_ended"`)
		p := run(t, confab, "send", "-data", t.TempDir(), invitation, "hi")
		p.exit(t, 1)
		contains(t, p.err.String(), "This invitation to "+addr+" is over.")
		if secret := invitation[strings.Index(invitation, "#"):]; strings.Count(host.out.String()+host.err.String(), secret) != 1 {
			t.Errorf("the link was told otherwise too:\n%s", host.out)
		}
	})

	t.Run("what is no whole invitation, or is for another connection, is not dialled", func(t *testing.T) {
		t.Parallel()
		p := run(t, confab, "send", "-data", t.TempDir(), "http://127.0.0.1:1/#AQ", "hi")
		p.exit(t, 1)
		contains(t, p.err.String(), "not a whole invitation")
		p = run(t, confab, "chat", "-plain", "-data", t.TempDir(), "http://127.0.0.1:40000/#AaEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAacAAAAAAAAAAAAAAAAAAABwCcQAR_AAABBv6AAAAAAAAAAAAAAAAAAAEMpg")
		p.exit(t, 2)
		contains(t, p.err.String(), "An invitation is for an encrypted connection.")
	})
}

// invites has the host open an invitation and returns its link and code.
func invites(t *testing.T, host *process, how string) (link, code string) {
	t.Helper()
	before := host.out.String()
	host.typeIn(t, "/invite"+how+"\n")
	n := strings.Count(before, "this code: ")
	found := host.out.await(t, `(?s)(?:\n +(http://\S+/#[\w-]+)\n.*?this code: (\d{6}).*?){`+strconv.Itoa(n+1)+`}`)
	return found[1], found[2]
}

// another is a code of six digits that is none of these.
func another(codes ...string) string {
	for _, code := range []string{"000000", "111111", "222222", "333333"} {
		if !strings.Contains(strings.Join(codes, " "), code) {
			return code
		}
	}
	panic("there are more codes than candidates")
}

func TestEveryCommandTakesAnInvitation(t *testing.T) {
	t.Parallel()
	host, addr := memberHost(t, t.TempDir())
	link, _ := invites(t, host, " all")
	secret := link[strings.Index(link, "#")+1:]
	for name, typed := range map[string]string{
		"as it is":                link,
		"in quotes":               `"` + link + `"`,
		"in single quotes":        "'" + link + "'",
		"in quotes of a letter":   "“" + link + "”",
		"with spaces around":      "  " + link + " \t",
		"with a line broken":      link[:30] + "\n" + link[30:] + "\n",
		"handed on by a page":     "confab://join/" + secret,
		"handed on, in quotes":    " '" + "confab://join/" + secret + "' ",
		"the page in Chinese":     strings.Replace(link, "/#", "/?lang=zh#", 1),
		"the page after a press":  strings.Replace(link, "/#", "/?missing&lang=en#", 1),
		"the page that lacks it":  strings.Replace(link, "/#", "/?missing#", 1),
		"handed on with a slash":  "confab://join/" + secret + "/",
		"an address":              addr,
		"an address with a slash": addr + "/",
		"the page with a query":   "http://" + addr + "/?lang=zh",
		"an address in quotes":    " '" + addr + "' ",
		"the address of the page": "http://" + addr + "/",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			mine := t.TempDir()
			if !strings.Contains(typed, secret[:20]) { // an address needs somebody who was let in
				run(t, confab, "send", "-data", mine, link, "first").exit(t, 0)
			}
			run(t, confab, "send", "-data", mine, typed, "sent "+name).exit(t, 0)
			host.out.await(t, "Everyone: sent "+name+"\n")
			p := piped(t, "chatted "+name+"\n", "chat", "-data", mine, typed)
			p.exit(t, 0)
			host.out.await(t, "Everyone: chatted "+name+"\n")
			tail := run(t, confab, "tail", "-since", "0", "-data", mine, typed)
			tail.out.await(t, "chatted "+name+"\n")
			p = run(t, confab, "doctor", "-json", "-data", mine, typed)
			p.exit(t, 0)
			contains(t, p.out.String(), `"addr":"`+addr+`"`, `"layer":"program"`)
			p = run(t, confab, "find", "-json", "-timeout", "1s", "-data", mine, typed)
			<-p.done
			if code := p.ProcessState.ExitCode(); code == 2 || strings.Contains(p.err.String(), "invitation") || strings.Contains(p.err.String(), "not an address") {
				t.Errorf("find: exit code %d: %s", code, p.err)
			}
			for _, p := range []*process{p, tail} {
				if said := p.out.String() + p.err.String(); strings.Contains(said, secret) {
					t.Errorf("%q printed the secret:\n%s", p.Args, said)
				}
			}
		})
	}
}
