package words

var transfersEn = TransferWords{
	Attached:     "To be sent",
	Folder:       "Folder",
	removeFile:   "Remove: {name}",
	attachedMany: "At most {n} files and folders are sent at once. Send these first, or put all of them into one folder and attach that.",

	Drop:   "Drop files here",
	dropIn: "They wait in the talk with {talk} until you send them.",

	Program:    "A program or script: Confab does not open it.",
	Open:       "Open",
	openFailed: "{path} cannot be opened: it is not there any more, it is a program, or no program is set up for it. Show it in its folder, and open it there if you trust it.",

	Title:    "Transfers",
	Clear:    "Clear done",
	None:     "No transfers yet",
	NoneText: "Files that you offer or save are listed here, with how far they are.",
	began:    "{talk} · {when}",
}
