package words

import "confab/transport"

// Words is everything a person reads, in one language. Fields in lower case
// are sentences with values in them; methods fill those in.
type Words struct {
	// Lang is the language of this value.
	Lang Lang

	// AppName and the line under it.
	AppName, Tagline string
	// The window's title while something is unread.
	titleUnread string
	// The two tabs and the way between pages.
	ServerTab, ClientTab, Back, Settings, Close, Dismiss, OK, Cancel string
	// The other buttons of the window's title bar.
	Minimize, Maximize, Restore string

	// The server's panel.
	Port, PortHint, Start, Stop, Starting, Stopped string
	// StopAsk warns before a Stop that cuts guests off.
	StopAsk                                         string
	WhoMayCome, AllowBrowsers, AllowPlain           string
	AllowBrowsersHint, AllowPlainHint               string
	ShareHistory, ShareHistoryHint                  string
	willSeeAll, willSeeNew                          string
	Visible, VisibleHint                            string
	People, Everyone, NobodyYet, CopyAddress        string
	TalkTo, Rename, RenameHint, Disconnect          string
	Block, BlockHint, Unblock, Blocked, Forget      string
	ListeningOn, whoMayCome, nobodyMayCome          string
	mayComeMembers, mayComePlain, mayComeBrowsers   string
	listening, listeningHere1, listeningHereN       string
	addresses, unreadOne, unreadMany, everyoneHere1 string
	everyoneHereN, everyoneHere0                    string

	// Invitations: the page that makes one and shows it. InviteTrust says who is
	// verified to whom by it, InviteTrustPage what a browser in between changes.
	LetSomeoneIn, InviteScan, InviteQR, InviteWhom  string
	InviteOne, InviteMany, InviteByCode             string
	InviteByLink, CopyInvitation                    string
	InviteCame, InviteNobody                        string
	InviteTrust, InviteTrustPage, InviteStays       string
	EndInvitation, NewInvitation, InviteOnlyHere    string
	InviteNoLink, InviteNearby                      string
	InviteReplaces                                  string
	AllowConfab, MakingInvitation                   string
	inviteLeft, inviteUntil, inviteAt, inviteClosed string
	inviteTries, inviteTriesLast, codeChanged       string
	// inviteEnds says of each fault of InviteEnded what it is to the host and what
	// to do.
	inviteEnds map[transport.Fault]string

	// memberTurnedAway says to the host that a Confab was not let in.
	memberTurnedAway string

	// The client's panel.
	Address, AddressHint, Connect, HangUp, CancelConnect string
	Recent, NoRecent, RemoveRecent                       string
	NotConnected, PlainWarning                           string
	connecting, connectedTo, disconnectedFrom            string
	connectTo                                            string

	// Servers nearby, the code of an invitation, and the page of the servers.
	Nearby, NearbyNone, NearbyHelp, NewNearby, LookFurther, LookingFurther, SweptAll string
	// The page of the networks that are asked too: OtherNetworks is its title, AskNetworks
	// opens it.
	OtherNetworks, AskNetworks, NetworksHint                                     string
	Network, NetworkHelp, AddNetwork                                             string
	NetworkInvalid, NetworkLarge                                                 string
	networksFull                                                                 string
	nearbyFound, moreNearby1, moreNearbyN, FewerNearby                           string
	Code, CodeHint, CodeDigits, CodeAskHelp, CheckingCode, UseCode               string
	Servers, AllServers, NoServers, ServersHint, Favourite, Unfavourite          string
	RenameServer, RenameServerHint, NewName, RemoveServer, RemoveServerConfirm   string
	codeRight, seenAt, callsItself, renameName, removeName, starName, unstarName string
	removeServerWho, removeServerAsk                                             string

	// An address at which nobody was met.
	noConfabThere, confabThere, ConnectSecurely, ConnectPlain string

	// Secure connections.
	NotLetInYet                                                              string
	ConnectAs, Secure, SecureHint, AskingToJoin, Reconnecting, ReconnectNow  string
	KeptMeanwhile, Unreached, KeyChangedTitle, RemoveKey, RemoveKeyConfirm   string
	reconnectingIn, removeKeyAsk, knownElsewhere                             string
	AllowMembers, AllowMembersHint, AcceptMember, DeclineMember, WantsToJoin string
	asksToJoin, askAccept, askDecline                                        string
	moreAsk1, moreAskN, FewerAsk                                             string
	Verify, VerifyText, WordsPending, TheyMatch, TheyDiffer                  string
	// OtherWords offers the twelve words in the other language, and OwnWords in
	// this one again.
	OtherWords, OwnWords                                                                  string
	verifyWith                                                                            string
	RemoveMember, BlockMember, LetIntoRoom, TakeOutOfRoom                                 string
	LockVerified, LockUnverified, LockChanged, HostTag, NotHere, GuestInRoom, MoreMembers string
	guestsInRoom1, guestsInRoomN, alsoToGuest1, alsoToGuestN                              string
	RemoveMemberAsk, BlockMemberAsk, removeWho, blockWho, wordsDiffer                     string
	LinkFailed, openLink, copyLink                                                        string

	// LockHostUnverified is of a member whose words were compared, reached through a host of
	// whom they were not.
	LockHostUnverified, InvitedTag, InvitedHint, guestNamed string

	// How members came, and when they were here.
	cameByHost, cameByLink, cameByCode, cameWithAll, lastSeen, neverSeen  string
	Members, MembersHint, FindMember, NoSuchMember, NoMembers             string
	members1, membersN, membersFound, unblockWho, UnblockAsk, unblockName string

	// Other starts of the program, and the links that they bring.
	linkAsks, linkAsksLater, linkUnusable, invitationOf, passedInvitationOf, homeOfCommand, homeOfSilent, startsApart string

	// Guests in the room, new names, and who is here while we are not.
	LetInAsk, HereUnknown, letInWho, renamed string

	// What can be done with a message of members.
	StoredHint, GotHint, ReadHint, Edited, MessageDeleted, ByGuestTag              string
	Reply, React, Edit, Delete, DeleteAsk, Discard, Editing, QuoteGone, GoToQuoted string
	replyingTo, reaction, reactionMine                                             string
	typingOne, typingTwo, TypingMany                                               string
	Search, SearchHint, SearchNone, Searching, SearchPrevious, SearchNext          string
	hitOf                                                                          string
	stillIndexing                                                                  string
	ExportText, ExportLines, exported, exportFailed                                string

	// A message that is not on its way.
	SendAgain, unkept string

	// People rows.
	Plain, PlainHint, NotEncrypted, Undecided, HasNotSpoken, You string
	left, leftAt, disconnected, disconnectedAt, youSaid          string

	// Who has ended its direction of a plain connection.
	SaysNothingMore, StillReads string

	// The conversation.
	ComposerHint, ComposerEveryone, ComposerHexHint, Send         string
	HexView, TextView, SendAsHex, Encoding, Copy, Copied, CopyHex string
	Cut, Paste, SelectAll, PasteEmpty, PasteSilent, PasteCut      string
	// Looking for the code of an invitation.
	ScanCode, Scanning, ScanScreen, ScanOthers, ScanClipboard, ScanFile                   string
	ScanFileTitle, ScanFileText, PictureFile, Scan                                        string
	SeveralInvitations, NoCodeOnScreen, NoCodeInPicture, NoPictureCopied, PictureTooLarge string
	PictureUnknown, ScreenRefused, ScreenUnsupported                                      string
	ClipboardUnsupported, otherCode, pictureUnreadable                                    string

	ToNewest, TalkMenu, listComma, moreFor                           string
	ShowAll, Clipped, OlderDropped, Loading                          string
	Today, Yesterday, UnreadLine                                     string
	Waiting, Written, WrittenHint, NotSent                           string
	AsBytes, ToEveryone                                              string
	newOne, newMany, toEveryoneOf, notSentWhy, changeRefused         string
	letInRefused                                                     string
	toGuest1, toGuestN, toGuestsOf                                   string
	EmptyStopped, EmptyNobody, EmptyEveryone, EmptyTalk, EmptyClient string
	// EmptyInvite is EmptyNobody where there can be invitations.
	EmptyInvite                                                              string
	EmptyConnecting, EmptyServerTalk, NoTalkSelected, NothingToSend, HexBad  string
	EverythingGone, NotConnectedYet, PeerNotHere, ServerNotRunning, NoGuests string
	EmptyAsking, KeyChangedYet, PastYet                                      string
	// dayThisYear and dayOther are layouts for time.Format; weekdays and
	// months replace the English names that Format writes.
	dayThisYear, dayOther string

	// Names of the encodings.
	EncodingUTF8, EncodingHex string
	// scripts is what each is for.
	scripts                             map[transport.Script]string
	encodingFor, encodingNow, guessMark string
	encodingGuessed, guessStrip         string
	GuessRight, GuessOther              string
	noSign, noSignGuest1, noSignGuestN  string
	replacedFor1, replacedForN          string

	// Files.
	SaveFile, PauseFile, ResumeFile, RetryFile, ShowFile                                         string
	FileBegins, FileWaitsHost, FileBegunAgain, SomeMember, showFileFailed                        string
	fileCount1, fileCountN, fileButton, fileComing, filePaused, fileSaved                        string
	fileLeftSeconds, fileLeftMinutes, fileLeftHours, fileHave1, fileHaveN                        string
	fileRead1, fileReadN, fileSkipped                                                            string
	Attach, AttachFile, AttachTitle, AttachText, AttachPath, OfferFile, AttachGone, AttachByPath string
	Files, DownloadsFolder, DownloadsHint, DownloadsBad, fileAccept                              string
	AcceptFiles, AcceptNone, AcceptHint, AttachFolder                                            string
	FileInside, KeepFile, ShareFile, fileNotTaken, fileNotShared                                 string
	SharedAttach, SharedDiscard, SharedChoose, SharedElsewhere, sharedCount1, sharedCountN       string
	sharedMore, sharedWaits1, sharedWaitsN                                                       string
	// Of the host's copies.
	FileKept, FileKeeping, FileOverQuota, FileNoRoom, FileNotKept, FileFromCopy, fileWaitsFor string
	FileThroughHost, fileStraight                                                             string
	KeepCopies, KeepNone, KeepHint, keepUpTo                                                  string

	// Files of plain talks: SendRaw is a button, RawWaits the state of a file behind others.
	SendRaw, SendRawFile, SendRawText, RawFile, RawWaits, rawWent string
	RateTitle, RateFull, RateOwn, RateField, RateBad, rateBaud    string
	SaveWhatComes, StopSaving, saveBegan, saveEnded, saveFailed   string
	SavesNow                                                      string

	// Pictures.
	OpenPicture, PictureGone, PictureTooBig, PictureNotHere string
	ZoomIn, ZoomOut, NextPicture, PreviousPicture           string
	sendPictures1, sendPicturesN                            string
	pictureKept1, pictureKeptN                              string

	// The settings.
	Name, NameHint, Theme, ThemeSystem, ThemeLight, ThemeDark    string
	Language, LanguageSystem, LanguageEnglish, LanguageChinese   string
	TextSize, About, AboutText, version                          string
	CannotProtect, CannotProtectText, BlockedPeople, NoneBlocked string

	// Who this person is.
	Identity, IdentityHint, NoIdentity, KeyExposed, CopyIdentity, homeFull string

	// For screen readers.
	StateOn, StateOff, StateBusy, PeopleList, Transcript, Composer string

	// What is left where a value is missing.
	thatAddress, thisPeer, noDetail string

	// When to try again.
	waitUnknown, waitSeconds1, waitSecondsN, waitMinutes1, waitMinutesN string

	// Notices in a talk.
	peerConnected, encodingChanged, lineMode, noticeUnknown string
	peerHalfClosed                                          string
	andMore1, andMoreN                                      string
	peerAsks, guestLetIn, guestLetOut, historyGap, newEra   string
	peerInvited, peerProved                                 string
	historyBegins                                           string
	copyMisfit, messageDamaged                              string
	guestUnheard, memberMisfit                              string
	// A run of such notices in one line.
	came, cameBack, cameAndWent, went, askedToJoin, turnedAway string
	namesTwo, namesThree, namesMany, partComma                 string
	ShowEach, ShowFewer                                        string
	// Damage of the disk. Whole sentences, which twoSentences puts together.
	damageMissing, damageChange1, damageChangeN, damageMessage1, damageMessageN        string
	damageSomewhere1, damageSomewhereN, damageFile, damageBits, damageAside            string
	damageRestore, damageRest, damageCopy, twoSentences, damagedTalk, damagedElsewhere string
	damageRenewed                                                                      string
	// Trouble with the settings file, which is not a fault of transport.
	PrefsUnreadable, prefsSetAside, prefsNotSaved string
	// Trouble with the window itself, said in the terminal.
	windowLost string
	// Trouble with what only a phone has.
	phoneTrouble string

	// faults are sentences; reasons are what a talk says about how its
	// connection ended. A fault that ends no connection has no reason.
	faults  map[transport.Fault]string
	reasons map[transport.Fault]string
}
