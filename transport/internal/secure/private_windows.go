package secure

import (
	"io/fs"
	"os"
	"unsafe"

	"golang.org/x/sys/windows"
)

// reading and changing: what nobody but the owner should be allowed.
const sensitive = windows.FILE_READ_DATA | windows.FILE_WRITE_DATA | windows.FILE_APPEND_DATA |
	windows.WRITE_DAC | windows.WRITE_OWNER |
	windows.GENERIC_ALL | windows.GENERIC_READ | windows.GENERIC_WRITE

// ownerOnly is an access list that lets in the user this process runs as, and
// inherits nothing from the folder. Administrators can always take ownership.
func ownerOnly() (*windows.SECURITY_DESCRIPTOR, error) {
	user, err := windows.GetCurrentProcessToken().GetTokenUser()
	if err != nil {
		return nil, err
	}
	return windows.SecurityDescriptorFromString("D:P(A;;FA;;;" + user.User.Sid.String() + ")")
}

// createPrivate creates a file that only its owner can open, or fails if there
// is one.
func createPrivate(path string) (*os.File, error) {
	access, err := ownerOnly()
	if err != nil {
		return nil, &fs.PathError{Op: "create", Path: path, Err: err}
	}
	name, err := windows.UTF16PtrFromString(path)
	if err != nil {
		return nil, &fs.PathError{Op: "create", Path: path, Err: err}
	}
	attributes := windows.SecurityAttributes{SecurityDescriptor: access}
	attributes.Length = uint32(unsafe.Sizeof(attributes))
	handle, err := windows.CreateFile(name, windows.GENERIC_READ|windows.GENERIC_WRITE, 0, &attributes,
		windows.CREATE_NEW, windows.FILE_ATTRIBUTE_NORMAL, 0)
	if err != nil {
		return nil, &fs.PathError{Op: "create", Path: path, Err: err}
	}
	return os.NewFile(uintptr(handle), path), nil
}

// guard takes f from everybody but its owner, and says how it was.
func guard(f *os.File) Exposure {
	if private(f.Name()) {
		return Private
	}
	access, err := ownerOnly()
	if err != nil {
		return Exposed
	}
	// Asked again, as FAT keeps no access lists.
	if err := restrict(f.Name(), access); err != nil || !private(f.Name()) {
		return Exposed
	}
	return WasExposed
}

// restrict gives the file at path another access list.
func restrict(path string, access *windows.SECURITY_DESCRIPTOR) error {
	name, err := windows.UTF16PtrFromString(path)
	if err != nil {
		return err
	}
	handle, err := windows.CreateFile(name, windows.WRITE_DAC,
		windows.FILE_SHARE_READ|windows.FILE_SHARE_WRITE|windows.FILE_SHARE_DELETE, nil, windows.OPEN_EXISTING, 0, 0)
	if err != nil {
		return err
	}
	defer windows.CloseHandle(handle)
	// Not SetNamedSecurityInfo, which is for trees: wine's adds what the folder
	// hands down, although it is told not to.
	return windows.SetKernelObjectSecurity(handle,
		windows.DACL_SECURITY_INFORMATION|windows.PROTECTED_DACL_SECURITY_INFORMATION, access)
}

// private reports whether nobody may read or change the file at path but this
// user and those who could take it anyway: the system and its administrators.
func private(path string) bool {
	access, err := windows.GetNamedSecurityInfo(path, windows.SE_FILE_OBJECT, windows.DACL_SECURITY_INFORMATION)
	if err != nil {
		return false
	}
	list, _, err := access.DACL()
	if err != nil || list == nil { // no list at all lets everybody in
		return false
	}
	user, err := windows.GetCurrentProcessToken().GetTokenUser()
	if err != nil {
		return false
	}
	for i := range uint32(list.AceCount) {
		var entry *windows.ACCESS_ALLOWED_ACE
		if err := windows.GetAce(list, i, &entry); err != nil {
			return false
		}
		switch entry.Header.AceType {
		case windows.ACCESS_DENIED_ACE_TYPE:
			continue
		case windows.ACCESS_ALLOWED_ACE_TYPE:
		default: // laid out otherwise; not worth reading for a list we replace
			return false
		}
		who := (*windows.SID)(unsafe.Pointer(&entry.SidStart))
		trusted := who.Equals(user.User.Sid) ||
			who.IsWellKnown(windows.WinLocalSystemSid) ||
			who.IsWellKnown(windows.WinBuiltinAdministratorsSid) ||
			who.IsWellKnown(windows.WinCreatorOwnerRightsSid)
		if !trusted && entry.Mask&sensitive != 0 {
			return false
		}
	}
	return true
}

// publish gives the file at temp the name path if that is free, and returns an
// error that is fs.ErrExist if it is not: os.Rename would replace.
func publish(temp, path string) error {
	from, err := windows.UTF16PtrFromString(temp)
	if err != nil {
		return &fs.PathError{Op: "rename", Path: temp, Err: err}
	}
	to, err := windows.UTF16PtrFromString(path)
	if err != nil {
		return &fs.PathError{Op: "rename", Path: path, Err: err}
	}
	if err := windows.MoveFileEx(from, to, windows.MOVEFILE_WRITE_THROUGH); err != nil {
		return &os.LinkError{Op: "rename", Old: temp, New: path, Err: err}
	}
	return nil
}
