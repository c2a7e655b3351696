package term

import (
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// saveMost is how large what serve takes by itself may be unless -save-max says otherwise.
const saveMost = 1 << 30

// saving are the flags that have files fetched by themselves.
type saving struct {
	c         *command
	dir, most *string // most is nil where there is no limit
}

const (
	saveFlag    = "save"
	saveMaxFlag = "save-max"
)

// saving defines its flags on c.
func (c *command) saving(limited bool) saving {
	s := saving{c: c, dir: c.String(saveFlag, "", "")}
	if limited {
		s.most = c.String(saveMaxFlag, "", "")
	}
	return s
}

// offers are those that the flags fetch from; with done, the command ends with code.
func (s saving) offers(plain bool) (f *offers, code int, done bool) {
	f = &offers{}
	if s.most != nil {
		f.most = saveMost
	}
	r := s.c.r
	switch {
	case s.most != nil && s.c.given(saveMaxFlag) && !s.c.given(saveFlag):
		return nil, s.c.usage(r.say.SaveNeedsMax), true
	case !s.c.given(saveFlag):
		return f, 0, false
	case plain:
		return nil, s.c.usage(r.say.SaveNeedsSecure), true
	}
	if s.most != nil && s.c.given(saveMaxFlag) {
		most, ok := parseSize(*s.most)
		if !ok {
			return nil, s.c.usage(r.say.FlagValueInvalid(saveMaxFlag, *s.most)), true
		}
		f.most = most
	}
	if info, err := os.Stat(*s.dir); err != nil || !info.IsDir() {
		return nil, r.fail(r.say.NoFolder(saveFlag, *s.dir)), true
	}
	whole, err := filepath.Abs(*s.dir)
	if err != nil {
		return nil, r.fail(r.say.NoFolder(saveFlag, *s.dir)), true
	}
	f.save = whole
	return f, 0, false
}

// parseSize reads a number of bytes such as 500M, 1.5G or 4096, in steps of 1024.
func parseSize(typed string) (bytes int64, ok bool) {
	number := strings.ToUpper(strings.TrimSpace(typed))
	number = strings.TrimSuffix(strings.TrimSuffix(number, "B"), "I")
	factor := 1.0
	if at := strings.IndexAny(number, "KMGT"); at >= 0 && at == len(number)-1 {
		factor = math.Pow(1024, float64(1+strings.IndexByte("KMGT", number[at])))
		number = number[:at]
	}
	n, err := strconv.ParseFloat(strings.TrimSpace(number), 64)
	if n *= factor; err != nil || !(n >= 1 && n < math.MaxInt64) {
		return 0, false
	}
	return int64(n), true
}
