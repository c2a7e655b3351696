//go:build unix

package term

import (
	"syscall"
	"testing"
)

func TestServeEnds(t *testing.T) {
	t.Parallel()
	for _, signal := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM} {
		t.Run(signal.String()+" ends every connection and succeeds", func(t *testing.T) {
			t.Parallel()
			p, addr := serve(t)
			guest := connect(t, addr)
			guest.say(t, "hi")
			p.out.await(t, ": hi\n")
			if err := p.Process.Signal(signal); err != nil {
				t.Fatal(err)
			}
			guest.gone(t)
			p.exit(t, 0)
			if guest.err != nil {
				t.Errorf("the guest saw %v, not an orderly end", guest.err)
			}
			contains(t, p.out.String(), "the server stopped", "Stopped")
			if p.err.String() != "" {
				t.Errorf("stderr: %s", p.err)
			}
		})
	}
}

func TestServeThatDidNotSayAllEndsByASignalAsAFailure(t *testing.T) {
	t.Parallel()
	p, _ := serve(t)
	p.typeIn(t, "/dance\n")
	p.err.await(t, "no command /dance")
	if err := p.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	p.exit(t, 1)
	contains(t, p.out.String(), "Stopped")
}

func TestClientsEnd(t *testing.T) {
	t.Parallel()
	for _, command := range []string{"chat", "tail"} {
		t.Run("SIGINT ends "+command+" in order and succeeds", func(t *testing.T) {
			t.Parallel()
			l := listen(t)
			p := run(t, confab, command, l.addr, "-plain")
			server := l.peer(t)
			p.out.await(t, "Connected to")
			if err := p.Process.Signal(syscall.SIGINT); err != nil {
				t.Fatal(err)
			}
			server.gone(t)
			p.exit(t, 0)
			if server.err != nil {
				t.Errorf("the server saw %v, not an orderly end", server.err)
			}
		})
	}
}

func TestInterruptedSend(t *testing.T) {
	t.Parallel()
	for _, signal := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM} {
		t.Run(signal.String()+" while the host is asked fails and says that nothing is kept", func(t *testing.T) {
			t.Parallel()
			for locale, sentence := range map[string]string{
				"en_US.UTF-8": "before the host let you in. The message was not sent and is not kept",
				"zh_CN.UTF-8": "允许你加入之前被中断。消息没有发出，也没有保留",
			} {
				host, addr := memberHost(t, t.TempDir())
				p := runIn(t, locale, confab, "send", "-json", "-data", t.TempDir(), addr, "hi")
				host.out.await(t, "/accept")
				p.out.await(t, `"kind":"asking"`)
				if err := p.Process.Signal(signal); err != nil {
					t.Fatal(err)
				}
				p.exit(t, 1)
				contains(t, p.err.String(), sentence)
			}
		})

		t.Run(signal.String()+" while the host is away fails, and what it says is kept goes out next time", func(t *testing.T) {
			t.Parallel()
			for locale, sentence := range map[string]string{
				"en_US.UTF-8": "is kept in the data folder and goes out with the next command or window",
				"zh_CN.UTF-8": "消息保留在数据文件夹中，下一个连接此主机的命令或窗口会将它发出",
			} {
				hosts, mine := t.TempDir(), t.TempDir()
				host, addr := memberHost(t, hosts, "-open")
				run(t, confab, "send", "-data", mine, addr, "one").exit(t, 0)
				host.kill(t)
				p := runIn(t, locale, confab, "send", "-json", "-data", mine, addr, "two")
				p.out.await(t, `"kind":"enqueued"`)
				if err := p.Process.Signal(signal); err != nil {
					t.Fatal(err)
				}
				p.exit(t, 1)
				contains(t, p.err.String(), sentence)
				host, _ = memberHost(t, hosts, "-open", "-addr", addr)
				run(t, confab, "tail", "-data", mine, addr)
				host.out.await(t, "two")
			}
		})
	}
}
