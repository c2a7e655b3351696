package words

var transfersZh = TransferWords{
	Attached:     "待发送",
	Folder:       "文件夹",
	removeFile:   "移除：{name}",
	attachedMany: "一次最多发送 {n} 个文件和文件夹。请先发送这些，或把它们放进一个文件夹再添加。",
}
