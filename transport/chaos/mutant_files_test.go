//go:build chaos

package chaos

// The packages of files and pictures.
const (
	diskFiles  = "confab/transport/internal/files"
	filestream = "confab/transport/internal/filestream"
	transfers  = "confab/transport/internal/transfer"
	pictures   = "confab/ui/internal/picture"
)

// fileMutants break the promises about files, one each.
var fileMutants = []mutant{
	{
		sentence: "a receiver that takes a chunk for what its digest is of",
		caughtBy: "TestHostileSenders", inProcess: true, in: filestream,
		patches: []patch{{"transport/internal/files/put.go", "sha256.Sum256(chunk) != digest", "digest == [32]byte{} && sha256.Sum256(chunk) != digest"}},
	},
	{
		sentence: "a receiver that does not compare the whole",
		caughtBy: "TestHostileSenders", inProcess: true, in: filestream,
		patches: []patch{{"transport/internal/files/finish.go", "	if sum != whole {\n		return p.distrust", "	if sum != whole && p.size < 0 {\n		return p.distrust"}},
	},
	{
		sentence: "a receiver that gives a file its name before it is on the disk",
		caughtBy: "TestWhatHasItsNameIsOnTheDisk", inProcess: true, in: transfers,
		patches: []patch{{"transport/internal/files/finish.go", "	if err := p.sync(); err != nil {", "	if err := error(nil); err != nil {"}},
	},
	{
		sentence: "a receiver that goes on with chunks that it does not read again",
		caughtBy: "TestAPartThatRots", inProcess: true, in: transfers,
		patches: []patch{{"transport/internal/files/resume.go", "case err == nil && sha256.Sum256(buf[:n]) == digest:", "case err == nil || sha256.Sum256(buf[:n]) == digest:"}},
	},
	{
		sentence: "a transfer that puts the chunks of two versions together",
		caughtBy: "TestSource", inProcess: true, in: transfers,
		patches: []patch{
			{"transport/internal/filestream/supply.go", "	if want.Version != version {\n", "	if want.Version == (wire.Digest{}) {\n"},
			{"transport/internal/filestream/supply.go", "if want.Version != version || len(ranges) == 0 {", "if len(ranges) == 0 {"},
			{"transport/internal/filestream/pull.go", "to.Part != nil && to.Part.Version() == head.Version", "to.Part != nil"},
		},
	},
	{
		sentence: "a receiver that forgets, when it is killed, that a file is here",
		caughtBy: "TestKill", inProcess: true, in: transfers,
		patches: []patch{
			{"transport/internal/transfer/attempt.go", "		return e.table.Set(t)\n", "		return nil\n"},
			{"transport/internal/transfer/fetch.go", "		e.told(t, f.told)\n", "		_ = e.table.Set(t)\n"},
		},
	},
	{
		sentence: "a member that gives by one connection whatever it is asked for",
		caughtBy: "TestAMemberIsGivenOnlyWhatItMayRead", inProcess: true, in: transfers,
		patches: []patch{{"transport/internal/transfer/give.go", "return s.offer == key{want.Author, want.CID} })", "return s.offer != key{} })"}},
	},
	{
		sentence: "a member that gives by one connection whatever it is asked for",
		caughtBy: "TestAMemberIsGivenOnlyWhatItMayRead", inProcess: true, in: transfers,
		patches: []patch{{"transport/internal/transfer/straight.go", "return d.s.offer == key{want.Author, want.CID} }", "return d.s.offer != key{} }"}},
	},
	{
		sentence: "a member that lets anybody in to whom it is reached straight",
		caughtBy: "TestDoor", inProcess: true, in: "confab/transport/internal/straight",
		patches: []patch{{"transport/internal/straight/door.go", "if peer != reader {", "if peer == (secure.ID{}) {"}},
	},
	{
		sentence: "a member that gives straight without the ticket of the host",
		caughtBy: "TestNothingElseIsGivenStraight", inProcess: true, in: transfers,
		patches: []patch{{"transport/internal/transfer/straight.go", "if !ok || want.Ticket != d.f.Ticket {", "if !ok {"}},
	},
	{
		sentence: "a member that goes on giving straight when the host has ended that",
		caughtBy: "TestTheHostEndsWhatGoesStraight", inProcess: true, in: transfers,
		patches: []patch{{"transport/internal/transfer/straight.go", "				_ = there.Close()\n", ""}},
	},
	{
		sentence: "a host that gives its copy without a look at what the disk made of it",
		caughtBy: "TestDamagedCopy", inProcess: true, in: transfers,
		patches: []patch{{"transport/internal/filestream/supply.go", "if err := source.Check(b.number, digest); err != nil {", "if err := source.Check(b.number, digest); err != nil && stock.Size() < 0 {"}},
	},
	{
		sentence: "a host that has a copy left of what was deleted",
		caughtBy: "TestCopiesGo", inProcess: true, in: transfers,
		patches: []patch{{"transport/internal/transfer/fetch.go", "	err := e.discard(o)\n", "	err := error(nil)\n"}},
	},
	{
		sentence: "a sender that does not look whether a file changed while it was read",
		caughtBy: "TestFileThatChangesWithinAChunk", inProcess: true, in: diskFiles,
		patches: []patch{{"transport/internal/files/source.go", "changed := src.compare(i, info); changed != nil {", "changed := src.compare(i, info); changed != nil && i < 0 {"}},
	},
	{
		sentence: "a sender that follows symbolic links",
		caughtBy: "TestScanReportsWhatItLeavesOut", inProcess: true, in: diskFiles,
		patches: []patch{{"transport/internal/files/scan.go", "func offerable(path string, info fs.FileInfo) error {\n", `func offerable(path string, info fs.FileInfo) error {
	if followed, err := os.Stat(path); err == nil {
		info = followed
	}
`}},
	},
	{
		sentence: "a sender that takes what was sent for received",
		caughtBy: "TestWhatWasSentIsNotReceived", inProcess: true, in: transfers,
		patches: []patch{{"transport/internal/transfer/give.go", "	s.Has = err == nil && whole != (wire.Digest{})\n", "	s.Has = whole != (wire.Digest{}) || s.Bytes == s.Of\n"}},
	},
	{
		sentence: "a sender that hears that another whole was verified, and takes it for its own",
		caughtBy: "TestVerifiedWithAnotherWhole", inProcess: true, in: filestream,
		patches: []patch{{"transport/internal/filestream/supply.go", "known && own != f.Whole {", "known && own != f.Whole && f.Whole == (wire.Digest{}) {"}},
	},
	{
		sentence: "a receiver that writes over a file of the same name",
		caughtBy: "TestFinishNeverWritesOver", inProcess: true, in: diskFiles,
		patches: []patch{
			{"transport/internal/files/finish.go", "if _, err := p.dir.Lstat(name); err == nil {", "if _, err := p.dir.Lstat(name); err == nil && n > 1 {"},
			{"transport/internal/files/rename_linux.go", "to, unix.RENAME_NOREPLACE)", "to, 0)"},
		},
	},
	{
		sentence: "a receiver that makes a file of the name of a device",
		caughtBy: "TestSafeName", inProcess: true, in: diskFiles,
		patches: []patch{{"transport/internal/files/names.go", "	if system != Windows {\n		return name", "	if system != Windows || name != \"\" {\n		return name"}},
	},
	{
		sentence: "a receiver that does not look whether there is room",
		caughtBy: "TestFullDisk", inProcess: true, in: diskFiles,
		patches: []patch{{"transport/internal/files/part.go", "tree.room() + spare; need > free {", "tree.room() + spare; need > free && p.size < 0 {"}},
	},
	{
		sentence: "a receiver that takes whatever has become of an offer",
		caughtBy: "TestFarLargerThanItWasOffered", inProcess: true, in: transfers,
		patches: []patch{{"transport/internal/transfer/attempt.go", "if grown(f.Size, h.Size) {", "if grown(f.Size, h.Size) && h.Size == 0 {"}},
	},
	{
		sentence: "a host that keeps more of a member than its quota",
		caughtBy: "TestCopyQuota", inProcess: true, in: transfers,
		patches: []patch{{"transport/internal/transfer/copies.go", "his+size > uint64(c.rules.ofMember())", "his+size > uint64(c.rules.Bytes)"}},
	},
	{
		sentence: "a picture that says where it was taken",
		caughtBy: "TestStrip", inProcess: true, in: pictures,
		patches: []patch{{"ui/internal/picture/strip_jpeg.go", "			payload = append(bytes.Clone(exifPrefix), minimalExif(o)...)\n", ""}},
	},
	{
		sentence: "a picture that is decoded whatever its size",
		caughtBy: "TestLimits", inProcess: true, in: pictures,
		patches: []patch{{"ui/internal/picture/picture.go", "if pixels > int64(l.MaxPixels) {", "if pixels > int64(l.MaxPixels) && pixels < 0 {"}},
	},
}
