package term

import (
	"go/parser"
	"go/token"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"confab/transport"
)

// TestTheMembersOfJSONAreExplained holds the documentation of this package, which is that of
// -json for every command, to what records have.
func TestTheMembersOfJSONAreExplained(t *testing.T) {
	t.Parallel()
	file, err := parser.ParseFile(token.NewFileSet(), "doc.go", nil, parser.ParseComments|parser.PackageClauseOnly)
	if err != nil {
		t.Fatal(err)
	}
	doc := file.Doc.Text()
	_, doc, _ = strings.Cut(doc, "The lines of -json")
	explained := func(what, name string) {
		if !regexp.MustCompile(`\b` + regexp.QuoteMeta(name) + `\b`).MatchString(doc) {
			t.Errorf("%s %s is not explained", what, name)
		}
	}
	seen := map[reflect.Type]bool{}
	var members func(of reflect.Type)
	members = func(of reflect.Type) {
		for of.Kind() == reflect.Pointer || of.Kind() == reflect.Slice {
			of = of.Elem()
		}
		if of.Kind() != reflect.Struct || seen[of] {
			return
		}
		seen[of] = true
		for i := range of.NumField() {
			field := of.Field(i)
			if name, _, _ := strings.Cut(field.Tag.Get("json"), ","); name != "" {
				explained("member", name)
			} else if !field.Anonymous {
				t.Errorf("%s.%s has no name in JSON", of, field.Name)
			}
			members(field.Type)
		}
	}
	members(reflect.TypeFor[record]())
	for kind := transport.Resync; !strings.Contains(kind.String(), " "); kind++ {
		switch kind {
		case transport.PageLoaded, transport.Exported: // answers that only this package asks for
		default:
			explained("kind", kind.String())
		}
	}
	for notice := transport.NoNotice + 1; !strings.Contains(notice.String(), " "); notice++ {
		switch notice {
		case transport.PeerAsks: // whose event is connected
		default:
			explained("notice", notice.String())
		}
	}
	for state := transport.Queued; !strings.Contains(state.String(), " "); state++ {
		explained("state", state.String())
	}
}
