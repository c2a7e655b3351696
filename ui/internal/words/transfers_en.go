package words

var transfersEn = TransferWords{
	Attached:     "To be sent",
	Folder:       "Folder",
	removeFile:   "Remove: {name}",
	attachedMany: "At most {n} files and folders are sent at once. Send these first, or put all of them into one folder and attach that.",

	AsFile:         "As file",
	asFileOf:       "As file: {name}",
	AllAsFiles:     "All pictures as files",
	AllAsFilesHint: "Otherwise place, time and camera details are removed.",
	PictureCleaned: "place removed",
	PictureAsIs:    "unchanged",
	PictureKept:    "with place and camera",
	PicturesBack:   "Looking for earlier pictures…",
	PicturesOn:     "Looking for later pictures…",
	PictureFirst:   "This is the first picture of the talk.",
	PictureLast:    "This is the last picture of the talk.",

	Drop:   "Drop files here",
	dropIn: "They wait in the talk with {talk} until you send them.",

	Program:    "A program or script: Confab does not open it.",
	Open:       "Open",
	openFailed: "{path} cannot be opened: it is not there any more, it is a program, or no program is set up for it. Show it in its folder, and open it there if you trust it.",

	GoesOn:      "It goes on…",
	unsavedFull: "There is no room left on the disk. Make room, then try again.",

	CopyWhole: "Copy Confab checksum",

	Title:    "Transfers",
	Clear:    "Clear done",
	None:     "No transfers yet",
	NoneText: "Files that you offer or save are listed here, with how far they are.",
	began:    "{talk} · {when}",

	haltPaused: "{name} has paused it", haltPausedDo: "It goes on when {name} resumes it.",
	haltStopped: "{name} has stopped or declined it", haltStoppedDo: "It stays on offer, so {name} can still save it later.",
	haltFull: "{name}'s disk is full", haltFullDo: "It goes on when {name} has made room and tries again.",
	haltUnsaved: "{name} cannot save it", haltUnsavedDo: "Ask {name} to choose another folder and to try again.",
	haltUnread: "{name} cannot get it from here", haltUnreadDo: "Put the file back where it was and make sure that it can be read, then ask {name} to try again.",
	haltBroken: "What reached {name} was damaged on the way", haltBrokenDo: "Ask {name} to try again.",
	haltHave: "{have} of {all} have it", haltBetween: ", ", haltMore: "and {n} more did not get it",
}
