package secure

import (
	"bytes"
	"context"
	"errors"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// openssl runs the program of that name and returns what it wrote.
func openssl(t *testing.T, stdin []byte, args ...string) []byte {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, "openssl", args...)
	cmd.Stdin = bytes.NewReader(stdin)
	out, err := cmd.Output()
	if ctx.Err() != nil {
		t.Fatalf("openssl %q did not end: %s", args, out)
	}
	// s_client ends with an error whenever it was refused; its other commands
	// must not.
	if err != nil && args[0] != "s_client" {
		t.Fatalf("openssl %q: %v", args, err)
	}
	return out
}

func TestOpenSSL(t *testing.T) {
	if _, err := exec.LookPath("openssl"); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("this test needs the openssl program")
		}
		t.Skip("not run: this test needs the openssl program")
	}
	dir := t.TempDir()
	certify := func(name string, key ...string) (keyFile, certificateFile string) {
		keyFile, certificateFile = filepath.Join(dir, name+".key"), filepath.Join(dir, name+".crt")
		openssl(t, nil, append([]string{"genpkey", "-out", keyFile}, key...)...)
		openssl(t, nil, "req", "-x509", "-new", "-key", keyFile, "-subj", "/CN=stranger", "-days", "1", "-out", certificateFile)
		return keyFile, certificateFile
	}
	edKey, edCertificate := certify("ed25519", "-algorithm", "ed25519")
	rsaKey, rsaCertificate := certify("rsa", "-algorithm", "rsa", "-pkeyopt", "rsa_keygen_bits:2048")
	ecKey, ecCertificate := certify("ec", "-algorithm", "ec", "-pkeyopt", "ec_paramgen_curve:P-256")

	bob := newTestIdentity(t)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	config := ServerConfig(bob, nil)
	// s_client dials, and ends when the server closes.
	dial := func(t *testing.T, args ...string) (*Conn, []byte, error) {
		t.Helper()
		type result struct {
			conn *Conn
			err  error
		}
		served := make(chan result, 1)
		go func() {
			raw, err := listener.Accept()
			if err != nil {
				served <- result{nil, err}
				return
			}
			defer raw.Close()
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			conn, err := Server(ctx, raw, config)
			if err == nil {
				conn.Write([]byte("welcome\n"))
				conn.Close()
			}
			served <- result{conn, err}
		}()
		out := openssl(t, []byte("hello\n"), append([]string{"s_client", "-connect", listener.Addr().String(), "-quiet"}, args...)...)
		r := <-served
		return r.conn, out, r.err
	}

	refused := map[string][]string{
		"with nothing":             {},
		"without a certificate":    {"-alpn", "confab/1"},
		"with TLS 1.2":             {"-alpn", "confab/1", "-tls1_2", "-cert", edCertificate, "-key", edKey},
		"with another protocol":    {"-alpn", "h2", "-cert", edCertificate, "-key", edKey},
		"with no protocol":         {"-cert", edCertificate, "-key", edKey},
		"with an RSA certificate":  {"-alpn", "confab/1", "-cert", rsaCertificate, "-key", rsaKey},
		"with an EC certificate":   {"-alpn", "confab/1", "-cert", ecCertificate, "-key", ecKey},
		"with two certificates":    {"-alpn", "confab/1", "-cert", edCertificate, "-key", edKey, "-cert_chain", rsaCertificate},
		"with the curve P-256":     {"-alpn", "confab/1", "-cert", edCertificate, "-key", edKey, "-curves", "P-256"},
		"with a name and a ticket": {"-servername", "confab", "-sess_out", filepath.Join(dir, "ticket")},
	}
	for how, args := range refused {
		t.Run("s_client cannot get in "+how, func(t *testing.T) {
			conn, out, err := dial(t, args...)
			var broken net.Error
			if err == nil || conn != nil || errors.As(err, &broken) && broken.Timeout() {
				t.Errorf("%v, %v", conn, err)
			}
			if strings.Contains(string(out), "welcome") {
				t.Errorf("it was told %q", out)
			}
		})
	}
	t.Run("who speaks all of it is met under the SHA-256 of its public key, as openssl counts", func(t *testing.T) {
		conn, out, err := dial(t, "-alpn", "confab/1", "-cert", edCertificate, "-key", edKey)
		if err != nil {
			t.Fatal(err)
		}
		public := openssl(t, nil, "x509", "-in", edCertificate, "-pubkey", "-noout")
		der := openssl(t, public, "pkey", "-pubin", "-outform", "der")
		digest := openssl(t, der, "dgst", "-sha256", "-r")
		if !bytes.HasPrefix(digest, []byte(conn.Peer().String()+" ")) {
			t.Errorf("met %v; openssl says %s", conn.Peer(), digest)
		}
		if !strings.Contains(string(out), "welcome") {
			t.Errorf("it was told %q", out)
		}
	})
}
