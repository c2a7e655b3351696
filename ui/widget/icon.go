package widget

import (
	"fmt"
	"image"
	"image/color"
	"math"

	"gioui.org/layout"
	"gioui.org/op"
	"gioui.org/op/clip"
	"gioui.org/op/paint"
	"gioui.org/unit"
	"golang.org/x/exp/shiny/iconvg"
	"golang.org/x/exp/shiny/materialdesign/icons"
	"golang.org/x/image/draw"
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
	IconCut
	IconPaste
	IconSelectAll
	IconMinimize
	IconMaximize
	IconRestore
	IconScan
	IconPicture
	IconStar
	IconStarBorder
	IconFile
	IconFolder
	IconAttach
	IconTransfers
	IconZoomIn
	IconZoomOut
	IconPrevious
	IconNext
	IconShare
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
	IconCut:         icons.ContentContentCut,
	IconPaste:       icons.ContentContentPaste,
	IconSelectAll:   icons.ContentSelectAll,
	IconMinimize:    icons.ContentRemove,
	IconMaximize:    icons.ImageCropSquare,
	IconRestore:     icons.ImageFilterNone,
	IconScan:        icons.ImageCropFree,
	IconPicture:     icons.ImagePhoto,
	IconStar:        icons.ToggleStar,
	IconStarBorder:  icons.ToggleStarBorder,
	IconFile:        icons.EditorInsertDriveFile,
	IconFolder:      icons.FileFolder,
	IconAttach:      icons.EditorAttachFile,
	IconTransfers:   icons.ActionSwapVert,
	IconZoomIn:      icons.ActionZoomIn,
	IconZoomOut:     icons.ActionZoomOut,
	IconPrevious:    icons.NavigationChevronLeft,
	IconNext:        icons.NavigationChevronRight,
	IconShare:       icons.SocialShare,
}

// iconKey is one rasterized icon.
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
		ic = rasterize(i, px, c)
		if len(th.icons) >= maxIcons {
			clear(th.icons)
		}
		th.icons[k] = ic
	}
	size := image.Pt(px, px)
	defer clip.Rect{Max: size}.Push(gtx.Ops).Pop()
	ic.Add(gtx.Ops)
	paint.PaintOp{}.Add(gtx.Ops)
	return layout.Dimensions{Size: size}
}

// rasterize draws an icon into a square picture. It panics on data that is no
// icon: the data is part of the program.
func rasterize(i Icon, px int, c color.NRGBA) paint.ImageOp {
	m, err := iconvg.DecodeMetadata(iconData[i])
	if err != nil {
		panic(fmt.Sprintf("widget: icon %d: %v", i, err))
	}
	m.Palette[0] = premultiplied(c)
	img := image.NewRGBA(image.Rect(0, 0, px, px))
	var r iconvg.Rasterizer
	r.SetDstImage(img, img.Bounds(), draw.Src)
	if err := iconvg.Decode(&r, iconData[i], &iconvg.DecodeOptions{Palette: &m.Palette}); err != nil {
		panic(fmt.Sprintf("widget: icon %d: %v", i, err))
	}
	return Picture(img, px)
}

// premultiplied converts to linear light times alpha, which Gio's own icons use.
func premultiplied(c color.NRGBA) color.RGBA {
	if c.A == 0xFF {
		return color.RGBA(c)
	}
	linear := func(v uint8) uint8 {
		f := float64(v) / 0xFF
		if f <= 0.04045 {
			f /= 12.92
		} else {
			f = math.Pow((f+0.055)/1.055, 2.4)
		}
		return uint8(f*float64(c.A) + 0.5)
	}
	return color.RGBA{R: linear(c.R), G: linear(c.G), B: linear(c.B), A: c.A}
}

// Picture returns the operation that paints img as a square of exactly side
// pixels. By default Gio makes mipmaps of a picture, to draw it smaller: without
// a GPU the first ones cost a quarter of a second. So it is scaled here, once.
func Picture(img image.Image, side int) paint.ImageOp {
	if img.Bounds().Dx() != side {
		scaled := image.NewRGBA(image.Rect(0, 0, side, side))
		draw.CatmullRom.Scale(scaled, scaled.Bounds(), img, img.Bounds(), draw.Src, nil)
		img = scaled
	}
	p := paint.NewImageOp(img)
	p.Filter = paint.FilterNearest
	return p
}

// iconAt draws an icon with its top left corner at a point.
func (th *Theme) iconAt(gtx layout.Context, at image.Point, i Icon, side unit.Dp, c color.NRGBA) {
	t := op.Offset(at).Push(gtx.Ops)
	th.icon(gtx, i, side, c)
	t.Pop()
}
