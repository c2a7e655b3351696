package words

var transfersEn = TransferWords{
	Attached:     "To be sent",
	Folder:       "Folder",
	removeFile:   "Remove: {name}",
	attachedMany: "At most {n} files and folders are sent at once. Send these first, or put all of them into one folder and attach that.",
}
