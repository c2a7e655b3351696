package words

// termZh is the Chinese of the terminal.
var termZh = &Terminal{
	Usage: `Confab：局域网聊天。

  confab                          打开窗口；没有图形界面时改为 serve
  confab serve [选项]             在本机运行服务器；输入的内容发给所有人
  confab chat 地址 -plain         连接服务器并聊天
  confab send 地址 -plain 文字…   发送一条消息
  confab tail 地址 -plain         显示服务器发来的内容
  confab version                  显示版本
  confab help 命令                查看某个命令的说明

地址的写法是 主机:端口，例如 192.168.1.5:8899、[fe80::1%eth0]:8899 或 laptop:8899。
退出码：0 完成，1 失败（stderr 说明原因），2 命令行有误。
`,
	Commands: map[string]string{
		"serve": `confab serve [-addr 地址] [-name 名称] [-data 文件夹] [-plain=false] [-json]

运行服务器，直到被中断（Ctrl-C）。对方可以用 nc、telnet、Confab 或任何使用明文 TCP
的程序连接。输入的内容发给所有人；输入 /help 查看命令。输入结束后服务器继续运行。

  -addr 地址     监听的位置：主机:端口，或只写端口（默认 :8899）。0 表示任意空闲端口
  -name 名称     显示内容中本机的名称；对方看不到
  -data 文件夹   使用此文件夹中设置的名称和语言
  -plain=false   不让明文 TCP 访客进入
  -json          每个事件输出一个 JSON 对象（见 ui/term 的文档）
`,
		"chat": `confab chat 地址 -plain [-name 名称] [-data 文件夹] [-json]

连接服务器，显示收到的内容，并发送输入的每一行；空行不发送。输入结束（Ctrl-D）并且
全部写出后退出。输入来自管道时，会再等半秒以接收回复。

  -plain         接受明文 TCP：此网络上的任何人都能读取和篡改内容
  -name 名称     显示内容中本机的名称；服务器看不到
  -data 文件夹   使用此文件夹中设置的名称和语言
  -json          每个事件输出一个 JSON 对象
`,
		"send": `confab send 地址 -plain [-json] 文字…

把这些文字作为一条消息发送；写 - 则从输入读取。操作系统收下全部内容并且连接正常关闭
才算成功。明文 TCP 无法得知是否有人读到。文字以 - 开头时，请在前面写 --。

  -plain         接受明文 TCP：此网络上的任何人都能读取和篡改内容
  -json          每个事件输出一个 JSON 对象
`,
		"tail": `confab tail 地址 -plain [-json]

连接服务器并显示它发来的内容，直到被中断（Ctrl-C）或服务器结束。

  -plain         接受明文 TCP：此网络上的任何人都能读取和篡改内容
  -json          每个事件输出一个 JSON 对象
`,
		"version": `confab version

显示版本。
`,
	},
	SlashHelp: `输入的内容发给所有人。以 / 开头的行是命令：
  /to 编号 文字   只对该编号的访客说
  /who            列出在线的访客
  /kick 编号      断开该编号的访客
  /help           显示这些命令
  //文字          发送以 / 开头的一行`,

	AddressMissing:   "请写明服务器的地址，例如 192.168.1.5:8899。",
	TextMissing:      "请写明要发送的文字；写 - 则从输入读取。",
	unknownCommand:   "Confab 没有“{name}”这个命令。用“confab help”查看所有命令。",
	unknownFlag:      "没有 {flag} 这个选项。文字以 - 开头时，请在前面写 --。",
	flagNeedsValue:   "选项 -{flag} 需要一个值。",
	flagValueInvalid: "选项 -{flag} 不接受“{value}”。",
	excess:           "多了一个参数“{arg}”。",
	PlainOnly:        "此版本只支持明文 TCP。加上 -plain 表示你接受：此网络上的任何人都能读取和篡改内容。",

	TypeHint:     "输入一行后按回车发送。按 Ctrl-D（Windows 上按 Ctrl-Z 再按回车）结束。",
	Here:         "在线：",
	unknownSlash: "没有 /{name} 这个命令。/help 列出所有命令；以 // 开头可发送以 / 开头的一行。",
	noSuchGuest:  "没有编号为“{number}”的在线访客。用 /who 查看。",

	lost:         "有 {n} 行没有显示：输出太慢，来不及写出",
	serverClosed: "{name} 关闭了连接",
	notSent:      "“{text}”没有发出：{why}",
	unsent:       "没有发出的消息：{n} 条。",
	outputFailed: "无法写出内容：{err}。",
	inputFailed:  "无法读取输入：{err}。",
	NoDisplay:    "没有可以打开窗口的图形界面，Confab 改为在终端中运行服务器。",
	Interrupted:  "消息发出之前被中断。",
}
