package names

import (
	"fmt"
	"slices"
	"testing"
)

func TestNamesakes(t *testing.T) {
	var n Namesakes[int]
	shared := func(owner int, name string) bool { return n.Shared(owner, ShapeOf(name)) }
	set := func(owner int, name string) []int {
		others := n.Set(owner, ShapeOf(name))
		slices.Sort(others)
		return others
	}
	for _, step := range []struct {
		owner   int
		name    string
		others  []int // that are to be looked at again
		sharing []int // of those who are called vm
	}{
		{1, "vm", nil, nil},
		{1, "vm", nil, nil},
		{2, "printer", nil, nil},
		{3, "VM", []int{1}, []int{1, 3}},
		{4, "ⅴm", nil, []int{1, 3, 4}},
		{1, "laptop", nil, []int{3, 4}},
		{4, "", []int{3}, nil},
		{2, "vm!", []int{3}, []int{2, 3}},
		{2, "printer", []int{3}, nil},
	} {
		if others := set(step.owner, step.name); !slices.Equal(others, step.others) {
			t.Errorf("when %d is called %q %v are looked at again, want %v", step.owner, step.name, others, step.others)
		}
		for owner, name := range map[int]string{1: "vm", 2: "vm", 3: "vm", 4: "vm"} {
			if n.names[owner] == nil || !slices.Equal(n.names[owner], ShapeOf(name)) {
				continue
			}
			if got, want := shared(owner, name), slices.Contains(step.sharing, owner); got != want {
				t.Errorf("when %d is called %q, the name of %d is shared: %v, want %v", step.owner, step.name, owner, got, want)
			}
		}
	}
	if !shared(9, "vm") || shared(3, "vm") || shared(9, "nobody") {
		t.Error("who is not known has a name alone that another has, or another way")
	}
}

func TestManyNamesakesCostWhatOneCosts(t *testing.T) {
	var n Namesakes[int]
	looked := 0
	for i := range 20_000 {
		looked += len(n.Set(i, ShapeOf("vm")))
	}
	for i := range 20_000 {
		looked += len(n.Set(i, ShapeOf(fmt.Sprint("name ", i, " of"))))
	}
	if looked > 4 {
		t.Errorf("%d others were to be looked at again", looked)
	}
}
