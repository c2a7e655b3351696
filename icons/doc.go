// Package icons holds the pictures drawn for this program: its mark, and the
// two states of a connection.
//
// Each picture has one source, the SVG file beside this one; generate.sh makes
// the PNG sizes that are embedded here and the app.ico of the Windows program.
// The two states differ in shape (joined, apart) and not in colour alone, so
// that they are told apart without seeing colours.
//
// The accessors decode on first use and keep the result; they may be called
// from any goroutine, and the images they return must not be changed. This
// package imports nothing outside the standard library and never reads a file.
package icons
