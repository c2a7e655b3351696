package widget

import (
	"image"
	"testing"

	"gioui.org/layout"
	"gioui.org/op"

	"confab/ui/internal/uitest"
)

// tongue is the words of the gallery in one language.
type tongue struct {
	name                                      string
	server, client, start, stop, stopped, who string
	listening, detail, port, portError, hint  string
	name1, name2, name3, line1, line2, line3  string
	plain, more, banner, action, remove, sure string
	cancel, setting, settingDetail, day       string
	unread, notice, said1, said2, said3, own1 string
	own2, reason, showAll, write, send, fresh string
	empty, emptyText                          string
}

var latin = tongue{
	name: "latin", server: "Server", client: "Client", start: "Start", stop: "Stop",
	stopped: "Stopped", listening: "Listening", detail: "192.168.1.5:8899 · 3 here",
	who: "People", port: "Port", portError: "70000 is too large. Choose a port from 0 to 65535.",
	hint: "8899", name1: "Everyone", name2: "Maximiliane Featherstonehaugh-Quigley",
	name3: "Grüße Łukasz", line1: "See you at seven downstairs", line2: "Plain guest · 192.168.1.23",
	line3: "Left 10 minutes ago", plain: "plain", more: "More about this person",
	banner: "Port 8899 is in use by another program. Choose another port, or 0 for any free one.",
	action: "Use any port", remove: "Remove from list", sure: "What was said with this person here is removed as well. They can connect again.",
	cancel: "Cancel", setting: "Plain TCP guests", settingDetail: "Programs such as nc. Anyone on this network can read that.",
	day: "Today", unread: "New messages", notice: "Łukasz connected from 192.168.1.23",
	said1: "Hello! Is anyone in the office today?", said2: "I have brought the drawings, they are on the table by the window. Please take one before the meeting and tell me what you think of the second page.",
	said3: "Ok", own1: "Yes, until five.", own2: "Thank you, I will have a look at them right after lunch and write to you then.",
	reason: "Not sent: the connection was lost.", showAll: "Show all", write: "Message", send: "Send",
	fresh: "3 new", empty: "Nobody here yet", emptyText: "Start the server, and tell the others its address.",
}

var chinese = tongue{
	name: "chinese", server: "服务器", client: "客户端", start: "启动", stop: "停止",
	stopped: "已停止", listening: "正在监听", detail: "192.168.1.5:8899 · 3 人在线",
	who: "所有人", port: "端口", portError: "端口 70000 过大，请输入 0 到 65535。",
	hint: "8899", name1: "所有人", name2: "王小明的手机和电脑还有服务器都在这里", name3: "李华",
	line1: "晚上七点楼下见面", line2: "访客 · 192.168.1.23", line3: "10 分前离开", plain: "明文",
	more: "更多", banner: "端口 8899 已被其他程序使用。请输入其他端口，或输入 0。", action: "使用任何端口",
	remove: "解除", sure: "历史记录将会一同关闭。", cancel: "取消", setting: "明文访客",
	settingDetail: "网络上的任何人都能看到。", day: "今天", unread: "未读消息", notice: "李华已连接",
	said1: "您好！今天有人在吗？", said2: "我已经把文件都带来了，请您在见面前看看，告诉我第二张怎么样，有问题请给我发消息，我们一同解决。",
	said3: "好", own1: "在，下午五点前都在。", own2: "谢谢，吃饭后我就看，看完再给您发消息。",
	reason: "未发送：连接已断开。", showAll: "查看全部", write: "输入消息", send: "发送",
	fresh: "3 新消息", empty: "还没有人", emptyText: "请启动服务器，并告诉其他人地址。",
}

type rowSlice []Row

func (r rowSlice) Len() int       { return len(r) }
func (r rowSlice) Row(i int) *Row { return &r[i] }

func talk(w tongue) rowSlice {
	return rowSlice{
		{Key: 1, Kind: RowDay, Text: w.day},
		{Key: 2, Kind: RowNotice, Text: w.notice},
		{Key: 3, Text: w.said1, Sender: w.name3, SenderKey: "b", Time: "09:12", First: true},
		{Key: 4, Text: w.said2, Time: "09:12"},
		{Key: 5, Text: w.said3, Time: "09:12", Last: true},
		{Key: 6, Text: w.own1, Own: true, Time: "09:14", Delivery: Written, First: true},
		{Key: 7, Text: w.own2, Own: true, Time: "09:14", Delivery: Reached, Tag: "3 / 3", Last: true},
		{Key: 8, Kind: RowUnread, Text: w.unread},
		{Key: 9, Text: "48 65 6c 6c 6f 0d 0a  e4 bd a0 e5 a5 bd\n00 ff fe 7f 80 0a", Mono: true, Sender: w.name2, SenderKey: "c", Time: "09:20", First: true},
		{Key: 10, Text: w.said2, More: w.showAll, Time: "09:20", Last: true},
		{Key: 11, Text: w.own1, Own: true, Time: "09:25", Delivery: Queued, First: true},
		{Key: 12, Text: w.own2, Own: true, Time: "09:26", Delivery: Failed, Reason: w.reason, Last: true},
	}
}

