package discover

import (
	"encoding/base32"
	"errors"
	"net/netip"
	"strings"

	"golang.org/x/net/dns/dnsmessage"
)

// A server as DNS-SD (RFC 6763) has it, over multicast DNS (RFC 6762):
//
//	_confab._tcp.local          PTR   confab-x._confab._tcp.local
//	confab-x._confab._tcp.local SRV   port, confab-x.local
//	confab-x._confab._tcp.local TXT   txtvers=1
//	confab-x.local              A, AAAA
//
// where x is the salt and the tag of a beacon in base32, and as little a name.
const (
	serviceType = "_confab._tcp.local."
	metaType    = "_services._dns-sd._udp.local." // asks for all types
	hostDomain  = "local."
	labelPrefix = "confab-"
	textVersion = "txtvers=1"
)

const (
	// messageBytes is what is read of a message. Of longer ones the questions, which
	// come first, may be complete.
	messageBytes = 1500
	// recordsMost is how many questions, and how many records, are read of a message.
	recordsMost = 32
	// serviceAddrsMost is how many addresses of a network are announced.
	serviceAddrsMost = 8
)

// How long others may keep what is announced, in seconds: what has addresses as the RFC
// recommends, and the rest too, since the name changes.
const (
	recordTTL = 120
	goneTTL   = 0
)

const (
	classAny = dnsmessage.ClassANY
	// cacheFlush marks records that only one has; the same bit of a question asks for an
	// answer to one address, which is not given.
	cacheFlush = 1 << 15
)

var (
	labelEncoding = base32.NewEncoding("0123456789abcdefghijklmnopqrstuv").WithPadding(base32.NoPadding)
	labelChars    = len(labelPrefix) + labelEncoding.EncodedLen(len(instance{}.salt)+len(instance{}.tag))
)

// label is the name of a server without its domain.
func (i instance) label() string {
	return labelPrefix + labelEncoding.EncodeToString(append(i.salt[:], i.tag[:]...))
}

// instanceIn reads the first label of a name in a domain.
func instanceIn(name, domain string) (i instance, ok bool) {
	label, found := strings.CutSuffix(name, "."+domain)
	if !found || len(label) != labelChars || !strings.HasPrefix(label, labelPrefix) {
		return i, false
	}
	b, err := labelEncoding.DecodeString(label[len(labelPrefix):])
	if err != nil {
		return i, false
	}
	copy(i.salt[:], b)
	copy(i.tag[:], b[len(i.salt):])
	return i, true
}

// serviceQuestion asks all servers for their records.
func serviceQuestion() []byte {
	b := dnsmessage.NewBuilder(nil, dnsmessage.Header{})
	return finished(&b, errors.Join(b.StartQuestions(),
		b.Question(dnsmessage.Question{Name: dnsmessage.MustNewName(serviceType), Type: dnsmessage.TypePTR, Class: dnsmessage.ClassINET})))
}

// announcement has all records of a server, with the addresses that it has on one network.
func announcement(i instance, port uint16, addrs []netip.Addr, ttl uint32) []byte {
	b := dnsmessage.NewBuilder(nil, dnsmessage.Header{Response: true, Authoritative: true})
	b.EnableCompression()
	kind, meta := dnsmessage.MustNewName(serviceType), dnsmessage.MustNewName(metaType)
	name, host := dnsmessage.MustNewName(i.label()+"."+serviceType), dnsmessage.MustNewName(i.label()+"."+hostDomain)
	shared := func(n dnsmessage.Name) dnsmessage.ResourceHeader {
		return dnsmessage.ResourceHeader{Name: n, Class: dnsmessage.ClassINET, TTL: ttl}
	}
	unique := func(n dnsmessage.Name) dnsmessage.ResourceHeader {
		return dnsmessage.ResourceHeader{Name: n, Class: dnsmessage.ClassINET | cacheFlush, TTL: ttl}
	}
	err := errors.Join(b.StartAnswers(),
		b.PTRResource(shared(kind), dnsmessage.PTRResource{PTR: name}),
		b.SRVResource(unique(name), dnsmessage.SRVResource{Port: port, Target: host}),
		b.TXTResource(unique(name), dnsmessage.TXTResource{TXT: []string{textVersion}}))
	for _, a := range addrs[:min(len(addrs), serviceAddrsMost)] {
		if a.Is4() {
			err = errors.Join(err, b.AResource(unique(host), dnsmessage.AResource{A: a.As4()}))
		} else {
			err = errors.Join(err, b.AAAAResource(unique(host), dnsmessage.AAAAResource{AAAA: a.As16()}))
		}
	}
	if ttl != goneTTL { // another server may be of the type
		err = errors.Join(err, b.PTRResource(shared(meta), dnsmessage.PTRResource{PTR: kind}))
	}
	return finished(&b, err)
}

