package transport_test

import (
	"bufio"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestTheBotOfTheReadme builds the program that the README shows and talks to it.
func TestTheBotOfTheReadme(t *testing.T) {
	t.Parallel()
	readme, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, found := strings.Cut(string(readme), "```go\n")
	source, _, ends := strings.Cut(rest, "```\n")
	if !found || !ends || !strings.Contains(source, `":8899"`) {
		t.Fatal("the README shows no bot that listens on port 8899")
	}
	dir := t.TempDir()
	file, program := filepath.Join(dir, "main.go"), filepath.Join(dir, "bot.exe")
	if err := os.WriteFile(file, []byte(strings.Replace(source, `":8899"`, `"127.0.0.1:0"`, 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("go", "build", "-o", program, file).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	bot := exec.Command(program)
	out, err := bot.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := bot.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() {
		_ = bot.Process.Kill()
		_ = bot.Wait() // it was killed
	}()
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	nc, err := net.Dial("tcp", strings.TrimSpace(strings.TrimPrefix(line, "listening on ")))
	if err != nil {
		t.Fatal(err)
	}
	defer nc.Close()
	_ = nc.SetDeadline(time.Now().Add(time.Minute))
	fmt.Fprintln(nc, "hello")
	if answer, err := bufio.NewReader(nc).ReadString('\n'); answer != "You said: hello\n" {
		t.Errorf("it answers %q, %v", answer, err)
	}
}