// gallery shows every widget of the package on one page.
type gallery struct {
	th       *Theme
	w        tongue
	rows     rowSlice
	tabs     Tabs
	clicks   [12]Clickable
	fields   [4]Field
	status   [2]StatusIcon
	peers    [4]PeerRow
	banners  [3]Banner
	switches [3]Switch
	choice   Choice
	talk     Transcript
	composer Composer
	menu     Menu
	dialog   Dialog
}

func newGallery(dark bool, w tongue) *gallery {
	g := &gallery{th: NewTheme(uitest.Shaper(), dark), w: w, rows: talk(w)}
	g.switches[0].Value = true
	g.choice.Value = "a"
	g.fields[1].SetText("70000")
	return g
}

// stack lays widgets out below each other with a gap.
func stack(gtx layout.Context, gap int, all ...layout.Widget) layout.Dimensions {
	y, x := 0, 0
	gtx.Constraints.Min = image.Point{}
	for _, w := range all {
		t := op.Offset(image.Pt(0, y)).Push(gtx.Ops)
		d := w(gtx)
		t.Pop()
		y, x = y+d.Size.Y+gap, max(x, d.Size.X)
	}
	return size(x, y-gap)
}

func beside(gap int, all ...layout.Widget) layout.Widget {
	return func(gtx layout.Context) layout.Dimensions {
		y, x := 0, 0
		gtx.Constraints.Min = image.Point{}
		for _, w := range all {
			t := op.Offset(image.Pt(x, 0)).Push(gtx.Ops)
			d := w(gtx)
			t.Pop()
			x, y = x+d.Size.X+gap, max(y, d.Size.Y)
		}
		return size(x, y)
	}
}

func disabled(w layout.Widget) layout.Widget {
	return func(gtx layout.Context) layout.Dimensions { return w(gtx.Disabled()) }
}

func (g *gallery) top(gtx layout.Context) layout.Dimensions {
	return Bar(gtx, g.th, func(gtx layout.Context) layout.Dimensions {
		return Inset(0, Space2).Layout(gtx, func(gtx layout.Context) layout.Dimensions {
			return layout.Flex{Alignment: layout.Middle}.Layout(gtx,
				layout.Rigid(layout.Spacer{Width: Space2}.Layout),
				layout.Flexed(1, Title(g.th, "Confab").Layout),
				layout.Rigid(Segments(g.th, &g.tabs, Tab{Text: g.w.server}, Tab{Text: g.w.client, Badge: "2"}).Layout),
				layout.Flexed(1, func(gtx layout.Context) layout.Dimensions {
					return layout.E.Layout(gtx, beside(0,
						IconButton(g.th, &g.clicks[0], IconSearch, "Search").Layout,
						IconButton(g.th, &g.clicks[1], IconSettings, "Settings").Layout,
					))
				}),
			)
		})
	})
}

func (g *gallery) people(gtx layout.Context) layout.Dimensions {
	w, th := g.w, g.th
	everyone := Peer(th, &g.peers[0], "all", "E", w.name1, w.line1)
	everyone.Icon, everyone.Selected, everyone.Time, everyone.More = IconPeople, true, "09:26", w.more
	long := Peer(th, &g.peers[1], "c", "M", w.name2, w.line1)
	long.Time, long.Badge, long.More, long.Tag, long.TagTone, long.TagIcon = "09:20", "99+", w.more, w.plain, Caution, IconLockOpen
	guest := Peer(th, &g.peers[2], "b", "Ł", w.name3, w.line2)
	guest.Tag, guest.Time, guest.Badge, guest.More = w.plain, "08:55", "3", w.more
	gone := Peer(th, &g.peers[3], "d", "A", "Ada", w.line3)
	gone.Departed, gone.Time, gone.More = true, "08:01", w.more
	return stack(gtx, 0, everyone.Layout, long.Layout, guest.Layout, gone.Layout)
}

