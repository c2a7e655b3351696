package prefs

import (
	"maps"
	"slices"

	"confab/transport/nearby"
)

// merged is theirs with what changed from base to mine. base and mine are of
// this process, theirs is what the file holds, perhaps by another window.
func merged(base, mine, theirs Prefs) Prefs {
	out := mine
	// The two are one choice: a window half as the one and half as the other
	// would be as nobody left it.
	if mine.Width == base.Width && mine.Height == base.Height {
		out.Width, out.Height = theirs.Width, theirs.Height
	}
	out.ClientTab = changed(base.ClientTab, mine.ClientTab, theirs.ClientTab)
	out.Port = changed(base.Port, mine.Port, theirs.Port)
	out.AllowMembers = changed(base.AllowMembers, mine.AllowMembers, theirs.AllowMembers)
	out.AllowPlain = changed(base.AllowPlain, mine.AllowPlain, theirs.AllowPlain)
	out.AllowBrowsers = changed(base.AllowBrowsers, mine.AllowBrowsers, theirs.AllowBrowsers)
	out.ShareHistory = changed(base.ShareHistory, mine.ShareHistory, theirs.ShareHistory)
	out.Visible = changed(base.Visible, mine.Visible, theirs.Visible)
	out.Address = changed(base.Address, mine.Address, theirs.Address)
	out.ClientPlain = changed(base.ClientPlain, mine.ClientPlain, theirs.ClientPlain)
	out.Recent = mergedRecent(base.Recent, mine.Recent, theirs.Recent)
	out.RecentPlain = nil
	for _, a := range out.Recent {
		if changed(base.Plain(a), mine.Plain(a), theirs.Plain(a)) {
			out.RecentPlain = append(out.RecentPlain, a)
		}
	}
	out.ServerNames = mergedNames(base, mine, theirs)
	out.Favourites = mergedSet(base.Favourites, mine.Favourites, theirs.Favourites, MaxServers)
	out.Networks = mergedSet(base.Networks, mine.Networks, theirs.Networks, nearby.SubnetsMost)
	out.Name = changed(base.Name, mine.Name, theirs.Name)
	out.Theme = changed(base.Theme, mine.Theme, theirs.Theme)
	out.Language = changed(base.Language, mine.Language, theirs.Language)
	out.TextScale = changed(base.TextScale, mine.TextScale, theirs.TextScale)
	out.Downloads = changed(base.Downloads, mine.Downloads, theirs.Downloads)
	out.AcceptMiB = changed(base.AcceptMiB, mine.AcceptMiB, theirs.AcceptMiB)
	out.TransfersCleared = changed(base.TransfersCleared, mine.TransfersCleared, theirs.TransfersCleared)
	out.KeepGiB = changed(base.KeepGiB, mine.KeepGiB, theirs.KeepGiB)
	out.Drafts = mergedDrafts(base.Drafts, mine.Drafts, theirs.Drafts)
	return out
}

// changed is mine where it is not as in base, otherwise theirs.
func changed[T comparable](base, mine, theirs T) T {
	if mine != base {
		return mine
	}
	return theirs
}

// mergedRecent is what mine remembered since base, and then theirs without what
// mine dropped.
func mergedRecent(base, mine, theirs []string) []string {
	// Remember puts addresses in front of what is left of base in its order, so
	// the rest is the longest end of mine whose order is still that of base.
	remembered, before := len(mine), len(base)
	for remembered > 0 {
		before = lastIndex(base[:before], mine[remembered-1])
		if before < 0 {
			break
		}
		remembered--
	}
	out := slices.Clone(mine[:remembered])
	for _, a := range theirs {
		dropped := slices.Contains(base, a) && !slices.Contains(mine, a)
		if !dropped && !slices.Contains(out, a) {
			out = append(out, a)
		}
	}
	return out[:min(len(out), MaxRecent)]
}

func lastIndex(list []string, s string) int {
	for i, a := range slices.Backward(list) {
		if a == s {
			return i
		}
	}
	return -1
}

// mergedSet has what is in mine where that is not as in base, otherwise what is in theirs;
// of too many, mine first.
func mergedSet(base, mine, theirs []string, most int) (out []string) {
	for _, s := range slices.Concat(mine, theirs) {
		is := changed(slices.Contains(base, s), slices.Contains(mine, s), slices.Contains(theirs, s))
		if is && !slices.Contains(out, s) && len(out) < most {
			out = append(out, s)
		}
	}
	return out
}

// mergedDrafts is mine where it is not as in base, otherwise theirs. Where they
// are too many, mine are kept first.
func mergedDrafts(base, mine, theirs map[string]string) map[string]string {
	var out Prefs
	for _, talk := range slices.Sorted(maps.Keys(mine)) {
		out.SetDraft(talk, changed(base[talk], mine[talk], theirs[talk]))
	}
	for _, talk := range slices.Sorted(maps.Keys(theirs)) {
		_, written := mine[talk]
		_, removed := base[talk]
		if !written && !removed {
			out.SetDraft(talk, theirs[talk])
		}
	}
	return out.Drafts
}
