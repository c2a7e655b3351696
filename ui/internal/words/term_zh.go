package words

// termZh is the Chinese of the terminal.
var termZh = &Terminal{
	Usage: `Confab：局域网聊天。

  confab                          打开窗口；没有图形界面时改为 serve
  confab serve [选项]             在本机运行服务器；输入的内容发给所有人
  confab chat 地址 [选项]         连接服务器并聊天
  confab send 地址 [选项] 文字…   发送一条消息；用 -file 路径 发送文件或文件夹
  confab tail 地址 [选项]         显示服务器上的谈话
  confab find                     查找本地网络上的服务器
  confab doctor [地址]            查明为何连不上，或没有人连来
  confab install                  用 Confab 打开链接（confab://…）和邀请
  confab 链接                     打开窗口，并填入这样的链接
  confab version                  显示版本
  confab help 命令                查看某个命令的说明

地址的写法是 主机:端口，例如 192.168.1.5:8899、[fe80::1%eth0]:8899 或 laptop:8899；
也可以是邀请的完整链接：凭它可立即加入，并能确认主机的身份。
退出码：0 完成，1 失败（stderr 说明原因），2 命令行有误。
`,
	Commands: map[string]string{
		"serve": `confab serve [-addr 地址] [-name 名称] [-data 文件夹] [-open] [-history]
             [-hidden] [-plain=false] [-downloads 文件夹] [-save 文件夹]
             [-save-max 大小] [-keep 大小] [-keep-member 大小] [-keep-age 时间]
             [-encoding 编码] [-json] [-v]

运行服务器，直到被中断（Ctrl-C）。Confab 以成员身份加入：内容加密，由你允许一次
（/accept 或 /invite），说过的话不会丢失。访客可以用 nc、telnet 或任何使用明文 TCP 的
程序连接。输入的内容发给所有人；输入 /help 查看命令。输入 /quit 结束服务器；输入结束后
服务器继续运行。管道中若有一行没有发出或无法理解，最后的退出码为 1。

  -addr 地址     监听的位置：主机:端口，或只写端口（默认 :8899）。0 表示任意空闲端口
  -name 名称     本机的名称；成员看得到
  -data 文件夹   存放身份、谈话和设置的文件夹（默认与窗口相同）。同一时间只能由一个
                 程序使用
  -open          不询问，让所有 Confab 加入
  -history       让新加入的人也能看到之前的消息；不写时只能看到加入之后的消息（可用
                 /history 是 或 否 更改）
  -hidden        不让 confab find 找到此服务器
  -plain=false   不让明文 TCP 访客进入
  -downloads 文件夹
                 存放浏览器可以下载的 Confab 程序的文件夹，例如 confab.apk 或
                 confab.exe（默认为程序旁边的 downloads，如果有的话）；也提供本程序，
                 "" 表示什么都不提供
  -save 文件夹   自动接收成员发给所有人或发给你的文件，存入此文件夹；不会覆盖已有的文件
  -save-max 大小 自动接收的每一项最大多少，例如 500M 或 2G（默认 1G）
  -keep 大小     保留成员所提供文件的副本，总共最多这么多，例如 10G：发送者离开后，当时不
                 在线的人可以从这里接收。不写则不保留，之前的副本会删除
  -keep-member 大小
                 其中每个成员最多可用多少（默认四分之一）
  -keep-age 时间 副本保留多久，例如 72h（默认 720h，即 30 天；0 表示与消息一样久）
  -encoding 编码 明文访客所用的编码，例如 UTF-8、Windows-1251 或 Shift_JIS；不写时按内容
                 猜测
  -json          每个事件输出一个 JSON 对象（见 ui/term 的文档）
  -v             在 stderr 说明连接为何被拒绝或结束；从不显示谈话内容
`,
		"chat": `confab chat 地址 [-code 数字] [-save 文件夹] [-name 名称] [-data 文件夹] [-forget]
            [-plain] [-encoding 编码] [-json] [-v]

以加密方式连接服务器；第一次需要主机允许你加入，或用邀请的链接代替地址，或输入主机
显示的六位码。显示收到的内容，并发送输入的每一行；/help 列出命令。连接中断后会自动
重连，期间输入的内容会保留。输入 /quit 或输入结束（Ctrl-D）时，等主机收到全部内容
后退出，或告诉你还有多少留到下次发送。输入来自管道时（空的也一样），还会显示在主机
上等待的内容，直到半秒内没有新内容（最多 5 秒），然后成功退出；以前见过的主机不在
时最多等 30 秒，然后以失败退出。在还没有见过主机的地址上，一旦无法连接就立即失败。
主机不接受六位码时，因为没有人能另行输入，也立即失败；除非主机已经核对过，而且不用
六位码也让你加入。

  -code 数字     主机显示的 6 个数字：可直接加入，并核对双方的身份
  -save 文件夹   接收别人此后提供的和你错过的文件，存入此文件夹；不会覆盖已有的文件
  -name 名称     本机的名称；成员看得到
  -data 文件夹   存放身份、谈话和设置的文件夹（默认与窗口相同）。同一时间只能由一个
                 程序使用
  -forget        删除以前在该地址见到的密钥：只有知道它为何改变时才这样做
  -plain         明文 TCP：此网络上的任何人都能读取和篡改内容。以前在该地址见过 Confab
                 时会拒绝连接，除非加上 -forget。输入 /encoding 编码 可选择对方的编码，
                 只输入 /encoding 则显示；/send 路径 原样写出文件的字节，
                 /send -rate 速率 路径 按速率写出，例如 960（每秒字节数）或 9600baud，
                 /send off 停止；/save 路径 把收到的内容原样存入新文件，直到 /save off。
                 其他各行都原样发出
  -encoding 编码 与 -plain 一起使用：服务器所用的编码；不写时按内容猜测
  -json          每个事件输出一个 JSON 对象
  -v             在 stderr 说明连接为何被拒绝或结束；从不显示谈话内容
`,
		"send": `confab send 地址 [-to 成员] [-code 数字] [-timeout 时间] [-name 名称]
            [-data 文件夹] [-plain] [-encoding 编码] [-json] [-v] 文字…
confab send 地址 -file 路径… [-strip] [-queued] [-to 成员] [选项] [-- 文字…]
confab send -plain 地址 -file 路径… [-rate 速率] [选项] [-- 文字…]

把这些文字作为一条消息发送；写 - 则从输入读取。主机存入磁盘才算成功；否则会说明消息
是否已保留，并在下次用同一文件夹连接时发送。文字以 - 开头时，请在前面写 --。

使用 -file 时提供文件和文件夹，并等到它们被收到：由该成员，或由房间中开始接收的所有人，
至少一人。对方磁盘上有完整并核对过的内容才算成功。中断后再次执行同一命令即可继续。文件夹
中的符号链接不会跟随；stderr 会说明有多少个。文件逐字节原样发送，图片也是；图片含有拍摄
地点时，stderr 会提示。加上 -plain 则原样写出文件的字节，前后不添加任何内容。

  -file 路径…    要发送的文件或文件夹；后面可以再写其他路径，直到下一个选项或 --。文字随
                 第一个新提供的一起发出，否则单独发出
  -strip         与 -file 一起：去除图片中的地点、时间和相机信息，像素不变。无法去除则算
                 失败；文件夹中的图片原样发送
  -rate 速率     与 -plain 和 -file 一起使用：每秒最多多少字节，例如 960 或 64K，或串口的
                 速率，例如 9600baud；不写时对方收多快就发多快
  -queued        与 -file 一起：只等到主机的磁盘上有完整并核对过的副本，其他人从那里接收。
                 主机不保留副本则算失败
  -to 成员       只发给一个成员：名称，或名称、身份的开头部分
  -code 数字     主机显示的 6 个数字：可直接加入，并核对双方的身份。主机不接受则算失败，
                 除非主机已经核对过，而且不用它也让你加入
  -timeout 时间  最多尝试多久，包括等待允许加入，例如 5s 或 2m（默认 30s）；使用 -file 时
                 是等待对方开始或继续接收的时间，不限制正在进行的传送
  -name 名称     本机的名称；成员看得到
  -data 文件夹   存放身份和待发消息的文件夹（默认与窗口相同）。同一时间只能由一个程序
                 使用
  -plain         明文 TCP：此网络上的任何人都能读取和篡改内容。操作系统收下全部内容并且
                 连接正常关闭才算成功；无法得知是否有人读到
  -encoding 编码 与 -plain 一起使用：服务器所用的编码，例如 Windows-1251；不写时为 UTF-8
  -json          每个事件输出一个 JSON 对象
  -v             在 stderr 说明连接为何被拒绝或结束；从不显示谈话内容
`,
		"tail": `confab tail 地址 [-since [ERA.]编号] [-save 文件夹] [-code 数字] [-name 名称]
            [-data 文件夹] [-plain] [-encoding 编码] [-json] [-v]

连接服务器并显示那里的谈话，包括发给所有人的和只发给你的（带箭头），直到被中断
（Ctrl-C）。第一次需要主机允许你加入。

  -since 编号    从所有人谈话中的这条消息开始，0 表示保存着的全部；使用 -json 时每条
                 消息的 seq 就是它的编号；如果还有 era（主机的记录重新开始过），则写
                 ERA.编号
  -save 文件夹   接收别人此后提供的和你错过的文件，存入此文件夹；不会覆盖已有的文件
  -code 数字     主机显示的 6 个数字：可直接加入，并核对双方的身份。主机不接受则算失败，
                 除非主机已经核对过，而且不用它也让你加入
  -name 名称     本机的名称；成员看得到
  -data 文件夹   存放身份和谈话的文件夹（默认与窗口相同）。同一时间只能由一个程序使用
  -plain         明文 TCP：此网络上的任何人都能读取和篡改内容
  -encoding 编码 与 -plain 一起使用：服务器所用的编码；不写时按内容猜测
  -json          每个事件输出一个 JSON 对象
  -v             在 stderr 说明连接为何被拒绝或结束；从不显示谈话内容
`,
		"find": `confab find [-timeout 时间] [-sweep [网络…]] [-data 文件夹] [-json] [地址…]

在本机所在的网络上查找 Confab 服务器，每个服务器显示一行：用来连接的地址、以前是否见
过及其名称，以及它的其他地址。是否真是以前见过的，连接时才能证实。一个也没有找到则算
失败。

也会询问写出的地址：主机:端口，或用 :端口 表示 8899 以外的端口，以防防火墙只放行那个端
口；也可以写邀请链接。网络上的人看不到名称和密钥，但能看到你曾在哪些端口和附近的哪些地址
见过服务器。

  -timeout 时间  查找多久，例如 10s（默认 3s，使用 -sweep 时为 5s，写出网络时直到问完所有
                 地址）
  -sweep         同时逐个询问本地网络的地址，每个网络 254 个；或用 TCP 逐个询问其他网络的
                 地址，例如 10.88.0.0/24,10.88.1.0/24，每个网络最多 1024 个地址（/22）
  -data 文件夹   存放见过的服务器的文件夹（默认与窗口相同）。其他程序可以正在使用它
  -json          每个服务器输出一个 JSON 对象
`,
		"doctor": `confab doctor [-timeout 时间] [-data 文件夹] [-json] [地址]

检查本机与该地址的服务器之间有什么问题，从网络一直到密钥，每层一行：✓ 正常，✗ 有问题，
? 不确定，– 因前面的层有问题或该行所说的原因而未检查，· 时间不够而未检查。最后一行是
下一步该做什么。有一层有问题，或时间不够，则算失败。

地址是主机:端口，或邀请链接。不写地址，或写 :端口，则检查本机：服务器是否在监听，防火墙
是否放行，有没有其他机器连到过。诊断不改变任何东西，也不让主持人知道：不透露名称和密钥。

  -timeout 时间  检查多久，例如 5s（默认 12s，能快则快）
  -data 文件夹   存放见过的服务器的文件夹（默认与窗口相同）。其他程序可以正在使用它
  -json          每层输出一个 JSON 对象
`,
		"install": `confab install [-remove]

把 Confab 加入程序菜单，并让桌面用它打开 Confab 链接（confab://…），例如主机的网页上的
链接：在 Linux 上写入桌面条目和图标，在 Windows 上写入 HKEY_CURRENT_USER 下的键。只对
你自己有效，不需要 root。移动程序后请再执行一次。链接本身不会建立连接：窗口会先询问。

  -remove        移除写入的内容；程序本身和谈话内容仍然保留
`,
		"version": `confab version

显示版本。
`,
	},
	SlashHelp: `输入的内容发给所有人。以 / 开头的行是命令：
  /to 编号 文字   只对该编号的人说
  /send 路径      向所有人提供文件或文件夹；/sendto 编号 路径 只给该编号的人。路径前加
                  -strip 则去除图片中的地点和相机信息。对明文访客则
                  原样写出文件的字节，可用 /sendto 编号 -rate 速率 路径 限速：960（每秒
                  字节数）或 9600baud
  /save 编号 路径 把该编号的明文访客发来的内容原样存入新文件；/save 编号 off 结束
  /files          列出提供的文件，以及各自的进度
  /get 编号 [文件夹]  接收该编号或名称的文件，存入文件夹（不写时存入 -save 的或当前的文件
                  夹）；/pause 编号 暂停，/get 编号 继续，/stop 编号 停止并删除已收到的部分
  /who            列出在线的人和所有成员
  /accept 编号    允许请求加入的 Confab；/decline 编号 则拒绝
  /invite         生成链接、二维码和六位码，十分钟内让一个 Confab 无需询问即可加入；
                  /invite all 让所有拿到的人加入，/invite off 结束邀请
  /history 是     此后加入的人也能看到之前的消息；/history 否 则只能看到加入之后的消
                  息；/history 显示当前的选择
  /verify 编号    显示用来核对的十二个词；/verify 编号 是 或 否 告知结果
  /remove 编号    取消成员资格；/block 编号 则不再让此成员或访客进入
  /blocked        列出被屏蔽的；/unblock 条目 解除屏蔽
  /letin 编号     说明让明文访客进入成员的房间意味着什么；/letin 编号 是
                  则让其进入，/letout 编号 请其离开
  /kick 编号      断开该编号的访客
  /encoding 编号 编码  按该编码读写这位明文访客的文字，例如 Windows-1251；/encoding 编号
                  显示当前的编码
  /quit           结束服务器
  /help           显示这些命令
  //文字          发送以 / 开头的一行`,
	ChatHelp: `输入的内容发给所有人。以 / 开头的行是命令：
  /to 编号 文字   只对该编号的成员说
  /send 路径      向所有人提供文件或文件夹；/sendto 编号 路径 只给该编号的成员。路径前加
                  -strip 则去除图片中的地点和相机信息
  /files          列出提供的文件，以及各自的进度
  /get 编号 [文件夹]  接收该编号或名称的文件，存入文件夹（不写时存入 -save 的或当前的文件
                  夹）；/pause 编号 暂停，/get 编号 继续，/stop 编号 停止并删除已收到的部分
  /who            列出成员
  /code 数字      主机显示的 6 个数字：可直接加入，并核对双方的身份
  /verify 编号    显示用来核对的十二个词；/verify 编号 是 或 否 告知结果
  /quit           等主机收到全部内容后退出，或告诉你还有多少未发送
  /help           显示这些命令
  //文字          发送以 / 开头的一行`,

	AddressMissing:      "请写明服务器的地址，例如 192.168.1.5:8899，或邀请的链接。",
	NameUnseen:          "这个名字没有任何可见的字符。请在 -name 后面写一个看得见的名字。",
	TextMissing:         "请写明要发送的文字；写 - 则从输入读取。",
	unknownCommand:      "Confab 没有“{name}”这个命令。用“confab help”查看所有命令。",
	unknownFlag:         "没有 {flag} 这个选项。文字以 - 开头时，请在前面写 --。",
	helpHint:            "说明请看“confab help {command}”。",
	flagNeedsValue:      "选项 -{flag} 需要一个值。",
	noFolder:            "选项 -{flag} 需要一个存在的文件夹，而 {path} 不是。请创建它，或指定另一个。",
	flagValueInvalid:    "选项 -{flag} 不接受“{value}”。",
	excess:              "多了一个参数“{arg}”。",
	ToNeedsSecure:       "选项 -to 需要成员，而明文 TCP 没有成员。请去掉 -plain。",
	EncodingNeedsPlain:  "选项 -encoding 只用于明文 TCP；Confab 之间不需要。请加上 -plain，或去掉它。",
	EncodingNeedsGuests: "选项 -encoding 用于明文访客，而 -plain=false 不让任何访客进入。请去掉其中一个。",
	unknownEncoding:     "没有“{name}”这种编码。可用的有：",
	readAgain:           "{name}（重新解读）",
	guessHintServe:      "/encoding {n} 编码 可另选", GuessHintChat: "/encoding 编码 或选项 -encoding 可另选",

	SinceNeedsSecure: "选项 -since 需要保存谈话的服务器，而明文 TCP 什么也不保存。请去掉 -plain。",

	TypeHint:     "输入一行后按回车发送。按 Ctrl-D（Windows 上按 Ctrl-Z 再按回车）结束。",
	CommandsHint: "/help 列出命令。",
	ServeHint:    "输入一行后按回车，发给所有人。/invite 邀请别人加入，/help 列出命令，/quit 结束服务器。",
	Here:         "在线：",
	unknownSlash: "没有 /{name} 这个命令。/help 列出所有命令；以 // 开头可发送以 / 开头的一行。",
	noSuchGuest:  "没有可以这样做的编号“{number}”。用 /who 查看编号。",

	lost:            "有 {n} 行没有显示：输出太慢，来不及写出",
	serverClosed:    "{name} 关闭了连接",
	notSent:         "“{text}”没有发出：{why}",
	unsent:          "没有发出的消息：{n} 条。",
	outputFailed:    "无法写出内容：{err}。",
	inputFailed:     "无法读取输入：{err}。",
	noGraphics:      "有图形界面，但无法在其上绘图：EGL 和 Vulkan 都不可用（{err}）。请安装或修复显卡驱动。Confab 改为在终端中运行服务器。",
	NoWindowForLink: "没有可以打开窗口的图形界面，所以没有打开链接。在终端中请用：confab chat 链接",
	NoDisplay:       "没有可以打开窗口的图形界面，Confab 改为在终端中运行服务器。",
	Interrupted:     "消息发出之前被中断，消息没有保留。",

	InterruptedAsking: "主机允许你加入之前被中断。消息没有发出，也没有保留：请联系对方，然后重新发送。",
	InterruptedKept:   "主机收到消息之前被中断。消息保留在数据文件夹中，下一个连接此主机的命令或窗口会将它发出。",

	homeInUse:       "另一个 Confab 正在使用文件夹 {addr}。请关闭它，或用 -data 另选文件夹。",
	homeUnwritable:  "无法写入文件夹 {addr}。请检查其权限，或用 -data 另选文件夹。",
	homeNewer:       "文件夹 {addr} 由更新版本的 Confab 写入。请更新本程序，或用 -data 另选文件夹。",
	homeFull:        "文件夹 {addr} 所在的磁盘没有空间了。请腾出空间，或用 -data 另选文件夹。",
	historyDamaged:  "{addr} 中的历史记录已损坏，且无法另存。请移走其中的 journal 文件夹，或用 -data 另选文件夹。",
	identityDamaged: "保存身份的文件 {addr} 已损坏。请恢复它的备份，或用 -data 另选文件夹。",

	mustLetIn:       "已连接 {name}；需要主机允许你加入。正在等待。",
	waiting:         "{n} 秒后重试。",
	connectionLost:  "连接中断：{why}。",
	forgetHint:      "如果你知道密钥为何改变：confab chat -forget {addr} 会删除旧密钥。",
	plainForgetHint: "如果你知道那里现在是明文 TCP 程序：confab chat -plain -forget {addr} 会删除旧密钥。",
	PlainHint:       "对方是明文 TCP 程序时请加上 -plain：此网络上的任何人都能读取和篡改内容。",

	kept:     "保留在数据文件夹中、下次连接时发送的消息：{n} 条。",
	lateKept: "{n} 秒后主机仍未收到消息。消息保留在数据文件夹中，下一个连接此主机的命令或窗口会将它发出。",
	late:     "消息未能在 {n} 秒内发出，也没有保留。",

	LeftAsking: "主机还没有允许你加入，所以什么也没有发出。",

	notLetIn: "主机在 {n} 秒内没有允许你加入。消息没有发出，也没有保留：请联系对方，然后重新发送。",

	moreAsk1:      "还有 1 人请求加入：/who 可列出全部",
	moreAskN:      "还有 {n} 人请求加入：/who 可列出全部",
	asks:          "{name} 请求加入：/accept {n} 允许，/decline {n} 拒绝。{sees}",
	compare:       "请当面或在电话里与 {name} 核对这些词；然后输入 /verify {n} 是，不一致则输入 否：",
	verified:      "{name} 已核对",
	nameAmbiguous: "“{name}”可能指多个成员。请写出更多名称，或用身份的开头部分：",
	noSuchMember:  "那里没有名为“{name}”的成员。",
	answers:       "（↩ {name}：“{text}”）",
	InRoom:        "在房间中，未加密",
	answerYesNo:   "请回答 是 或 否：{command} 是。",
	DiskWell:      "磁盘又可以写入了。",
	hostWell:      "主机 {addr} 的磁盘又可以写入了。",

	hostStuck: "主机 {addr} 在线，但无法保存消息：其磁盘可能已满。请联系那边的人腾出空间。",

	NotMet:    "（以前没有见过）",
	NoNetwork: "本机没有连接任何网络。请连接服务器所在的网络，然后再查找。",
	met:       "{name}（以前见过）",

	FindPortTaken: "本机的另一个程序独占了 UDP 端口 8899，因此可能没有收到服务器的广播通告。请关闭该程序后再查找（在 Linux 上可用“ss -ulpn”查看是哪个程序）。",

	swept:          "已询问地址：{n} / {of}",
	foundNothing:   "{time} 内没有找到服务器。此网络上有没有正在运行、且未隐藏的服务器？有些网络会拦截发给多台机器的数据：请试试“confab find -sweep”（服务器不在 8899 端口时在后面加 :端口）；服务器在路由器或 VPN 后面时用“confab find -sweep 10.88.0.0/24”，写上它的网络。也可以用服务器显示的地址连接。",
	SubnetsNothing: "这些网络中没有一个地址是 Confab 服务器。那里有没有正在运行的服务器，端口是不是 8899 或网络后面写的 :端口，那边的路由器和防火墙是否放行 TCP？已隐藏的服务器只有见过它的人能找到。",
	subnetsCut:     "{time} 内没有找到服务器，这些网络的地址也没有全部问完。请去掉 -timeout，或给更长的时间。",
	subnetInvalid:  "“{value}”不是可以逐个询问的网络：请写 IPv4 网络及其长度，例如 10.88.0.0/24，每个最多 1024 个地址（/22），最多 {most} 个。",
	sweptNothing:   "{time} 内没有找到服务器，附近的地址也都没有回应。此网络上有没有正在运行、且未隐藏的服务器？不在 8899 端口的服务器用“confab find -sweep :端口”查找。那边的防火墙须放行该 UDP 端口，访客网络也可能把各台机器隔开。路由器或 VPN 后面的服务器用“confab find -sweep 10.88.0.0/24”查找，写上它的网络。也可以用服务器显示的地址连接。",

	HistoryIndexed: "现在可以搜索所有较早的消息了。",

	letInAsk: "此后大家说的内容也会不加密地发给 {name}：同一网络中的任何人都能看到，每位成员都会得知。要允许其进入，请输入 /letin {n} 是",

	inviteOne:             "在 {time} 之前，第一个在 Confab 中打开此链接的人无需询问即可加入。请只交给一个人：",
	inviteMany:            "在 {time} 之前，或在你输入 /invite off 之前，任何在 Confab 中打开此链接的人无需询问即可加入：",
	inviteCode:            "也可以告诉对方这个六位码：{code}。输入它的人（confab chat {addr} -code {code}，或在等待时输入 /code {code}）同样可以加入，而且双方的身份都得到核对。",
	InviteOnlyHere:        "服务器只在本机的地址上监听，只有本机的程序能使用此邀请。请只写端口并重新启动服务器，例如 confab serve -addr :8899。",
	InviteNoLink:          "服务器没有浏览器能打开的网络地址，链接只能在本机使用。同一网络中的人可以用 confab find 查到 ADDR，或在窗口的“附近”找到它，并输入六位码。如需链接，请连接 Wi-Fi 或插上网线，届时会显示新的链接。",
	qrTooWide:             "链接的二维码需要 {n} 列宽的终端：请加宽终端，再次输入 /invite。",
	codeChanged:           "六位码已输错三次。现在的六位码是 {code}，30 秒内不接受任何六位码。",
	codeRight:             "{name} 有同样的六位码：双方的身份都已核对。",
	CodeNeedsSecure:       "六位码用于加密连接。请去掉 -plain。",
	InviteWrong:           "请输入 /invite（供一人使用）、/invite all（供所有拿到链接的人使用）或 /invite off。",
	InviteUsed:            "邀请已被使用，现已结束。",
	InviteExpired:         "邀请的时间已过。输入 /invite 生成新的邀请。",
	InviteClosed:          "邀请已关闭；不会再有人凭它加入。",
	InvitationNeedsSecure: "邀请用于加密连接。请去掉 -plain。",

	letInWaits: "磁盘暂时无法写入。磁盘恢复后，{name} 就会进入房间。",

	fileNobody:      "{n} 秒内没有人接收 {name}，所以什么也没有发出。请让那边的人接收（在 confab chat 中用 /get，或用 -save），然后再次执行此命令。",
	fileNobodyTo:    "{who} 在 {n} 秒内没有接收 {name}，所以什么也没有发出。请让对方接收（在 confab chat 中用 /get，或用 -save），然后再次执行此命令。",
	fileBroke:       "{who} 已有 {name} 的 {have}（共 {size}），之后 {n} 秒没有进展。请再次执行此命令：会接着传送其余部分。",
	fileStopped:     "在 {name} 被收到之前结束。请再次执行此命令：已经到达的部分不会重复传送。",
	fileSkipped:     "{name}：其中的链接、设备等不会发送，共 {n} 个。",
	fileAgain:       "{name} 在之前的运行中还没有被收完；现在接着传送，不再重复提供。",
	fileOffer:       "提供 {name}（{size}）。",
	fileOfferFolder: "提供文件夹 {name}（{size}，{files} 个文件）。",
	fileGet:         "输入 /get {n} 接收。",
	fileTail:        "加上 -save 文件夹 就会接收。",
	fileTooLarge:    "它大于 -save-max，所以不会自动接收。",
	fileOfferedAs:   "已提供 {name}，编号 {n}",
	fileComes:       "正在接收 {name}（{size}）",
	fileHere:        "{name} 已完整收到并核对：{path}",
	fileFailed:      "{name} 没有收到。{why}",
	fileWaits:       "{name} 正在等待。{why}",
	filePaused:      "{name} 已暂停；/get {n} 继续",
	fileDropped:     "{name} 已停止，收到的部分已删除",
	fileProgress:    "{name}：{have} / {size}",
	fileFetches:     "{who} 正在接收 {name}",
	fileGoesOn:      "{who} 继续接收 {name}",
	fileHas:         "{who} 已完整收到 {name} 并核对",
	FileMissing:     "请写明是哪一个：/files 中的编号或名称。",
	FileNone:        "这里还没有提供任何文件。/send 路径 可提供文件或文件夹。",
	FilesHere:       "文件和文件夹：",
	FilePathMissing: "请写明要提供的文件或文件夹的路径。",
	FileOwn:         "这是你自己提供的：直接从原处读取。",
	FileFlagUnread:  "-file 后面应写文件或文件夹的路径；其后的文字前面请写 --。",

	FileStateOffered: "可以接收", FileStateOwn: "你提供的", FileStateQueued: "正在等待", FileStatePaused: "已暂停",
	FileStateDropped: "已停止", FileStateFailed: "没有收到", fileStateHere: "已收到：{path}", fileStateComes: "已收到 {percent} %",
	fileUnknown:  "这里没有名称或编号为“{name}”的文件。/files 列出所有文件。",
	fileLeft:     "剩余 {time}",
	SaveNeedsMax: "选项 -save-max 用于 -save 接收的文件。请加上 -save 文件夹，或去掉它。",

	SaveNeedsSecure: "明文 TCP 上没有人提供文件。请去掉 -save；在谈话中可用 /save 路径 保存收到的内容。",
	RateNeedsFile:   "选项 -rate 用于通过明文 TCP 发送的 -file。请加上 -file 和 -plain，或去掉它。",
	rateInvalid:     "“{rate}”不是速率。请写每秒字节数，例如 960 或 64K，或串口的速率，例如 9600baud。",
	SavePathMissing: "请写明存到哪里：/save 后面写要新建的文件的路径。",
	SavePlainOnly:   "只有明文访客发来的内容才能这样保存。",
	SavesNothing:    "没有正在保存的内容。",
	rawSent:         "{name} 已写出（{size}）",
	rawNotSent:      "{name} 没有完整发出：已写出 {have} / {size}。{why}",
	rawStopped:      "{name} 在 {have} / {size} 处停止",
	KeepNeeded:      "选项 -keep-member 和 -keep-age 用于 -keep 保留的副本。请加上 -keep 大小，或去掉它们。",
	StripNeedsFile:  "选项 -strip 用于通过 -file 发给 Confab 的图片。请加上 -file 路径，或去掉它：明文 TCP 总是原样发送字节。",
	stripFailed:     "未发送 {name}：其中的地点、时间和相机信息无法去除。不加 -strip 则原样发送。",
	located1:        "{names} 含有拍摄地点，将原样发送；加上 -strip 可去除。",
	locatedN:        "{names} 含有拍摄地点，将原样发送；加上 -strip 可去除。",
	QueuedNeedsFile: "选项 -queued 用于文件。请加上 -file 路径，或去掉它：文字总是由主机保留。",
	NothingKept:     "此主机不保留文件的副本。请去掉 -queued 并等到对方收到，或请主机用 -keep 启动。",
	fileNotKept:     "主机没有保留 {name} 的副本。{why}",
	fileNotKeptYet:  "{n} 秒后主机仍未收到完整的 {name}，而且没有进展。再次执行同一命令即可继续。",
	fileKept:        "主机已完整保留 {name} 并核对",
	CopyOff:         "它不再保留副本。",
	CopyOverQuota:   "超过了主机为一个成员或总共保留的上限。请发送更小的内容，或去掉 -queued。",
	CopyNoRoom:      "主机的磁盘空间不足。",
	CopyFailed:      "主机收到的内容与发出的不同。请重新发送。",
	FileStateKept:   "主机已保留",
}
