package widget

import (
	"image"
	"image/color"

	"gioui.org/layout"
	"gioui.org/op"
	"gioui.org/unit"
	giowidget "gioui.org/widget"
	"golang.org/x/exp/shiny/materialdesign/icons"
)

// Icon names one of the small drawings on buttons and beside text. The zero
// value is no icon.
type Icon uint8

// The icons, by what they mean.
const (
	IconNone Icon = iota
	IconSend
	IconSettings
	IconBack
	IconCopy
	IconMore
	IconClose
	IconCheck
	IconDoubleCheck
	IconClock
	IconWarning
	IconError
	IconInfo
	IconPeople
	IconServer
	IconClient
	IconLaptop
	IconLock
	IconLockOpen
	IconSearch
	IconDown
	IconHex
	IconBlock
	IconEdit
	IconLink
	IconDisconnect
	IconDelete
	IconStart
	IconStop
	IconChat
	IconLockBroken
	IconReply
	IconReact
	IconUp
	IconExport
	IconVerify
	IconAdmit
	iconCount
)

var iconData = [iconCount][]byte{
	IconSend:        icons.ContentSend,
	IconSettings:    icons.ActionSettings,
	IconBack:        icons.NavigationArrowBack,
	IconCopy:        icons.ContentContentCopy,
	IconMore:        icons.NavigationMoreVert,
	IconClose:       icons.NavigationClose,
	IconCheck:       icons.NavigationCheck,
	IconDoubleCheck: icons.ActionDoneAll,
	IconClock:       icons.ActionSchedule,
	IconWarning:     icons.AlertWarning,
	IconError:       icons.AlertErrorOutline,
	IconInfo:        icons.ActionInfoOutline,
	IconPeople:      icons.SocialPeople,
	IconServer:      icons.ActionDNS,
	IconClient:      icons.HardwareComputer,
	IconLaptop:      icons.HardwareLaptop,
	IconLock:        icons.ActionLock,
	IconLockOpen:    icons.ActionLockOpen,
	IconSearch:      icons.ActionSearch,
	IconDown:        icons.HardwareKeyboardArrowDown,
	IconHex:         icons.ActionCode,
	IconBlock:       icons.ContentBlock,
	IconEdit:        icons.ImageEdit,
	IconLink:        icons.ContentLink,
	IconDisconnect:  icons.CommunicationPhoneLinkErase,
	IconDelete:      icons.ActionDeleteForever,
	IconStart:       icons.AVPlayArrow,
	IconStop:        icons.AVStop,
	IconChat:        icons.CommunicationChatBubbleOutline,
	IconLockBroken:  brokenLock(),
	IconReply:       icons.ContentReply,
	IconReact:       icons.EditorInsertEmoticon,
	IconUp:          icons.HardwareKeyboardArrowUp,
	IconExport:      icons.FileFileDownload,
	IconVerify:      icons.ActionVerifiedUser,
	IconAdmit:       icons.SocialPersonAdd,
}

// iconKey is one rasterized icon. A giowidget.Icon keeps only its last size
// and colour, so sharing one between two places would draw it anew each frame.
type iconKey struct {
	icon  Icon
	px    int
	color color.NRGBA
}

// maxIcons bounds what a theme keeps: beyond it the window has been through
// many densities, and starting again is cheap.
const maxIcons = 512

// icon draws a square icon with the given side. It has no meaning to a screen
// reader: the control around it does.
func (th *Theme) icon(gtx layout.Context, i Icon, side unit.Dp, c color.NRGBA) layout.Dimensions {
	px := gtx.Dp(side)
	if i == IconNone || i >= iconCount || px <= 0 {
		return layout.Dimensions{}
	}
	k := iconKey{i, px, c}
	ic, ok := th.icons[k]
	if !ok {
		ic = mustIcon(i)
		if len(th.icons) >= maxIcons {
			clear(th.icons)
		}
		th.icons[k] = ic
	}
	gtx.Constraints = layout.Exact(image.Pt(px, px))
	return ic.Layout(gtx, c)
}

// mustIcon panics on data that is no icon: the data is part of the program.
func mustIcon(i Icon) *giowidget.Icon {
	ic, err := giowidget.NewIcon(iconData[i])
	if err != nil {
		panic(err)
	}
	return ic
}

// iconAt draws an icon with its top left corner at a point.
func (th *Theme) iconAt(gtx layout.Context, at image.Point, i Icon, side unit.Dp, c color.NRGBA) {
	t := op.Offset(at).Push(gtx.Ops)
	th.icon(gtx, i, side, c)
	t.Pop()
}
