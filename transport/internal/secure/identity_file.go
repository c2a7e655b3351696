package secure

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
)

// IdentityName is the name of the identity file in the data folder. The file is
// three lines of ASCII, each ended by one LF:
//
//	confab identity 1
//	seed <the 32 bytes of RFC 8032's private key, 64 lower-case hex digits>
//	id <the ID that follows from it, 64 lower-case hex digits>
//
// The number is the version of this layout; the third line tells people whose
// file it is, and a damaged seed from a good one: a flipped bit would otherwise
// be a good key of somebody new.
const IdentityName = "identity"

const (
	identityVersion = 1
	identityMagic   = "confab identity "
	// A longer file is none of ours, and is not read to its end.
	identityFileBytes = 4096
)

var (
	// ErrDamaged is in an IdentityError when the file is no identity: empty,
	// truncated, altered, or no file at all.
	ErrDamaged = errors.New("not a whole identity")
	// ErrNewer is in an IdentityError when a later Confab wrote the file.
	ErrNewer = errors.New("written by a newer version")
)

// IdentityError says that OpenIdentity could not. What is at Path is as it was:
// a file that may be somebody's only key is never overwritten or moved.
type IdentityError struct {
	// Path is the identity file.
	Path string
	// Err wraps ErrDamaged, ErrNewer, or what the system said (fs.ErrPermission,
	// fs.ErrNotExist for the folder, no space).
	Err error
}

// Error is one line for logs; people get the words of the ui.
func (e *IdentityError) Error() string { return fmt.Sprintf("identity file %s: %v", e.Path, e.Err) }

// Unwrap returns Err.
func (e *IdentityError) Unwrap() error { return e.Err }

// OpenIdentity returns the identity of the data folder dir, which must exist,
// and makes one the first time. Processes and goroutines that do so at once all
// get the same: the file appears whole or not at all, and never twice. Only its
// owner may read it; one that others can read is taken from them if that can be
// done, and Identity.Exposure tells. Any error is an *IdentityError.
func OpenIdentity(dir string) (*Identity, error) {
	path := filepath.Join(dir, IdentityName)
	identity, err := readIdentity(path)
	if errors.Is(err, fs.ErrNotExist) {
		if err = createIdentity(path); err == nil || errors.Is(err, fs.ErrExist) {
			// Also what this call made is read back: what counts is what is there.
			identity, err = readIdentity(path)
		}
	}
	if err != nil {
		return nil, &IdentityError{Path: path, Err: err}
	}
	return identity, nil
}

// IDIn returns whose identity the folder dir has. It makes none: without one it fails with
// fs.ErrNotExist, and otherwise as OpenIdentity does.
func IDIn(dir string) (ID, error) {
	path := filepath.Join(dir, IdentityName)
	identity, err := readIdentity(path)
	if err != nil {
		return ID{}, &IdentityError{Path: path, Err: err}
	}
	return identity.ID(), nil
}

// readIdentity returns fs.ErrNotExist when there is nothing at path.
func readIdentity(path string) (*Identity, error) {
	// Asked before opening, as opening a pipe would wait for its other end.
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%w: it is no regular file", ErrDamaged)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	content, err := io.ReadAll(io.LimitReader(f, identityFileBytes+1))
	if err != nil {
		return nil, fmt.Errorf("reading: %w", err)
	}
	key, err := parseIdentity(content)
	if err != nil {
		return nil, err
	}
	identity, err := identityOf(key)
	if err != nil {
		return nil, err
	}
	identity.exposure = guard(f)
	return identity, nil
}

// createIdentity puts a new identity at path, or returns fs.ErrExist when
// another process was faster. A crash at any point leaves either the whole file
// or none; at worst a temporary one beside it, whose key nobody ever used.
func createIdentity(path string) error {
	identity, err := NewIdentity()
	if err != nil {
		return err
	}
	temp := path + "." + rand.Text() + ".new"
	f, err := createPrivate(temp)
	if err != nil {
		return fmt.Errorf("creating: %w", err)
	}
	_, err = f.Write(formatIdentity(identity))
	if err == nil {
		// A name must not survive a power cut that its content does not.
		err = f.Sync()
	}
	err = errors.Join(err, f.Close())
	if err == nil {
		err = publish(temp, path)
	}
	// Gone already when publish moved it.
	_ = os.Remove(temp)
	if err != nil {
		return fmt.Errorf("creating: %w", err)
	}
	return nil
}

func formatIdentity(i *Identity) []byte {
	return fmt.Appendf(nil, "%s%d\nseed %x\nid %v\n", identityMagic, identityVersion, i.key.Seed(), i.id)
}

// parseIdentity accepts exactly what formatIdentity writes.
func parseIdentity(content []byte) (ed25519.PrivateKey, error) {
	first, rest, _ := bytes.Cut(content, []byte("\n"))
	number, ours := bytes.CutPrefix(first, []byte(identityMagic))
	if !ours || len(content) > identityFileBytes {
		return nil, ErrDamaged
	}
	switch version, err := strconv.ParseUint(string(number), 10, 32); {
	case err != nil || version == 0:
		return nil, fmt.Errorf("%w: it has no version", ErrDamaged)
	case version > identityVersion:
		return nil, fmt.Errorf("%w (%d)", ErrNewer, version)
	}
	line, _, _ := bytes.Cut(rest, []byte("\n"))
	digits, _ := bytes.CutPrefix(line, []byte("seed "))
	if len(digits) != hex.EncodedLen(ed25519.SeedSize) {
		return nil, fmt.Errorf("%w: it is cut", ErrDamaged)
	}
	seed := make([]byte, ed25519.SeedSize)
	if _, err := hex.Decode(seed, digits); err != nil {
		return nil, fmt.Errorf("%w: the seed is not hexadecimal", ErrDamaged)
	}
	key := ed25519.NewKeyFromSeed(seed)
	whole := formatIdentity(&Identity{key: key, id: IDOf(key.Public().(ed25519.PublicKey))})
	if !bytes.Equal(content, whole) {
		return nil, fmt.Errorf("%w: key and ID do not belong together", ErrDamaged)
	}
	return key, nil
}
