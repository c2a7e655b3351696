package discover

import (
	"context"
	"errors"
	"slices"
	"testing"
	"testing/synctest"
	"time"
)

func TestNetworksThatAreGiven(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var now []Network
		looks := 0
		Use(func() ([]Network, error) {
			looks++
			if now == nil {
				return nil, errors.New("not yet")
			}
			return now, nil
		})
		defer Use(nil)
		if _, err := System(); err == nil {
			t.Error("the system was asked")
		}
		now = []Network{lan}
		ctx, cancel := context.WithCancel(t.Context())
		var seen [][]Network
		done := make(chan struct{})
		go func() {
			defer close(done)
			Watch(ctx, SystemOr(nil), func(n []Network) { seen = append(seen, n) })
		}()
		time.Sleep(time.Hour)
		synctest.Wait()
		if len(seen) != 1 || looks != 2 {
			t.Errorf("in an hour without a change it looked %d times and told %v", looks-1, seen)
		}
		now = []Network{lan, wide}
		Changed()
		Changed()
		time.Sleep(time.Second)
		synctest.Wait()
		if len(seen) != 2 || !slices.EqualFunc(seen[1], now, func(a, b Network) bool { return a.Name == b.Name }) {
			t.Errorf("after a change it told %v", seen)
		}
		cancel()
		<-done
		Changed() // nobody is there
	})
}
