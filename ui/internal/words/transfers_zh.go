package words

var transfersZh = TransferWords{
	Attached:     "待发送",
	Folder:       "文件夹",
	removeFile:   "移除：{name}",
	attachedMany: "一次最多发送 {n} 个文件和文件夹。请先发送这些，或把它们放进一个文件夹再添加。",

	AsFile:         "原图",
	asFileOf:       "发送原图：{name}",
	AllAsFiles:     "全部发送原图",
	AllAsFilesHint: "不选则去除地点、时间和相机信息。",
	PictureCleaned: "已去除地点信息",
	PictureAsIs:    "不作改动",
	PictureKept:    "保留地点信息",
	PicturesBack:   "正在查找更早的图片…",
	PicturesOn:     "正在查找之后的图片…",
	PictureFirst:   "这是对话中的第一张图片。",
	PictureLast:    "这是对话中的最后一张图片。",

	Drop:   "将文件放到这里",
	dropIn: "它们会在与“{talk}”的对话中等待你发送。",

	Program:    "这是可运行的程序：Confab 不会打开它。",
	Open:       "打开",
	openFailed: "无法打开 {path}：它已不在那里，或它是程序，或没有可打开它的程序。请在文件夹中显示它；如果你信任它，就在那里打开。",

	GoesOn:      "即将继续…",
	unsavedFull: "磁盘空间已满。请腾出空间，然后重试。",

	CopyWhole: "复制 Confab 校验值",

	Title:    "传输",
	Clear:    "清除已完成",
	None:     "还没有传输",
	NoneText: "你提供或保存的文件会列在这里，并显示进度。",
	began:    "{talk} · {when}",

	haltPaused: "{name} 已暂停接收", haltPausedDo: "{name} 继续后就会接着传。",
	haltStopped: "{name} 已停止或拒绝接收", haltStoppedDo: "文件仍然可以接收，{name} 以后还可以保存它。",
	haltFull: "{name} 的磁盘已满", haltFullDo: "{name} 腾出空间并重试后就会接着传。",
	haltUnsaved: "{name} 无法保存它", haltUnsavedDo: "请 {name} 选择另一个文件夹再重试。",
	haltUnread: "{name} 无法从这里取得它", haltUnreadDo: "请把文件放回原处并确认可以读取，然后请 {name} 重试。",
	haltBroken: "{name} 收到的内容在途中损坏", haltBrokenDo: "请 {name} 重试。",
	haltHave: "{all} 位中 {have} 位已收到", haltBetween: "，", haltMore: "另有 {n} 位没有收到",
}
