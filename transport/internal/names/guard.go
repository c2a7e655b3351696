package names

import (
	"slices"
	"strings"
)

// words are what this program itself says where names stand, in the languages
// that it speaks: a member who is called so could speak as the program.
var words = shapesOf("Everyone", "All", "System", "You", "Me", "Plain guest", "Guest", "Plain", "Confab", "Notice",
	"Verified", "Not verified", "Encrypted", "Encrypted, verified", "Not encrypted", "New", "Guest, not encrypted", "Invited", "Admin", "Administrator",
	"所有人", "大家", "系统", "你", "您", "我", "访客", "明文访客", "明文", "访客，未加密", "未加密", "受邀", "新来", "通知", "已验证", "未验证", "已加密", "已核对", "未核对", "已加密，已核对", "管理员")

// hostWords are those for whoever hosts, who may be called so.
var hostWords = shapesOf("Host", "Server", "主机", "主持人", "主持", "主人", "服务器")

func shapesOf(words ...string) map[string]bool {
	all := map[string]bool{}
	for _, w := range words {
		for _, s := range ShapeOf(w) {
			all[s] = true
		}
	}
	return all
}

// Reserved reports whether name can be taken for a word of the program.
func Reserved(name string) bool {
	return slices.ContainsFunc(ShapeOf(name), func(s string) bool { return words[s] || hostWords[s] })
}

// Guard knows the names that no other may be taken for: those of the host and of
// the members whose keys were compared. The zero value has none.
type Guard[K comparable] struct {
	owner map[K]Shape
	by    map[string]map[K]bool // who has a skeleton
}

// Protect notes that a name of that shape is its owner's; nil takes the protection
// away. It reports whether that changed anything.
func (g *Guard[K]) Protect(owner K, name Shape) bool {
	if slices.Equal(g.owner[owner], name) {
		return false
	}
	for _, s := range g.owner[owner] {
		if delete(g.by[s], owner); len(g.by[s]) == 0 {
			delete(g.by, s)
		}
	}
	delete(g.owner, owner)
	if len(name) == 0 {
		return true
	}
	if g.owner == nil {
		g.owner, g.by = map[K]Shape{}, map[string]map[K]bool{}
	}
	g.owner[owner] = name
	for _, s := range name {
		if g.by[s] == nil {
			g.by[s] = map[K]bool{}
		}
		g.by[s][owner] = true
	}
	return true
}

// Alike reports whether the name of owner can be taken for a word of the program
// or for a name that is another's, also together with such a word. Whoever hosts
// may be called as hosts are.
func (g *Guard[K]) Alike(owner K, name Shape, hosts bool) bool {
	for _, s := range name {
		if words[s] || hostWords[s] && !hosts || g.others(owner, s) || g.besides(owner, s, words) || g.besides(owner, s, hostWords) {
			return true
		}
	}
	return false
}

// besides reports whether a skeleton is that of another owner beside one of some
// words.
func (g *Guard[K]) besides(owner K, s string, some map[string]bool) bool {
	for w := range some {
		head, ends := strings.CutSuffix(s, w)
		tail, begins := strings.CutPrefix(s, w)
		if ends && g.others(owner, head) || begins && g.others(owner, tail) {
			return true
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