func (g *gallery) rail(gtx layout.Context) layout.Dimensions {
	w, th := g.w, g.th
	return stack(gtx, 0,
		func(gtx layout.Context) layout.Dimensions {
			return Inset(Space3, Space3).Layout(gtx, func(gtx layout.Context) layout.Dimensions {
				return Card(th).Layout(gtx, func(gtx layout.Context) layout.Dimensions {
					return stack(gtx, gtx.Dp(Space3),
						Status(th, &g.status[0], true, w.listening, w.detail).Layout,
						TextField(th, &g.fields[0], w.port, w.hint).Layout,
						func(gtx layout.Context) layout.Dimensions {
							b := Button(th, &g.clicks[2], Filled, w.start)
							b.Wide = true
							return b.Layout(gtx)
						})
				})
			})
		},
		func(gtx layout.Context) layout.Dimensions {
			return Inset(0, Space4).Layout(gtx, SectionStyle{Text: w.who, Note: "4", th: th}.Layout)
		},
		g.people,
	)
}

func (g *gallery) conversation(gtx layout.Context) layout.Dimensions {
	t := Talk(g.th, &g.talk)
	t.New, t.Jump = g.w.fresh, "To the end"
	return layout.Flex{Axis: layout.Vertical}.Layout(gtx,
		layout.Rigid(func(gtx layout.Context) layout.Dimensions {
			return Bar(gtx, g.th, func(gtx layout.Context) layout.Dimensions {
				return layout.Flex{Alignment: layout.Middle}.Layout(gtx,
					layout.Rigid(IconButton(g.th, &g.clicks[3], IconBack, "Back").Layout),
					layout.Rigid(Avatar(g.th, "b", "Ł").Layout),
					layout.Rigid(layout.Spacer{Width: Space3}.Layout),
					layout.Flexed(1, func(gtx layout.Context) layout.Dimensions {
						d := stack(gtx, 0, Title(g.th, g.w.name3).Layout, Muted(g.th, g.w.line2).Layout)
						return size(gtx.Constraints.Max.X, d.Size.Y)
					}),
					layout.Rigid(IconButton(g.th, &g.clicks[4], IconHex, "Hex").Layout),
					layout.Rigid(IconButton(g.th, &g.clicks[5], IconMore, "More").Layout),
				)
			})
		}),
		layout.Flexed(1, func(gtx layout.Context) layout.Dimensions { return t.Layout(gtx, g.rows) }),
		layout.Rigid(Compose(g.th, &g.composer, g.w.write, g.w.write, g.w.send).Layout),
	)
}

// window is the page as a desktop shows it.
func (g *gallery) window(gtx layout.Context) layout.Dimensions {
	return layout.Flex{Axis: layout.Vertical}.Layout(gtx,
		layout.Rigid(g.top),
		layout.Flexed(1, func(gtx layout.Context) layout.Dimensions {
			return Split(gtx, g.th, g.rail, g.conversation)
		}),
	)
}

// phone is the conversation as a phone shows it, with the bar of tabs.
func (g *gallery) phone(gtx layout.Context) layout.Dimensions {
	return Ground(gtx, g.th.Background, func(gtx layout.Context) layout.Dimensions {
		return layout.Flex{Axis: layout.Vertical}.Layout(gtx,
			layout.Flexed(1, g.conversation),
			layout.Rigid(BottomBar(g.th, &g.tabs,
				Tab{Text: g.w.server, Icon: IconServer, Badge: "3"}, Tab{Text: g.w.client, Icon: IconClient}).Layout),
		)
	})
}

