package store

// Admission says how somebody became a member. It is stored: the numbers stay.
type Admission uint8

const (
	// UnknownAdmission is of members of an earlier version, and of who never was one.
	UnknownAdmission Admission = 0
	// ByHost was accepted by a person.
	ByHost Admission = 1
	// ByLink came by the link of an invitation.
	ByLink Admission = 2
	// ByCode proved to have the code of an invitation.
	ByCode Admission = 3
	// ByAll was let in because everybody was.
	ByAll Admission = 4
)

func (c *conn) admitV9() error { return c.Exec(schemaV9) }

const schemaV9 = `
-- How a member was let in; 0 of those who were before.
ALTER TABLE members ADD COLUMN admission INTEGER NOT NULL DEFAULT 0;
`
