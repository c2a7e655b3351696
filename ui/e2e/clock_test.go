//go:build e2e

package e2e

import (
	"bytes"
	"encoding/binary"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// A picture shows the time of day, and the digits of a proportional font differ
// in width: at 11:11 a whole bubble is narrower than at 09:30. So the windows of
// a picture live in a time zone of their own, in which the talk is at 09:30.
// The zone is a file, as TZ may name one: a running program's clock can't be set.
type wallClock struct {
	zone string // the file
	talk time.Time
}

// newWallClock makes a clock on which it is 09:29:30 now.
func newWallClock(t *testing.T) wallClock {
	t.Helper()
	now := time.Now().UTC().Truncate(time.Second)
	midnight := now.Truncate(24 * time.Hour)
	offset := midnight.Add(9*time.Hour + 29*time.Minute + 30*time.Second).Sub(now)
	if offset > 12*time.Hour {
		offset -= 24 * time.Hour
	}
	if offset < -12*time.Hour {
		offset += 24 * time.Hour
	}
	// A TZif file of version 1 (RFC 8536): no transitions, one kind of local time.
	var b bytes.Buffer
	b.WriteString("TZif")
	b.Write(make([]byte, 16))
	for _, count := range []uint32{0, 0, 0, 0, 1, 4} {
		binary.Write(&b, binary.BigEndian, count)
	}
	binary.Write(&b, binary.BigEndian, int32(offset/time.Second))
	b.Write([]byte{0, 0})
	b.WriteString("PIC\x00")
	zone := filepath.Join(t.TempDir(), "zone")
	if err := os.WriteFile(zone, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return wallClock{zone: zone, talk: now.Add(30 * time.Second)}
}

// awaitTalk waits for 09:30, so that all that is said stands in one minute:
// bubbles are grouped by it.
func (c wallClock) awaitTalk(t *testing.T) {
	t.Helper()
	eventually(t, "it is 09:30", func() bool { return !time.Now().Before(c.talk) })
}
