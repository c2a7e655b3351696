package handout

import (
	"os"
	"path/filepath"
	"runtime"
)

// folder is the name of the folder beside the program.
const folder = "downloads"

// Beside returns the folder with downloads beside the program, and the program itself.
func Beside() []string {
	program := own()
	if program == "" {
		return nil
	}
	return []string{filepath.Join(filepath.Dir(program), folder), program}
}

// In returns a folder that the host names, and the program itself.
func In(dir string) []string {
	if program := own(); program != "" {
		return []string{dir, program}
	}
	return []string{dir}
}

// own is the file of this program; empty where others cannot run it.
func own() string {
	if runtime.GOOS == "android" {
		return ""
	}
	path, err := os.Executable()
	if err != nil {
		return ""
	}
	if real, err := filepath.EvalSymlinks(path); err == nil {
		return real
	}
	return path
}
