package web

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io"
	"log"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"strconv"
	"strings"
	"sync"
	"time"

	"confab/transport/internal/fault"
	"confab/transport/internal/origin"
)

// Config configures a Server.
type Config struct {
	// Version is that of the program; the page shows it.
	Version string
	// Downloads are the folders whose builds of Confab are offered, and single programs,
	// each of which is offered if nothing before it is for the same system.
	Downloads []string
	// Interfaces lists the addresses of this machine's networks; it may be nil.
	Interfaces func() ([]netip.Addr, error)
	// Log has what goes wrong in the program itself; nil: nothing has.
	Log *slog.Logger
}

// Server answers browsers. Make one with New.
type Server struct {
	config Config
	http   http.Server
	shelf  shelf

	mu      sync.Mutex
	running origin.Pool[*conn] // downloads; guarded by mu
}

const (
	// headerTime is how long a request may take, and headerBytes how long it may be.
	headerTime  = 5 * time.Second
	headerBytes = 16 << 10
	// headerSlack is what net/http adds to its limit.
	headerSlack = 4096
	// loadsAtOnce and loadsPerPlace are how many downloads there may be at a time. One that
	// runs for loadStays gives way where another place has none.
	loadsAtOnce, loadsPerPlace = 8, 3
	loadStays                  = 10 * time.Minute
	// digestTime is how long a page waits for digests; what is not there then has none yet.
	digestTime = 1500 * time.Millisecond
)

// New returns a Server that serves nobody yet.
func New(c Config) *Server {
	s := &Server{
		config:  c,
		shelf:   shelf{paths: c.Downloads, digests: newDigests()},
		running: origin.Pool[*conn]{Size: loadsAtOnce, PerPlace: loadsPerPlace, Stay: loadStays},
	}
	s.http = http.Server{
		Handler: http.HandlerFunc(s.answer), DisableGeneralOptionsHandler: true,
		ReadTimeout: headerTime, MaxHeaderBytes: headerBytes - headerSlack,
		ConnContext: func(ctx context.Context, nc net.Conn) context.Context { return context.WithValue(ctx, connKey{}, nc) },
		ConnState: func(nc net.Conn, state http.ConnState) {
			if state == http.StateClosed {
				close(nc.(*conn).over)
			}
		},
		ErrorLog: log.New(io.Discard, "", 0), Protocols: new(http.Protocols),
	}
	s.http.Protocols.SetHTTP1(true)
	s.http.SetKeepAlivesEnabled(false)
	if c.Log != nil {
		s.http.ErrorLog = slog.NewLogLogger(c.Log.Handler(), slog.LevelError)
	}
	return s
}

// connKey has the conn in the context of its requests.
type connKey struct{}

// Serve answers one request on a connection and returns when the answer is written, or
// cannot be. Then the caller ends the connection. seen is what the host sees of it:
// PageServed if a person may have asked for what there is, BrowsersRefused if so and
// browsers are not allowed, otherwise RequestRefused; err is why the answer could not be written. Any goroutine may call it; closing the
// connection from another one ends it.
func (s *Server) Serve(v Visit) (seen fault.Fault, err error) {
	c := &conn{Visit: v, Conn: v.Conn, opening: v.Opening, over: make(chan struct{}), seen: fault.RequestRefused}
	_ = s.http.Serve(&listener{c: c}) // ends with the connection
	return c.seen, c.err
}

// Close ends what is being computed. No Serve may run any more.
func (s *Server) Close() { s.shelf.digests.close() }

// answer answers a request.
func (s *Server) answer(w http.ResponseWriter, r *http.Request) {
	c := r.Context().Value(connKey{}).(*conn)
	policy(w.Header())
	path := r.URL.Path
	name, isDownload := strings.CutPrefix(path, getPath)
	switch {
	case !c.Allowed:
		if s.isOwn(r.Host, c) && !foreign(r) && isReading(r) {
			c.seen = fault.BrowsersRefused
		}
		refuse(w, http.StatusForbidden, "The host does not serve browsers. 主机未对浏览器开放。")
	case !s.isOwn(r.Host, c):
		refuse(w, http.StatusMisdirectedRequest, fmt.Sprintf(
			"This host answers to its own addresses only. Open http://%[1]v/\n主机只接受自己的地址。请打开 http://%[1]v/", c.local()))
	case foreign(r):
		refuse(w, http.StatusForbidden, "This is no place for the requests of other pages. 不接受其他网页的请求。")
	case !isReading(r):
		w.Header().Set("Allow", "GET, HEAD")
		refuse(w, http.StatusMethodNotAllowed, "Only GET and HEAD.")
	case path == "/":
		c.seen = fault.PageServed
		s.page(w, r, c)
	case isDownload:
		s.download(w, r, c, name)
	default:
		if path == "/favicon.ico" || strings.HasPrefix(path, "/apple-touch-icon") { // browsers ask for them by themselves
			c.seen = fault.PageServed
		}
		notFound(w)
	}
}

