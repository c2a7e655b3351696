package web

import (
	"net"
	"net/http"
	"net/netip"
	"os"
	"slices"
	"strconv"
	"strings"
)

// isOwn reports whether a request is for a name or an address of this machine. A page of
// another origin whose name stands for an address of ours for a moment (DNS rebinding)
// could read the answer to any other.
func (s *Server) isOwn(host string, c *conn) bool {
	name, port, err := net.SplitHostPort(host)
	if err != nil {
		name, port = strings.Trim(host, "[]"), ""
	}
	// The page repeats it. An empty one is that of HTTP (RFC 3986, section 3.2.3).
	if n, err := strconv.ParseUint(port, 10, 16); port != "" && (err != nil || n == 0 || port[0] == '0') {
		return false
	}
	if addr, err := netip.ParseAddr(name); err == nil {
		addr = addr.Unmap().WithZone("")
		return addr.IsLoopback() || addr == c.local().Addr() || s.hasAddr(addr)
	}
	name = strings.ToLower(strings.TrimSuffix(name, "."))
	return name != "" && slices.Contains(ownNames(c.Listening), name)
}

// hasAddr reports whether one of this machine's networks has the address.
func (s *Server) hasAddr(addr netip.Addr) bool {
	if s.config.Interfaces == nil {
		return false
	}
	all, _ := s.config.Interfaces() // the one that the browser came to is known anyway
	return slices.ContainsFunc(all, func(own netip.Addr) bool { return own.Unmap().WithZone("") == addr })
}

// ownNames are the names of this machine: those that the system and multicast DNS know it
// by, and the one to listen on.
func ownNames(listening string) []string {
	names := []string{"localhost", strings.ToLower(strings.TrimSuffix(listening, "."))}
	if name, err := os.Hostname(); err == nil && name != "" {
		name = strings.ToLower(strings.TrimSuffix(name, "."))
		short, _, _ := strings.Cut(name, ".")
		names = append(names, name, short, short+".local")
	}
	return names
}

// foreign reports whether a page of another origin made the request (RFC 6454, section 7;
// Fetch Metadata). Of links, and where it is not encrypted of images too, no browser says
// anything.
func foreign(r *http.Request) bool {
	if origin := r.Header.Get("Origin"); origin != "" && origin != "http://"+r.Host {
		return true
	}
	site := r.Header.Get("Sec-Fetch-Site")
	return (site == "cross-site" || site == "same-site") && r.Header.Get("Sec-Fetch-Mode") != "navigate"
}
