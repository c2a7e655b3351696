package prefs

import (
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"confab/transport"
	"confab/transport/nearby"
	"confab/ui/internal/address"
	"confab/ui/internal/visible"
	"confab/ui/internal/words"
)

// Theme is the choice between light and dark. The zero value follows the system.
type Theme string

// The themes there are.
const (
	SystemTheme Theme = ""
	LightTheme  Theme = "light"
	DarkTheme   Theme = "dark"
)

// Bounds of what is kept. A file with more is cut to them when it is read.
const (
	// MaxRecent is how many addresses are remembered.
	MaxRecent = 10
	// MaxDrafts is how many talks keep a draft, of MaxDraftBytes each.
	MaxDrafts, MaxDraftBytes = 50, 16 << 10
	// MaxServers is how many servers keep a name of one's own, and as many are favourites.
	MaxServers           = 256
	maxFieldBytes        = 256
	maxPathBytes         = 4 << 10
	maxAcceptMiB         = 1 << 20
	maxKeepGiB           = 1 << 20
	minWindow, maxWindow = 200, 20_000
)

// Prefs is what survives a restart. It is a value, but its lists and maps are shared by
// copies: change them through Remember, Drop, NameServer, SetFavourite, AddNetwork,
// RemoveNetwork and SetDraft, which make new ones.
type Prefs struct {
	// Version is that of the file's format.
	Version int `json:"version"`
	// Width and Height are the window's size in dp.
	Width  int `json:"width"`
	Height int `json:"height"`
	// ClientTab says that the client's tab was open last.
	ClientTab bool `json:"client_tab"`
	// Port is the text of the server's port field.
	Port string `json:"port"`
	// AllowMembers, AllowPlain and AllowBrowsers say who may come.
	AllowMembers  bool `json:"allow_members"`
	AllowPlain    bool `json:"allow_plain"`
	AllowBrowsers bool `json:"allow_browsers"`
	// ShareHistory says that who is let in sees what was said before.
	ShareHistory bool `json:"share_history"`
	// Visible has the server found by others on the local networks.
	Visible bool `json:"visible"`
	// Address is the text of the client's address field.
	Address string `json:"address"`
	// ClientPlain says that the last choice was to connect over plain TCP.
	ClientPlain bool `json:"client_plain"`
	// Recent are the addresses connected to, newest first, none twice.
	Recent []string `json:"recent"`
	// RecentPlain are those of them that were last reached over plain TCP.
	RecentPlain []string `json:"recent_plain,omitempty"`
	// ServerNames are what the person calls servers, by their identity.
	ServerNames map[string]string `json:"server_names,omitempty"`
	// Networks are those whose addresses are asked too when the search for servers goes
	// further, such as 10.88.0.0/24, none twice.
	Networks []string `json:"networks,omitempty"`
	// Favourites are the identities of the servers that the person wants first.
	Favourites []string   `json:"favourites,omitempty"`
	Name       string     `json:"name"`
	Theme      Theme      `json:"theme"`
	Language   words.Lang `json:"language"`
	// TextScale enlarges text; 1 is as the system has it.
	TextScale float32 `json:"text_scale"`
	// Downloads is the folder that files are saved into; empty for the system's.
	Downloads string `json:"downloads,omitempty"`
	// AcceptMiB is up to which size, in MiB, what verified members offer is saved without
	// being asked for; 0 is nothing.
	AcceptMiB int `json:"accept_mib,omitempty"`
	// TransfersCleared is, of each tab, when the list of its transfers was cleared of what
	// was done, in milliseconds since 1970.
	TransfersCleared [2]int64 `json:"transfers_cleared,omitzero"`
	// KeepGiB is how much the host keeps of copies of what members offer, in GiB; 0 is none.
	KeepGiB int `json:"keep_gib,omitempty"`
	// Drafts are what was written and not sent, by talk.
	Drafts map[string]string `json:"drafts,omitempty"`
}

// Default returns the preferences of a first start; name is what the window
// calls its person, usually the user's or the machine's name.
func Default(name string) Prefs {
	return Prefs{Version: version, Width: 1000, Height: 700, Port: address.DefaultPort,
		AllowMembers: true, AllowPlain: true, AllowBrowsers: true, Visible: true, Name: field(name), TextScale: 1}
}

