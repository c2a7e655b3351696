package words

var transfersZh = TransferWords{
	Attached:     "待发送",
	Folder:       "文件夹",
	removeFile:   "移除：{name}",
	attachedMany: "一次最多发送 {n} 个文件和文件夹。请先发送这些，或把它们放进一个文件夹再添加。",

	Drop:   "将文件放到这里",
	dropIn: "它们会在与“{talk}”的对话中等待你发送。",

	Program:    "这是可运行的程序：Confab 不会打开它。",
	Open:       "打开",
	openFailed: "无法打开 {path}：它已不在那里，或它是程序，或没有可打开它的程序。请在文件夹中显示它；如果你信任它，就在那里打开。",

	Title:    "传输",
	Clear:    "清除已完成",
	None:     "还没有传输",
	NoneText: "你提供或保存的文件会列在这里，并显示进度。",
	began:    "{talk} · {when}",
}
