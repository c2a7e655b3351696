package term

import "log/slog"

// logger is where transport logs to with -v, as lines on stderr; nil without.
func (p *printer) logger(verbose bool) *slog.Logger {
	if !verbose {
		return nil
	}
	return slog.New(slog.NewTextHandler(logLines{p}, &slog.HandlerOptions{Level: slog.LevelDebug}))
}

// logLines prints what a slog.Handler writes, each time one line.
type logLines struct{ *printer }

// Write implements io.Writer. It does not block; what a log is too fast for is left out,
// and takes no more than half of the room that events have.
func (l logLines) Write(line []byte) (int, error) {
	l.mu.Lock()
	crowded := len(l.queue) >= queuedItems/2 || l.bytes >= queuedBytes/2
	l.mu.Unlock()
	if !crowded {
		l.print(string(line), true)
	}
	return len(line), nil
}
