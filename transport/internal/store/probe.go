package store

import "context"

// Probe writes and reads a little that changes nothing, to find out whether a disk that
// failed works again. It fails as they do.
func (s *Store) Probe(ctx context.Context) error {
	if err := s.write(1, func(*conn) error { return nil }); err != nil {
		return err
	}
	return s.read(ctx, func(c *conn) error {
		_, err := c.one("SELECT commits FROM meta", func(row) {})
		return err
	})
}
