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

// TestTheBotOfTheReadme builds the program that the README shows, with those that the
// package documentation shows beside it, and talks to it.
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
	documented := filepath.Join(dir, "documented.go")
	if err := os.WriteFile(documented, []byte(documentedPrograms(t)), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("go", "build", "-o", program, file, documented).CombinedOutput(); err != nil {
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

// documentedPrograms is a file with a function for each program that the package
// documentation shows.
func documentedPrograms(t *testing.T) string {
	t.Helper()
	doc, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	source, programs := "package main\n\nimport (\n\t\"log\"\n\n\t\"confab/transport\"\n)\n", 0
	for _, block := range strings.Split(string(doc), "\n//\n") {
		if !strings.HasPrefix(block, "//\t") || !strings.Contains(block, "transport.Options{") {
			continue
		}
		programs++
		source += fmt.Sprintf("\nfunc program%d() {\n%s\n}\n", programs, strings.ReplaceAll(block, "//\t", "\t"))
	}
	if programs != 2 {
		t.Fatalf("the package documentation shows %d programs, not a plain one and a member's", programs)
	}
	return source
}
