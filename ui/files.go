package ui

import (
	"context"
	"path/filepath"
	"strings"

	"gioui.org/app"

	"confab/android"
	"confab/ui/internal/words"
	"confab/ui/model"
	"confab/ui/widget"
)

// fileCard is the file of a message as the transcript shows it; text is what the message
// says besides.
func fileCard(f *model.File, text string, w *words.Words) *widget.File {
	card := &widget.File{Name: f.Name, Size: f.Size, Folder: f.Folder, Lines: f.Lines, Done: f.Done, Bar: f.Bar,
		Trouble: f.State == model.FileFailed}
	spoken := append([]string{f.Name, f.Size}, f.Lines...)
	if text != "" {
		spoken = append(spoken, text)
	}
	card.Spoken = strings.Join(spoken, "\n")
	for _, a := range f.Actions {
		do := fileAction(a, w)
		card.Buttons = append(card.Buttons, widget.FileButton{ID: int(a), Text: do, Spoken: w.FileButton(do, f.Name)})
	}
	return card
}

// fileAction is the word on the button of an action.
func fileAction(a model.FileAction, w *words.Words) string {
	switch a {
	case model.SaveFile:
		return w.SaveFile
	case model.PauseFile:
		return w.PauseFile
	case model.ResumeFile:
		return w.ResumeFile
	case model.CancelFile:
		return w.Cancel
	case model.RetryFile:
		return w.RetryFile
	case model.OpenFile:
		return w.Transfers().Open
	case model.KeepFile:
		return w.KeepFile
	case model.ShareFile:
		return w.ShareFile
	}
	return w.ShowFile
}

// actOnFile does what a button of the message with a Local key says.
func (s *screen) actOnFile(local uint64, a model.FileAction) {
	if !s.showOrOpen(s.model.FilePath(local), a) {
		s.model.ActOnFile(local, a)
	}
}

// showOrOpen does what a button of a file at a path says that is not for the model. It
// reports whether it is such a button.
func (s *screen) showOrOpen(path string, a model.FileAction) bool {
	do := s.showFile
	switch a {
	case model.OpenFile:
		do = s.openFile
	case model.ShareFile:
		do = s.shareFile
	case model.ShowFile, model.KeepFile:
	default:
		return false
	}
	if path != "" && do != nil {
		do(path)
	}
	return true
}

// fileShower shows files in their folders, opens them or hands them to other apps, in
// goroutines of their own until ctx is done. What cannot be done with one goes to failed.
func fileShower(ctx context.Context, show func(context.Context, string) error, failed func(path string)) func(string) {
	return func(path string) {
		go func() {
			if show(ctx, path) != nil && ctx.Err() == nil {
				failed(path)
			}
		}()
	}
}

// savingFolder is the folder for what is saved; empty where there is none. A phone's downloads
// are not ours to write as files are.
func savingFolder(dataDir string) string {
	if phone {
		return phoneFolder(android.Received)
	}
	dir, err := exportFolder(dataDir)
	if err != nil {
		return ""
	}
	return dir
}

// phoneFolder is a folder of the app's own on a phone; empty where there is none.
func phoneFolder(name string) string {
	dir, err := app.DataDir()
	if err != nil {
		return ""
	}
	return filepath.Join(dir, name)
}

// outgoingFolder is where a phone has the copies of what other apps gave; empty elsewhere.
func outgoingFolder() string {
	if !phone {
		return ""
	}
	return phoneFolder(android.Outgoing)
}
