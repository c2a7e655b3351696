package names

// words are what this program itself says where names stand, in the languages
// that it speaks: a member who is called so could speak as the program.
var words = []string{
	"Everyone", "All", "Host", "Server", "System", "You", "Me", "Plain guest", "Guest", "Plain", "Confab", "Notice", "Verified", "Not verified",
	"所有人", "大家", "主机", "主持人", "主持", "服务器", "系统", "你", "您", "我", "访客", "明文访客", "明文", "通知", "已验证", "未验证", "管理员", "Admin", "Administrator",
}

// reserved are the skeletons of words.
var reserved = func() map[string]bool {
	all := map[string]bool{}
	for _, w := range words {
		for _, s := range skeletons(w) {
			all[s] = true
		}
	}
	return all
}()

// Reserved reports whether name can be taken for a word of the program.
func Reserved(name string) bool {
	for _, s := range skeletons(name) {
		if reserved[s] {
			return true
		}
	}
	return false
}

// Guard knows the names that no other may be taken for: those of the host and of
// the members whose keys were compared. The zero value has none.
type Guard[K comparable] struct {
	owner map[K][]string        // the skeletons of each
	by    map[string]map[K]bool // who has a skeleton
}

// Protect notes that a name is its owner's; empty takes the protection away. It
// reports whether that changed anything.
func (g *Guard[K]) Protect(owner K, name string) bool {
	now := skeletons(name)
	if equal(g.owner[owner], now) {
		return false
	}
	for _, s := range g.owner[owner] {
		if delete(g.by[s], owner); len(g.by[s]) == 0 {
			delete(g.by, s)
		}
	}
	delete(g.owner, owner)
	if len(now) == 0 {
		return true
	}
	if g.owner == nil {
		g.owner, g.by = map[K][]string{}, map[string]map[K]bool{}
	}
	g.owner[owner] = now
	for _, s := range now {
		if g.by[s] == nil {
			g.by[s] = map[K]bool{}
		}
		g.by[s][owner] = true
	}
	return true
}

// Alike reports whether the name of owner can be taken for a word of the program
// or for a name that is another's, also together with such a word.
func (g *Guard[K]) Alike(owner K, name string) bool {
	for _, s := range skeletons(name) {
		if reserved[s] || g.others(owner, s) {
			return true
		}
		for w := range reserved {
			if len(s) > len(w) && (s[len(s)-len(w):] == w && g.others(owner, s[:len(s)-len(w)]) ||
				s[:len(w)] == w && g.others(owner, s[len(w):])) {
				return true
			}
		}
	}
	return false
}

// others reports whether a skeleton is that of another owner.
func (g *Guard[K]) others(owner K, s string) bool {
	n := len(g.by[s])
	if g.by[s][owner] {
		n--
	}
	return n > 0
}

func equal(a, b []string) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}
