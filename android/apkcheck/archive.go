package main

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"

	"confab/android/internal/toolchain"
)

// signed asks two programs that have nothing in common: Google's, and, where it is
// installed, apkverifier.
func signed(a *apk, o *outside) ([]string, error) {
	f, err := os.CreateTemp("", "confab-*.apk")
	if err != nil {
		return nil, err
	}
	defer os.Remove(f.Name())
	_, err = f.Write(a.content)
	if err := errors.Join(err, f.Close()); err != nil {
		return nil, err
	}
	said, err := exec.Command(o.tools.APKSigner, "verify", "--verbose",
		"--min-sdk-version", strconv.Itoa(toolchain.MinSDK), f.Name()).CombinedOutput()
	if err != nil {
		return []string{fmt.Sprintf("apksigner: %v: %s", err, said)}, nil
	}
	var breaches []string
	for _, scheme := range []string{"v2", "v3"} {
		if !strings.Contains(string(said), "Scheme "+scheme+"): true") {
			breaches = append(breaches, "apksigner finds no signature of scheme "+scheme)
		}
	}
	if _, err := exec.LookPath("apkverifier"); err == nil {
		if said, err := exec.Command("apkverifier", f.Name()).CombinedOutput(); err != nil {
			breaches = append(breaches, fmt.Sprintf("apkverifier: %v: %s", err, said))
		}
	}
	return breaches, nil
}

func aligned(a *apk, _ *outside) ([]string, error) {
	var breaches []string
	for _, f := range a.zip.File {
		if f.Method != zip.Store {
			if f.Name == "resources.arsc" {
				breaches = append(breaches, "resources.arsc is compressed")
			}
			continue
		}
		want := int64(4)
		if libraryName.MatchString(f.Name) {
			want = 16 << 10 // it would be mapped from here
		}
		offset, err := f.DataOffset()
		if err != nil {
			return nil, err
		}
		if offset%want != 0 {
			breaches = append(breaches, fmt.Sprintf("%s begins at %d, no multiple of %d", f.Name, offset, want))
		}
	}
	return breaches, nil
}

// contentDigest is the SHA-256 of an APK without its signing block, which lies
// before the central directory (APK Signature Scheme v2, "APK Signing Block").
func contentDigest(content []byte) ([32]byte, error) {
	const endSize = 22
	end := bytes.LastIndex(content, []byte("PK\x05\x06"))
	if end < 0 || end+endSize > len(content) {
		return [32]byte{}, errors.New("the end of the zip file is missing")
	}
	directory := int(binary.LittleEndian.Uint32(content[end+16:]))
	block := directory
	magic := []byte("APK Sig Block 42")
	if directory > len(content) || directory < 24 {
		return [32]byte{}, errors.New("the zip file's directory is not in the file")
	}
	if bytes.Equal(content[directory-len(magic):directory], magic) {
		// The size says how much there is after its first copy of eight bytes.
		size := binary.LittleEndian.Uint64(content[directory-24:])
		if size+8 > uint64(directory) {
			return [32]byte{}, errors.New("the signing block is longer than what is before it")
		}
		block = directory - int(size) - 8
	}
	// The directory's place moves with the block.
	tail := bytes.Clone(content[directory:])
	binary.LittleEndian.PutUint32(tail[end-directory+16:], uint32(block))
	h := sha256.New()
	h.Write(content[:block])
	h.Write(tail)
	return [32]byte(h.Sum(nil)), nil
}
