package uitest

import (
	"image"
	"slices"

	"gioui.org/f32"
	"gioui.org/io/input"
	"gioui.org/layout"
)

// tree returns the semantic nodes of the last frame, parents before children.
func (w *Window) tree() []input.SemanticNode {
	if len(w.nodes) == 0 {
		w.nodes = w.router.AppendSemantics(w.nodes)
	}
	return w.nodes
}

// path returns the node with the given label or description and its ancestors
// up to the root, nearest first. Of several the last control is taken, as it is
// on top, or the last of all where none is a control: a name may stand on its
// row and as a heading.
func (w *Window) path(label string) []input.SemanticNode {
	nodes := w.tree()
	view := image.Rectangle{Max: w.size.Pixels()}
	var last []input.SemanticNode
	for i := len(nodes) - 1; i >= 0; i-- {
		n := nodes[i]
		if n.Desc.Label != label && n.Desc.Description != label {
			continue
		}
		// The list lays out one row beyond each end, which nobody sees.
		if !n.Desc.Bounds.Overlaps(view) {
			continue
		}
		path := []input.SemanticNode{n}
		for id := n.ParentID; id != 0; {
			p := slices.IndexFunc(nodes, func(n input.SemanticNode) bool { return n.ID == id })
			if p < 0 {
				break
			}
			path = append(path, nodes[p])
			id = nodes[p].ParentID
		}
		if slices.ContainsFunc(path, func(n input.SemanticNode) bool { return isControl(n, view) }) {
			return path
		}
		if last == nil {
			last = path
		}
	}
	return last
}

// isControl reports whether a node takes clicks, or would if it were enabled.
// The root of the page does not count.
func isControl(n input.SemanticNode, view image.Rectangle) bool {
	return n.Desc.Disabled || n.Desc.Gestures&input.ClickGesture != 0 && !n.Desc.Bounds.Eq(view)
}

// control returns the middle of the control with the given label: the label's
// nearest ancestor that takes clicks. The root of the page is none.
func (w *Window) control(label string) f32.Point {
	w.t.Helper()
	path := w.path(label)
	if path == nil {
		w.t.Fatalf("there is no %q; there are %q", label, w.Labels())
	}
	view := image.Rectangle{Max: w.size.Pixels()}
	for _, n := range path {
		if n.Desc.Disabled {
			w.t.Fatalf("%q is disabled", label)
		}
		if !isControl(n, view) {
			continue
		}
		seen := n.Desc.Bounds.Intersect(view)
		return layout.FPt(seen.Min.Add(seen.Max)).Mul(.5)
	}
	w.t.Fatalf("%q takes no clicks", label)
	return f32.Point{}
}

// Has reports whether something labelled or described so is to be seen.
func (w *Window) Has(label string) bool { return w.path(label) != nil }

// Find returns the control of a label: the nearest of the node and its
// ancestors that takes clicks or is disabled, or the node itself where none is.
func (w *Window) Find(label string) (Node, bool) {
	path := w.path(label)
	if path == nil {
		return Node{}, false
	}
	at := path[0]
	for _, n := range path {
		if n.Desc.Gestures&input.ClickGesture != 0 || n.Desc.Disabled {
			at = n
			break
		}
	}
	return Node{
		Label: path[0].Desc.Label, Description: path[0].Desc.Description,
		Class: at.Desc.Class, Selected: at.Desc.Selected, Disabled: at.Desc.Disabled,
		Bounds: at.Desc.Bounds,
	}, true
}

// Bounds are those of what is labelled or described so, not of the control that
// it is a part of; empty when it is not to be seen.
func (w *Window) Bounds(label string) image.Rectangle {
	path := w.path(label)
	if path == nil {
		return image.Rectangle{}
	}
	return path[0].Desc.Bounds
}

// Labels returns every label and description to be seen, in drawing order.
func (w *Window) Labels() []string {
	var all []string
	view := image.Rectangle{Max: w.size.Pixels()}
	for _, n := range w.tree() {
		for _, s := range []string{n.Desc.Label, n.Desc.Description} {
			if s != "" && n.Desc.Bounds.Overlaps(view) {
				all = append(all, s)
			}
		}
	}
	return all
}

// Controls returns everything to be seen that takes clicks or is disabled, in
// drawing order. Label and Description are the first in the control, empty
// where it has none. Parts of what an area around them names, such as the text
// in a field, are no controls of their own.
func (w *Window) Controls() []Node {
	var all []Node
	nodes := w.tree()
	view := image.Rectangle{Max: w.size.Pixels()}
	for _, n := range nodes {
		if !isControl(n, view) || !n.Desc.Bounds.Overlaps(view) {
			continue
		}
		c := Node{Class: n.Desc.Class, Selected: n.Desc.Selected, Disabled: n.Desc.Disabled, Bounds: n.Desc.Bounds}
		if c.Label, c.Description = words(nodes, n); c.Label+c.Description == "" && isPart(nodes, n) {
			continue
		}
		all = append(all, c)
	}
	return all
}

// isPart reports whether an area around n has a name.
func isPart(nodes []input.SemanticNode, n input.SemanticNode) bool {
	for _, parent := range nodes {
		if parent.ID == n.ParentID {
			return parent.Desc.Label+parent.Desc.Description != "" || parent.ID != n.ID && isPart(nodes, parent)
		}
	}
	return false
}

// words returns the first label and the first description in a node.
func words(nodes []input.SemanticNode, n input.SemanticNode) (label, description string) {
	label, description = n.Desc.Label, n.Desc.Description
	for _, child := range nodes {
		if child.ParentID != n.ID || child.ID == n.ID {
			continue
		}
		l, d := words(nodes, child)
		if label == "" {
			label = l
		}
		if description == "" {
			description = d
		}
	}
	return label, description
}
