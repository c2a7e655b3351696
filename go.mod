module confab

go 1.25.0

require (
	gioui.org v0.10.3 // indirect
	golang.org/x/text v0.39.0 // indirect
)
