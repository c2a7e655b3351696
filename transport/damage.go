package transport

// Damage describes how the disk harmed the history, and what was mended.
type Damage struct {
	// Messages is how many cannot be read here. Each has a notice of MessageDamaged
	// in its place until a copy comes from a member or the host.
	Messages int
	// Talks has Messages by talk, those with the most first; 64 at most.
	Talks []DamagedTalk
	// Bits is how many single wrong bits were put right.
	Bits int
	// Changes is how many of the newest changes are not on the disk any more.
	Changes uint64
	// Renewed reports that the log of our own server is an older one, as after a restored
	// backup, so that it starts again from the beginning for members.
	Renewed bool
	// Missing reports that the whole database was gone.
	Missing bool
	// Aside is the path of the damaged database, whose readable part was kept in a
	// new one; empty if it is still in use.
	Aside string
}

// DamagedTalk is a talk that has damaged messages.
type DamagedTalk struct {
	// Peer is the other member of a direct talk, or the host of a room of all: ourselves
	// for the room of our own server.
	Peer ID
	// Name is what Peer was called last, or the beginning of its key.
	Name string
	// Room reports whether it is the room of all, Own whether our server hosts it.
	Room, Own bool
	// Messages is how many cannot be read.
	Messages int
}
