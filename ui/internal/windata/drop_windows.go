package windata

import (
	"fmt"
	"sync"
	"syscall"
	"unsafe"

	"golang.org/x/sys/windows"
)

var (
	ole32 = windows.NewLazySystemDLL("ole32.dll")

	oleInitialize    = ole32.NewProc("OleInitialize")
	registerDragDrop = ole32.NewProc("RegisterDragDrop")
	releaseStgMedium = ole32.NewProc("ReleaseStgMedium")
)

// Results of OLE's functions, and the effects of a drop.
const (
	ok          = 0
	noInterface = 0x80004002
	noEffect    = 0
	copyEffect  = 1
)

// dropTarget is an IDropTarget of oleidl.h. Its methods are called on the thread of the
// window, from that thread's message loop: they return soon.
type dropTarget struct {
	methods *dropMethods

	most int
	can  func() bool
	tell func(over bool, files []string)
	// files says that what is held over the window has files, and held that tell was last
	// called for some that can be dropped.
	files, held bool
}

// dropMethods is the table of its methods, those of IUnknown first.
type dropMethods struct {
	queryInterface, addRef, release      uintptr
	dragEnter, dragOver, dragLeave, drop uintptr
}

// dropTable is made once: the system has few callbacks for a program, and takes none back.
var dropTable = sync.OnceValue(func() *dropMethods {
	m := &dropMethods{
		queryInterface: syscall.NewCallback(dropQuery),
		addRef:         syscall.NewCallback(func(*dropTarget) uintptr { return 1 }), // it is never freed
		release:        syscall.NewCallback(func(*dropTarget) uintptr { return 1 }),
		dragEnter: syscall.NewCallback(func(t *dropTarget, from *dataObject, _, _ uintptr, effect *uint32) uintptr {
			return t.enter(from, effect)
		}),
		dragOver:  syscall.NewCallback(func(t *dropTarget, _, _ uintptr, effect *uint32) uintptr { return t.over(effect) }),
		dragLeave: syscall.NewCallback((*dropTarget).left),
		drop: syscall.NewCallback(func(t *dropTarget, from *dataObject, _, _ uintptr, effect *uint32) uintptr {
			return t.drop(from, effect)
		}),
	}
	if unsafe.Sizeof(uintptr(0)) == 4 { // the point, of two numbers, is two arguments there
		m.dragEnter = syscall.NewCallback(func(t *dropTarget, from *dataObject, _, _, _ uintptr, effect *uint32) uintptr {
			return t.enter(from, effect)
		})
		m.dragOver = syscall.NewCallback(func(t *dropTarget, _, _, _ uintptr, effect *uint32) uintptr { return t.over(effect) })
		m.drop = syscall.NewCallback(func(t *dropTarget, from *dataObject, _, _, _ uintptr, effect *uint32) uintptr {
			return t.drop(from, effect)
		})
	}
	return m
})

// targets keeps those that the system has the address of.
var targets sync.Map

// AcceptDrops has files be dropped on a window, as long as can says so; they are copied, and
// stay where they are. tell is called when files begin or end to be held over the window, and
// with the paths of those that were dropped, which ends that, of which there may be more than the most. It
// must be called on the thread of the window, which calls both functions; they must not block.
// It holds until the window is gone.
func AcceptDrops(window uintptr, most int, can func() bool, tell func(over bool, files []string)) error {
	if code, _, _ := oleInitialize.Call(0); int32(code) < 0 {
		return fmt.Errorf("beginning with OLE: %#x", uint32(code))
	}
	t := &dropTarget{methods: dropTable(), most: most, can: can, tell: tell}
	targets.Store(t, nil)
	if code, _, _ := registerDragDrop.Call(window, uintptr(unsafe.Pointer(t))); int32(code) < 0 {
		targets.Delete(t)
		return fmt.Errorf("having files be dropped: %#x", uint32(code))
	}
	return nil
}

// The interfaces that a dropTarget has.
var (
	unknownID    = windows.GUID{Data4: [8]byte{0xc0, 0, 0, 0, 0, 0, 0, 0x46}}
	dropTargetID = windows.GUID{Data1: 0x122, Data4: unknownID.Data4}
)

func dropQuery(t *dropTarget, id *windows.GUID, is **dropTarget) uintptr {
	if *id != unknownID && *id != dropTargetID {
		*is = nil
		return noInterface
	}
	*is = t
	return ok
}

func (t *dropTarget) enter(from *dataObject, effect *uint32) uintptr {
	t.files = from.hasFiles()
	return t.over(effect)
}

func (t *dropTarget) over(effect *uint32) uintptr {
	t.hold(t.takes(effect))
	return ok
}

// hold tells whether something that can be dropped is held over the window, if that changed.
func (t *dropTarget) hold(held bool) {
	if held != t.held {
		t.held = held
		t.tell(held, nil)
	}
}

// takes reports whether what is held over the window can be dropped, and says so to its
// source.
func (t *dropTarget) takes(effect *uint32) bool {
	if !t.files || *effect&copyEffect == 0 || !t.can() {
		*effect = noEffect
		return false
	}
	*effect = copyEffect
	return true
}

func (t *dropTarget) left() uintptr {
	t.files = false
	t.hold(false)
	return ok
}

func (t *dropTarget) drop(from *dataObject, effect *uint32) uintptr {
	var files []string
	if t.takes(effect) {
		if files = from.dropped(t.most); len(files) == 0 {
			*effect = noEffect
		}
	}
	t.files, t.held = false, false
	t.tell(false, files)
	return ok
}

// dataObject is an IDataObject of objidl.h.
type dataObject struct{ methods *dataMethods }

// dataMethods are the first of its methods, those of IUnknown before them.
type dataMethods struct {
	queryInterface, addRef, release    uintptr
	getData, getDataHere, queryGetData uintptr
}

// dataFormat is FORMATETC, and dataMedium STGMEDIUM.
type (
	dataFormat struct {
		format uint16
		device uintptr
		aspect uint32
		index  int32
		media  uint32
	}
	dataMedium struct {
		kind    uint32
		handle  uintptr
		release uintptr
	}
)

// asFiles is the whole content as an HDROP in memory.
var asFiles = dataFormat{format: uint16(Files), aspect: 1, index: -1, media: 1}

func (d *dataObject) hasFiles() bool {
	code, _, _ := syscall.SyscallN(d.methods.queryGetData, uintptr(unsafe.Pointer(d)), uintptr(unsafe.Pointer(&asFiles)))
	return code == ok
}

// dropped returns the paths of its files; none if it fails.
func (d *dataObject) dropped(most int) []string {
	var medium dataMedium
	code, _, _ := syscall.SyscallN(d.methods.getData, uintptr(unsafe.Pointer(d)), uintptr(unsafe.Pointer(&asFiles)), uintptr(unsafe.Pointer(&medium)))
	if code != ok {
		return nil
	}
	defer releaseStgMedium.Call(uintptr(unsafe.Pointer(&medium)))
	if medium.kind != asFiles.media {
		return nil
	}
	return filesOf(medium.handle, most)
}