// Remember puts addr first in Recent, with how it was reached.
func (p *Prefs) Remember(addr string, plain bool) {
	recent := append(make([]string, 0, MaxRecent+1), addr)
	for _, a := range p.Recent {
		if a != addr {
			recent = append(recent, a)
		}
	}
	p.Recent = recent[:min(len(recent), MaxRecent)]
	p.mark(addr, plain)
}

// mark keeps RecentPlain the addresses of Recent that are plain, in its order,
// with addr among them or not.
func (p *Prefs) mark(addr string, plain bool) {
	var marked []string
	for _, a := range p.Recent {
		if a == addr && plain || a != addr && slices.Contains(p.RecentPlain, a) {
			marked = append(marked, a)
		}
	}
	p.RecentPlain = marked
}

// Plain reports whether a recent address was last reached over plain TCP.
func (p *Prefs) Plain(addr string) bool { return slices.Contains(p.RecentPlain, addr) }

// Drop removes addr from Recent.
func (p *Prefs) Drop(addr string) {
	p.Recent = slices.DeleteFunc(slices.Clone(p.Recent), func(a string) bool { return a == addr })
	p.mark(addr, false)
}

// SetDraft keeps text as the draft of a talk; an empty one is removed. A draft
// too long is not cut but not kept either, and of too many talks the new one
// is left out: half a draft would be taken for the whole.
func (p *Prefs) SetDraft(talk, text string) {
	old, had := p.Drafts[talk]
	if old == text && had == (text != "") {
		return
	}
	drafts := make(map[string]string, len(p.Drafts)+1)
	maps.Copy(drafts, p.Drafts)
	delete(drafts, talk)
	if text != "" && len(text) <= MaxDraftBytes && len(drafts) < MaxDrafts {
		drafts[talk] = text
	}
	p.Drafts = drafts
}

// tidy brings what a file held within the bounds; fields that make no sense
// get their defaults. A person may have edited the file.
func (p *Prefs) tidy(d Prefs) {
	if p.Width < minWindow || p.Width > maxWindow {
		p.Width = d.Width
	}
	if p.Height < minWindow || p.Height > maxWindow {
		p.Height = d.Height
	}
	if p.TextScale < 0.5 || p.TextScale > 3 {
		p.TextScale = d.TextScale
	}
	if p.Theme != LightTheme && p.Theme != DarkTheme {
		p.Theme = SystemTheme
	}
	if !p.Language.Valid() {
		p.Language = words.FollowSystem
	}
	if p.Name = field(p.Name); transport.CleanName(p.Name) == "" {
		p.Name = d.Name
	}
	p.Port, p.Address = field(p.Port), field(p.Address)
	if len(p.Downloads) > maxPathBytes || !filepath.IsAbs(p.Downloads) {
		p.Downloads = d.Downloads // part of a path is another folder
	}
	if p.AcceptMiB < 0 || p.AcceptMiB > maxAcceptMiB {
		p.AcceptMiB = d.AcceptMiB
	}
	if p.KeepGiB < 0 || p.KeepGiB > maxKeepGiB {
		p.KeepGiB = d.KeepGiB
	}
	recent, plain := p.Recent, p.RecentPlain
	p.Recent, p.RecentPlain = nil, nil
	for _, a := range slices.Backward(recent[:min(len(recent), MaxRecent)]) {
		isPlain := slices.Contains(plain, a)
		if a = field(a); a != "" {
			p.Remember(a, isPlain)
		}
	}
	networks := p.Networks
	p.Networks = nil
	for _, network := range networks {
		if subnet, err := nearby.ParseSubnet(network); err == nil {
			p.AddNetwork(subnet.String())
		}
	}
	called, favourites := p.ServerNames, p.Favourites
	p.ServerNames, p.Favourites = nil, nil
	for _, server := range slices.Sorted(maps.Keys(called)) {
		if len(server) <= maxFieldBytes {
			p.NameServer(server, called[server])
		}
	}
	for _, server := range favourites {
		if len(server) <= maxFieldBytes {
			p.SetFavourite(server, true)
		}
	}
	drafts := p.Drafts
	p.Drafts = nil
	for _, talk := range slices.Sorted(maps.Keys(drafts)) {
		if len(talk) <= maxFieldBytes {
			p.SetDraft(talk, drafts[talk])
		}
	}
}

// field cuts a one-line text to what a field may hold.
func field(s string) string {
	if !utf8.ValidString(s) {
		s = strings.ToValidUTF8(s, "\ufffd")
	}
	return visible.Clip(s, maxFieldBytes)
}
