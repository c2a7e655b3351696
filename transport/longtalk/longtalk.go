package longtalk

import (
	"encoding/binary"
	"fmt"
	"path/filepath"

	"confab/transport/internal/secure"
	"confab/transport/internal/store"
	"confab/transport/internal/wire"
)

// Members is how many speak, the host among them.
const Members = 20

// Text is what message n says, from 1.
func Text(n int) string {
	return fmt.Sprintf("message %d, as long as people write them: 今天晚上一起吃饭吗？", n)
}

// Fill makes the data folder dir and puts n messages into its room of all. The
// host, whose folder it is, says every twentieth.
func Fill(dir string, n int) (err error) {
	s, err := store.Open(filepath.Join(dir, "journal"), store.Options{})
	if err != nil {
		return err
	}
	defer func() {
		if closing := s.Close(); err == nil {
			err = closing
		}
	}()
	identity, err := secure.OpenIdentity(dir)
	if err != nil {
		return err
	}
	host := wire.Identity(identity.ID())
	log, err := s.Host(host)
	if err != nil {
		return err
	}
	authors := []wire.Identity{host}
	for i := 1; i < Members; i++ {
		authors = append(authors, wire.Identity{1, byte(i)})
		if _, err := log.Admit(authors[i], fmt.Sprintf("Member %d", i), true, store.ByHost); err != nil {
			return err
		}
	}
	for said := 0; said < n; {
		batch := make([]store.Entry, min(store.MaxBatch, n-said))
		for i := range batch {
			said++
			post := wire.Post{Room: wire.Everyone, Kind: wire.Text, ClientTime: wire.Millis(said), Body: Text(said)}
			binary.BigEndian.PutUint64(post.CID[:], uint64(said)*0x9e3779b97f4a7c15)
			batch[i] = store.Entry{Post: post, From: authors[said%Members]}
		}
		if _, err := log.Append(batch); err != nil {
			return err
		}
	}
	return nil
}
