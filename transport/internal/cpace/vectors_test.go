package cpace

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha512"
	"encoding/hex"
	"encoding/json"
	"os"
	"testing"

	"github.com/gtank/ristretto255"
)

// octets are written as hexadecimal digits.
type octets []byte

func (o *octets) UnmarshalText(text []byte) (err error) {
	*o, err = hex.DecodeString(string(text))
	return err
}

// vectors are those of the appendix of draft-irtf-cfrg-cpace-21 for this suite and the
// order of initiator and responder: all of them, under the names that they have there, the
// long ones cut short. The draft has none for the tags of the key confirmation.
type vectors struct {
	PrependLen map[string]octets `json:"prepend_len"`
	LvCat      map[string]octets `json:"lv_cat"`
	Transcript map[string]octets `json:"transcript_ir"`
	Generator  struct {
		DSI    octets
		PRS    octets
		CI     octets
		Sid    octets `json:"sid"`
		String octets `json:"generator_string"`
		Hash   octets `json:"hash"`
		G      octets `json:"g"`
	} `json:"generator"`
	Exchange struct {
		PRS    octets
		CI     octets
		Sid    octets `json:"sid"`
		G      octets `json:"g"`
		SmallA octets `json:"ya"`
		SmallB octets `json:"yb"`
		YA     octets `json:"Ya"`
		YB     octets `json:"Yb"`
		ADa    octets
		ADb    octets
		K      octets
		ISK    octets `json:"ISK_IR"`
		Script octets `json:"transcript_ir"`
		Hashed octets `json:"hashed"`
	} `json:"exchange"`
	Points struct {
		Valid struct {
			S     octets `json:"s"`
			X     octets
			Mult  octets `json:"scalar_mult"`
			MultV octets `json:"scalar_mult_vfy"`
		}
		Broken  octets `json:"Y_i1"`
		Neutral octets `json:"Y_i2"`
	} `json:"points"`
}

func readVectors(t testing.TB) (v vectors) {
	t.Helper()
	text, err := os.ReadFile("testdata/draft-irtf-cfrg-cpace-21.json")
	if err == nil {
		err = json.Unmarshal(text, &v)
	}
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func scalar(t testing.TB, b []byte) *ristretto255.Scalar {
	t.Helper()
	s, err := ristretto255.NewScalar().SetCanonicalBytes(b)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func same(t *testing.T, what string, got, want []byte) {
	t.Helper()
	if len(want) == 0 || !bytes.Equal(got, want) {
		t.Errorf("%s\ngot  %x\nwant %x", what, got, want)
	}
}

func TestVectorsOfTheDraft(t *testing.T) {
	v := readVectors(t)
	long := make([]byte, 128)
	for i := range long {
		long[i] = byte(i)
	}
	same(t, "nothing with its length", lvCat(nil), v.PrependLen["prepend_len(b'')"])
	same(t, "four bytes with their length", lvCat([]byte("1234")), v.PrependLen["prepend_len(b'1234')"])
	same(t, "127 bytes with their length", lvCat(long[:127]), v.PrependLen["prepend_len(bytes(range(127)))"])
	same(t, "128 bytes with their length", lvCat(long), v.PrependLen["prepend_len(bytes(range(128)))"])
	same(t, "several strings", lvCat([]byte("1234"), []byte("5"), nil, []byte("678")), v.LvCat["lv_cat(b'1234',b'5',b'',b'678')"])

	// Its shares are shorter than a Share, so that only the strings can be compared.
	for name, parts := range map[string][4]string{
		"transcript_ir(b'123',b'PartyA',b'234',b'PartyB')":   {"123", "PartyA", "234", "PartyB"},
		"transcript_ir(b'3456',b'PartyA',b'2345',b'PartyB')": {"3456", "PartyA", "2345", "PartyB"},
	} {
		same(t, name, lvCat([]byte(parts[0]), []byte(parts[1]), []byte(parts[2]), []byte(parts[3])), v.Transcript[name])
	}

	g := v.Generator
	same(t, "the group's name", []byte(dsi), g.DSI)
	text := generatorString(g.PRS, g.CI, g.Sid)
	same(t, "the generator's string", text, g.String)
	sum := sha512.Sum512(text)
	same(t, "its hash", sum[:], g.Hash)
	same(t, "the generator", generator(g.PRS, g.CI, g.Sid).Bytes(), g.G)

	e := v.Exchange
	base := generator(e.PRS, e.CI, e.Sid)
	same(t, "the generator of the exchange", base.Bytes(), e.G)
	client, host := scalar(t, e.SmallA), scalar(t, e.SmallB)
	ya, yb := shareOf(client, base), shareOf(host, base)
	same(t, "the client's share", ya[:], e.YA)
	same(t, "the host's share", yb[:], e.YB)
	script := transcript(ya, e.ADa, yb, e.ADb)
	same(t, "the transcript", script, e.Script)
	for side, point := range map[string]func() ([]byte, bool){
		"client": func() ([]byte, bool) { return multiply(client, yb) },
		"host":   func() ([]byte, bool) { return multiply(host, ya) },
	} {
		k, ok := point()
		if !ok {
			t.Errorf("the %s refuses the other's share", side)
		}
		same(t, "the point of the "+side, k, e.K)
		key := sessionKey(e.Sid, k, script)
		same(t, "the key of the "+side, key[:], e.ISK)
	}
	hashed := sha512.Sum512(e.Hashed)
	same(t, "the hash of the key's string", hashed[:], e.ISK)

	p := v.Points
	product, ok := multiply(scalar(t, p.Valid.S), Share(p.Valid.X))
	if !ok {
		t.Error("a valid point is refused")
	}
	same(t, "a product", product, p.Valid.MultV)
	same(t, "a product", product, p.Valid.Mult)
	for what, y := range map[string]octets{"no point": p.Broken, "the neutral element": p.Neutral} {
		if _, ok := multiply(scalar(t, p.Valid.S), Share(y)); ok {
			t.Errorf("%s is taken for a share", what)
		}
	}
}

// The draft has no vectors for the tags: what it says of them is computed here a second
// time, from the key that it has a vector for.
func TestTagsAreThoseThatTheDraftDescribes(t *testing.T) {
	e := readVectors(t).Exchange
	ofClient, ofHost := tags(e.Sid, [sha512.Size]byte(e.ISK), Share(e.YA), Share(e.YB))
	key := sha512.New()
	key.Write([]byte("CPaceMac"))
	key.Write(e.Sid)
	key.Write(e.ISK)
	mac := key.Sum(nil)
	for _, side := range []struct {
		name, data string
		share      octets
		tag        Tag
	}{{"client", "client", e.YA, ofClient}, {"host", "host", e.YB, ofHost}} {
		h := hmac.New(sha512.New, mac)
		h.Write([]byte{32})
		h.Write(side.share)
		h.Write([]byte{byte(len(side.data))})
		h.Write([]byte(side.data))
		same(t, side.name, side.tag[:], h.Sum(nil))
	}
}
