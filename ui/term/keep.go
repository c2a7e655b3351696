package term

import (
	"time"

	"confab/transport"
)

const (
	keepFlag       = "keep"
	keepMemberFlag = "keep-member"
	keepAgeFlag    = "keep-age"
	// keepAge is how long a copy is kept unless -keep-age says otherwise.
	keepAge = 30 * 24 * time.Hour
)

// keeping are the flags that have copies kept of what members offer.
type keeping struct {
	c            *command
	most, member *string
	age          *time.Duration
}

// keeping defines its flags on c.
func (c *command) keeping() keeping {
	return keeping{c: c, most: c.String(keepFlag, "", ""), member: c.String(keepMemberFlag, "", ""), age: c.Duration(keepAgeFlag, keepAge, "")}
}

// copies are those that the flags keep; with done, the command ends with code.
func (k keeping) copies() (copies transport.Copies, code int, done bool) {
	c := k.c
	if !c.given(keepFlag) {
		if c.given(keepMemberFlag) || c.given(keepAgeFlag) {
			return copies, c.usage(c.r.say.KeepNeeded), true
		}
		return copies, 0, false
	}
	var ok bool
	if copies.Bytes, ok = parseSize(*k.most); !ok {
		return copies, c.usage(c.r.say.FlagValueInvalid(keepFlag, *k.most)), true
	}
	copies.BytesPerMember = max(copies.Bytes/4, 1)
	if c.given(keepMemberFlag) {
		if copies.BytesPerMember, ok = parseSize(*k.member); !ok {
			return copies, c.usage(c.r.say.FlagValueInvalid(keepMemberFlag, *k.member)), true
		}
	}
	if copies.MaxAge = *k.age; copies.MaxAge < 0 {
		return copies, c.usage(c.r.say.FlagValueInvalid(keepAgeFlag, k.age.String())), true
	}
	return copies, 0, false
}
