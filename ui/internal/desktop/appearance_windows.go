package desktop

import (
	"context"

	"golang.org/x/sys/windows"
	"golang.org/x/sys/windows/registry"
)

// personalize is the key below HKEY_CURRENT_USER that Settings > Personalisation
// > Colours writes.
const personalize = `Software\Microsoft\Windows\CurrentVersion\Themes\Personalize`

func current(context.Context) Appearance { return currentKey(personalize) }

func watch(ctx context.Context, changed func(Appearance)) { watchKey(ctx, personalize, changed) }

func currentKey(path string) Appearance {
	key, err := registry.OpenKey(registry.CURRENT_USER, path, registry.QUERY_VALUE)
	if err != nil {
		return Appearance{}
	}
	defer key.Close()
	return readKey(key)
}

func readKey(key registry.Key) Appearance {
	light, _, err := key.GetIntegerValue("AppsUseLightTheme")
	if err != nil {
		return Appearance{}
	}
	return Appearance{Dark: light == 0, Known: true}
}

// watchKey takes a thread of its own for as long as it waits.
func watchKey(ctx context.Context, path string, changed func(Appearance)) {
	key, err := registry.OpenKey(registry.CURRENT_USER, path, registry.QUERY_VALUE|registry.NOTIFY)
	if err != nil {
		return
	}
	defer key.Close()
	written, err := windows.CreateEvent(nil, 0, 0, nil) // reset by the wait that sees it
	if err != nil {
		return
	}
	defer windows.CloseHandle(written)
	ended, err := windows.CreateEvent(nil, 1, 0, nil)
	if err != nil {
		return
	}
	defer windows.CloseHandle(ended)

	// The handle must not be closed, and its number not be used again, while the
	// other goroutine may still set it.
	set := make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		defer close(set)
		windows.SetEvent(ended)
	})
	defer func() {
		if !stop() {
			<-set
		}
	}()

	r := reporter{changed: changed}
	for {
		// Armed before reading, so that no write falls in between. A notification
		// is bound to the thread that asks for it unless it is agnostic, and a
		// goroutine has no thread of its own.
		const filter = windows.REG_NOTIFY_CHANGE_LAST_SET | windows.REG_NOTIFY_THREAD_AGNOSTIC
		if err := windows.RegNotifyChangeKeyValue(windows.Handle(key), false, filter, written, true); err != nil {
			return
		}
		r.report(readKey(key))
		which, err := windows.WaitForMultipleObjects([]windows.Handle{ended, written}, false, windows.INFINITE)
		if err != nil || which == windows.WAIT_OBJECT_0 {
			return
		}
	}
}
