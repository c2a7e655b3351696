package files

import "golang.org/x/sys/unix"

// foreignDisk reports whether a folder is on a disk that follows the rules of Windows:
// FAT, exFAT, NTFS, or a share of Windows.
func foreignDisk(dir string) bool {
	var disk unix.Statfs_t
	if unix.Statfs(dir, &disk) != nil {
		return false
	}
	const exfat, ntfs3, ntfs, smb2 = 0x2011bab0, 0x7366746e, 0x5346544e, 0xfe534d42
	switch uint32(disk.Type) {
	case unix.MSDOS_SUPER_MAGIC, exfat, ntfs3, ntfs, unix.SMB_SUPER_MAGIC, unix.CIFS_SUPER_MAGIC, smb2:
		return true
	}
	return false
}
