package words

// Install is what `confab install` says, in one language. Fields in lower case are
// sentences with values in them; methods fill those in.
type Install struct {
	// NotDefault says that the desktop has another program for the links.
	NotDefault string
	// NoShortcut says how to have the program in the Start menu of Windows.
	NoShortcut string
	// NotInstalled says that there is nothing to remove.
	NotInstalled string
	// Unsupported says that this system has no such thing, and what to do instead.
	Unsupported string

	inMenu, opens, before, removed, badPath, failed string
}

// Install is what `confab install` says in the language of w.
func (w *Words) Install() *Install {
	if w.Lang == Chinese {
		return installZh
	}
	return installEn
}

// InMenu says that the program is in the menu, by a desktop entry, and opens the links.
func (i *Install) InMenu(program, entry string) string {
	return fillTo(longestPath, i.inMenu, "program", program, "entry", entry)
}

// Opens says that the program opens the links, by a key of the registry.
func (i *Install) Opens(program, entry string) string {
	return fillTo(longestPath, i.opens, "program", program, "entry", entry)
}

// Before says which program opened the links until now.
func (i *Install) Before(program string) string {
	return fillTo(longestPath, i.before, "program", program)
}

// Removed says that the links do not open the program any more.
func (i *Install) Removed(program, entry string) string {
	return fillTo(longestPath, i.removed, "program", program, "entry", entry)
}

// BadPath says that no desktop can start a program with such a path.
func (i *Install) BadPath(program string) string {
	return fillTo(longestPath, i.badPath, "program", program)
}

// Failed says that a file or key could not be written or removed.
func (i *Install) Failed(err error) string { return fillTo(longestPath, i.failed, "err", err.Error()) }

var installEn = &Install{
	inMenu:       "Confab is in your menu of programs, and links to a Confab (confab://…) open it: {program}\nWhat was written: {entry}, its icons, and the line for such links in mimeapps.list. “confab install -remove” takes it away again.",
	opens:        "Links to a Confab (confab://…) open this program: {program}\nWhat was written: {entry}. “confab install -remove” takes it away again.",
	before:       "Before, they opened {program}",
	NotDefault:   "Your desktop has chosen another program for these links. Choose Confab in its settings for default programs.",
	NoShortcut:   "It was not put into the Start menu: choose “Pin to Start” in the context menu of the program for that.",
	removed:      "Links to a Confab do not open {program} any more. {entry} is gone, and all that “confab install” wrote with it. The program and what was said stay.",
	NotInstalled: "“confab install” has written nothing for this user, so there is nothing to remove.",
	Unsupported:  "On this system links belong to apps in a bundle, which this program is not; nothing was written. Copy a link, and paste it into the address field of the Client tab.",
	badPath:      "The desktop cannot start a program at {program}, because of the characters in your data folder's path. Set XDG_DATA_HOME to a folder without “=” and control characters, and try again.",
	failed:       "Confab could not be installed: {err}. Check the permissions there, and try again; doing it twice harms nothing.",
}

var installZh = &Install{
	inMenu:       "Confab 已加入程序菜单，Confab 链接（confab://…）将由它打开：{program}\n写入的内容：{entry}、图标，以及 mimeapps.list 中关于此类链接的一行。“confab install -remove” 可将其移除。",
	opens:        "Confab 链接（confab://…）将由此程序打开：{program}\n写入的内容：{entry}。“confab install -remove” 可将其移除。",
	before:       "在此之前，链接由 {program} 打开",
	NotDefault:   "桌面为此类链接选择了其他程序。请在桌面的默认程序设置中选择 Confab。",
	NoShortcut:   "没有加入“开始”菜单：如有需要，请在程序的右键菜单中选择“固定到‘开始’屏幕”。",
	removed:      "Confab 链接不再由 {program} 打开。{entry} 以及 “confab install” 写入的其他内容都已删除。程序本身和谈话内容仍然保留。",
	NotInstalled: "“confab install” 没有为此用户写入任何内容，所以没有可移除的。",
	Unsupported:  "在此系统上，链接只能交给应用程序包，而本程序不是；没有写入任何内容。请复制链接，粘贴到“客户端”页的地址栏中。",
	badPath:      "由于数据文件夹路径中的字符，桌面无法启动位于 {program} 的程序。请把 XDG_DATA_HOME 设为不含“=”和控制字符的文件夹，再试一次。",
	failed:       "无法安装 Confab：{err}。请检查该处的权限，再试一次；重复执行没有害处。",
}