// controls are all that the window above does not show.
func (g *gallery) controls(gtx layout.Context) layout.Dimensions {
	th, w := g.th, g.w
	column := func(all ...layout.Widget) layout.Widget {
		return func(gtx layout.Context) layout.Dimensions {
			return Inset(Space5, Space5).Layout(gtx, func(gtx layout.Context) layout.Dimensions {
				return stack(gtx, gtx.Dp(Space3), all...)
			})
		}
	}
	bad := TextField(th, &g.fields[1], w.port, w.hint)
	bad.Error, bad.Numeric, bad.Trailing, bad.TrailingDescription = w.portError, true, IconClose, "Clear"
	search := TextField(th, &g.fields[2], "", w.hint)
	search.Leading = IconSearch
	off := TextField(th, &g.fields[3], w.port, w.hint)
	off.Help = w.settingDetail
	alert := Alert(th, &g.banners[0], Negative, w.banner)
	alert.Dismiss = "Dismiss"
	caution := Alert(th, &g.banners[1], Caution, w.settingDetail)
	caution.Title = w.plain
	info := Alert(th, &g.banners[2], Information, w.emptyText)
	hex := Compose(th, &g.composer, w.write, w.write, w.send)
	hex.Mode = "HEX"
	tag := func(t Tone, i Icon) layout.Widget {
		s := Tag(th, t, w.plain)
		s.Icon = i
		return s.Layout
	}
	empty := Empty(th, &g.clicks[11], IconChat, w.empty, w.emptyText)
	empty.Action = w.start
	icon := IconButton(th, &g.clicks[6], IconHex, "Hex")
	icon.Selected = true
	return Ground(gtx, th.Rail, func(gtx layout.Context) layout.Dimensions {
		return layout.Flex{}.Layout(gtx,
			layout.Flexed(1, column(
				beside(8, Button(th, &g.clicks[2], Filled, w.start).Layout, Button(th, &g.clicks[3], Tonal, w.action).Layout, Button(th, &g.clicks[10], TextOnly, w.cancel).Layout),
				beside(8, Button(th, &g.clicks[4], Outlined, w.cancel).Layout, Button(th, &g.clicks[5], OutlinedDanger, w.stop).Layout, Button(th, &g.clicks[9], FilledDanger, w.remove).Layout),
				beside(8, disabled(Button(th, &g.clicks[7], Filled, w.start).Layout), disabled(Button(th, &g.clicks[8], Outlined, w.cancel).Layout), icon.Layout),
				bad.Layout, search.Layout, disabled(off.Layout),
				SwitchRow(th, &g.switches[0], w.setting, w.settingDetail).Layout,
				SwitchRow(th, &g.switches[1], w.setting, "").Layout,
				RadioRow(th, &g.choice, "a", w.server, "").Layout,
				RadioRow(th, &g.choice, "b", w.client, w.line1).Layout,
			)),
			layout.Flexed(1, column(
				alert.Layout, caution.Layout, info.Layout,
				Status(th, &g.status[1], false, w.stopped, w.emptyText).Layout,
				beside(8, tag(Neutral, IconNone), tag(Information, IconInfo), tag(Positive, IconLock), tag(Caution, IconLockOpen), tag(Negative, IconBlock)),
				disabled(hex.Layout),
				func(gtx layout.Context) layout.Dimensions {
					gtx.Constraints.Max.Y = gtx.Dp(260)
					return empty.Layout(gtx)
				},
			)),
		)
	})
}

// asked is the controls under an open dialog, or under an open menu.
func (g *gallery) asked(gtx layout.Context) layout.Dimensions {
	g.window(gtx)
	PopupMenu(g.th, &g.menu, []MenuItem{
		{Text: g.w.action, Icon: IconChat}, {Text: g.w.showAll, Icon: IconCopy, Disabled: true},
		{Text: g.w.remove, Icon: IconDelete, Danger: true},
	}).Layout(gtx)
	d := Ask(g.th, &g.dialog, g.w.remove, g.w.sure, g.w.remove, g.w.cancel)
	d.Danger, d.FieldLabel, d.FieldHint = true, g.w.port, g.w.hint
	return d.Layout(gtx)
}

func TestWhatFloatsOverATalk(t *testing.T) {
	g := newGallery(false, latin)
	g.composer.SetText("A message of\nseveral lines that is\nbeing written")
	frames := 0
	uitest.Golden(t, "floating", uitest.Phone, func(gtx layout.Context) layout.Dimensions {
		if frames++; frames == 2 {
			g.talk.list.ScrollTo(1)
		}
		g.phone(gtx)
		gtx.Constraints.Max.Y -= gtx.Dp(160)
		return Toast(g.th, latin.showAll).Layout(gtx)
	})
}

func TestGallery(t *testing.T) {
	tall := uitest.Size{Width: 860, Height: 800, Density: 1}
	for _, w := range []tongue{latin, chinese} {
		for _, dark := range []bool{false, true} {
			suffix := "-" + w.name + "-light"
			if dark {
				suffix = "-" + w.name + "-dark"
			}
			t.Run("controls"+suffix, func(t *testing.T) {
				uitest.Golden(t, "controls"+suffix, tall, newGallery(dark, w).controls)
			})
			t.Run("window"+suffix, func(t *testing.T) {
				uitest.Golden(t, "window"+suffix, uitest.Desktop, newGallery(dark, w).window)
			})
			t.Run("phone"+suffix, func(t *testing.T) {
				uitest.Golden(t, "phone"+suffix, uitest.Phone, newGallery(dark, w).phone)
			})
			t.Run("asked"+suffix, func(t *testing.T) {
				g := newGallery(dark, w)
				if dark {
					g.dialog.Open()
				} else {
					g.menu.Open(image.Pt(280, 400))
				}
				uitest.Golden(t, "asked"+suffix, uitest.Desktop, g.asked)
			})
		}
	}
}