// isReading reports whether a request asks for something and changes nothing.
func isReading(r *http.Request) bool {
	return r.Method == http.MethodGet || r.Method == http.MethodHead
}

// policy sets what every answer has.
func policy(h http.Header) {
	h.Set("Content-Security-Policy", contentPolicy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Cache-Control", "no-store")
}

func refuse(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(status)
	_, _ = fmt.Fprintln(w, text) // the conn keeps the error
}

func notFound(w http.ResponseWriter) {
	refuse(w, http.StatusNotFound, "Nothing is here. Everything there is, is on the page / 这里什么也没有。请看首页 /")
}

// getPath is where the downloads are.
const getPath = "/get/"

// download answers with what is offered under a name.
func (s *Server) download(w http.ResponseWriter, r *http.Request, c *conn, name string) {
	f, d, err := s.shelf.open(name)
	if err != nil {
		notFound(w)
		return
	}
	defer f.Close()
	c.seen = fault.PageServed
	if r.Method == http.MethodGet {
		if !s.begin(c) {
			w.Header().Set("Retry-After", "60")
			refuse(w, http.StatusServiceUnavailable, "Too many downloads at once. Try again in a minute. 同时下载的人太多。请一分钟后再试。")
			return
		}
		defer s.end(c)
	}
	h := w.Header()
	h.Set("Content-Type", d.mediaType)
	h.Set("Content-Disposition", `attachment; filename="`+d.name+`"`)
	h.Set("Cache-Control", "no-cache")
	h.Set("ETag", fmt.Sprintf(`"%x-%x"`, d.modified.UnixNano(), d.size))
	if sum, ok := s.shelf.digests.get(d); ok { // RFC 9530
		h.Set("Repr-Digest", "sha-256=:"+base64.StdEncoding.EncodeToString(sum[:])+":")
	}
	http.ServeContent(w, r, "", d.modified, f)
}

// begin reports whether a download may begin. Another one may give way to it.
func (s *Server) begin(c *conn) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	given, gave, ok := s.running.Enter(c, c.From, time.Now())
	if gave {
		_ = given.Conn.Close()
	}
	return ok
}

func (s *Server) end(c *conn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.running.Leave(c)
}

// page answers with the page.
func (s *Server) page(w http.ResponseWriter, r *http.Request, c *conn) {
	all := s.shelf.list()
	digests := s.shelf.digests.ask(all)
	offers := make([]offer, len(all))
	until := time.Now().Add(digestTime)
	for i, d := range all {
		offers[i].download = d
		if sum, ok := digests[i].result(r.Context(), time.Until(until)); ok {
			offers[i].sum = fmt.Sprintf("%x", sum)
		}
	}
	addr := r.Host
	if _, port, err := net.SplitHostPort(addr); err != nil {
		addr += ":80"
	} else if port == "" {
		addr += "80"
	}
	v := view{
		lang: language(r), host: c.Visit.Host, addr: addr, version: s.config.Version, plain: c.Plain,
		offers: offers, own: systemOfBrowser(r.UserAgent()), processor: processorOfBrowser(r.UserAgent()), apple: isApple(r.UserAgent()),
		wechat: strings.Contains(r.UserAgent(), "MicroMessenger"),
	}
	body := v.render()
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	_, _ = w.Write(body)
}

// language is the language of the page: the one that was chosen on it, or else the first
// of the browser's that it has.
func language(r *http.Request) string {
	chosen := r.URL.Query().Get("lang")
	for tag := range strings.SplitSeq(cmp.Or(chosen, r.Header.Get("Accept-Language")), ",") {
		tag, _, _ = strings.Cut(strings.TrimSpace(tag), ";")
		primary, _, _ := strings.Cut(strings.ToLower(tag), "-")
		if _, has := texts[primary]; has {
			return primary
		}
	}
	return "en"
}

// sourceOf returns what a content security policy calls an inline script or style.
func sourceOf(inline string) string {
	sum := sha256.Sum256([]byte(inline))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}