// finished is the message of a Builder that cannot fail with what it was given.
func finished(b *dnsmessage.Builder, err error) []byte {
	message, errFinish := b.Finish()
	if err = errors.Join(err, errFinish); err != nil {
		panic("discover: building a message: " + err.Error())
	}
	return message
}

// decodeMessage reads a message of multicast DNS, and reports whether it is of a server: a
// browse, whose instance is zero if it is for all servers, or a service.
func decodeMessage(b []byte) (d datagram, ok bool) {
	var p dnsmessage.Parser
	switch h, err := p.Start(b); {
	case err != nil || h.OpCode != 0 || h.RCode != dnsmessage.RCodeSuccess:
		return d, false
	case h.Response:
		return decodeService(&p)
	}
	for range recordsMost {
		q, err := p.Question()
		if err != nil {
			return d, false
		}
		if d.instance, ok = asksFor(q); ok {
			d.kind = browse
			return d, true
		}
	}
	return d, false
}

// asksFor reports whether a question is for all servers, or for the one of an instance.
func asksFor(q dnsmessage.Question) (i instance, ok bool) {
	if class := q.Class &^ cacheFlush; class != dnsmessage.ClassINET && class != classAny {
		return i, false
	}
	name := strings.ToLower(q.Name.String())
	switch q.Type {
	case dnsmessage.TypePTR:
		return i, name == serviceType || name == metaType
	case dnsmessage.TypeSRV, dnsmessage.TypeTXT:
		return instanceIn(name, serviceType)
	case dnsmessage.TypeA, dnsmessage.TypeAAAA:
		return instanceIn(name, hostDomain)
	case dnsmessage.TypeALL:
		if name == serviceType {
			return i, true
		}
		if i, ok = instanceIn(name, serviceType); ok {
			return i, true
		}
		return instanceIn(name, hostDomain)
	}
	return i, false
}

// decodeService reads the first server of a response, if it has our version and is not
// about to go. Its addresses are not read: a server is where its message came from.
func decodeService(p *dnsmessage.Parser) (d datagram, ok bool) {
	if p.SkipAllQuestions() != nil {
		return d, false
	}
	var texts []string // the names of those with our version
	name := ""
	note := func(h dnsmessage.ResourceHeader) bool {
		owner := strings.ToLower(h.Name.String())
		i, ours := instanceIn(owner, serviceType)
		if !ours || h.Class&^cacheFlush != dnsmessage.ClassINET || h.TTL == goneTTL {
			return false
		}
		switch h.Type {
		case dnsmessage.TypeSRV:
			if srv, err := p.SRVResource(); err == nil && srv.Port != 0 && name == "" {
				name, d = owner, datagram{kind: service, port: srv.Port, instance: i}
				return true
			}
		case dnsmessage.TypeTXT:
			if txt, err := p.TXTResource(); err == nil && len(txt.TXT) > 0 && txt.TXT[0] == textVersion {
				texts = append(texts, owner)
				return true
			}
		}
		return false
	}
	each(p.AnswerHeader, p.SkipAnswer, note)
	if p.SkipAllAnswers() == nil && p.SkipAllAuthorities() == nil {
		each(p.AdditionalHeader, p.SkipAdditional, note)
	}
	for _, owner := range texts {
		if owner == name {
			return d, true
		}
	}
	return datagram{}, false
}

// each calls note for the records of a section, up to one that cannot be read. Those that
// note does not read are skipped.
func each(header func() (dnsmessage.ResourceHeader, error), skip func() error, note func(dnsmessage.ResourceHeader) bool) {
	for range recordsMost {
		h, err := header()
		if err != nil || !note(h) && skip() != nil {
			return
		}
	}
}
