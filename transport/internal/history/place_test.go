package history

import "testing"

func TestPlace(t *testing.T) {
	order := []Place{{}, {Era: 1}, nth(one(0), 1), one(1), nth(one(1), 1), nth(one(1), 2), one(2), {Era: 2, Seq: 1}}
	for i, p := range order {
		for k, q := range order {
			if got := p.Compare(q); got < 0 != (i < k) || got > 0 != (i > k) || p.Before(q) != (i < k) {
				t.Errorf("%v is %d to %v", p, got, q)
			}
		}
		if p.IsZero() != (i == 0) || !p.Before(p.Next()) || i+1 < len(order) && order[i+1].Before(p.Next()) {
			t.Errorf("behind %#v is %v", p, p.Next())
		}
	}
	for p, want := range map[Place]string{one(17): "17", {Era: 2, Seq: 17}: "2.17", nth(one(17), 3): "17+3", {}: "0"} {
		if p.String() != want {
			t.Errorf("%#v is %q, want %q", p, p.String(), want)
		}
	}
}
