package cpace

import (
	"crypto/hmac"
	"crypto/sha512"
	"encoding/binary"

	"github.com/gtank/ristretto255"
)

// dsi separates this group from others (G.DSI of the draft).
const dsi = "CPaceRistretto255"

// lvCat joins strings, each behind its length in LEB128.
func lvCat(parts ...[]byte) []byte {
	var all []byte
	for _, p := range parts {
		all = append(binary.AppendUvarint(all, uint64(len(p))), p...)
	}
	return all
}

// generatorString pads the code so that the first block of the hash holds it and nothing
// of the session.
func generatorString(code, channel, id []byte) []byte {
	head := len(lvCat([]byte(dsi), code))
	return lvCat([]byte(dsi), code, make([]byte, max(0, sha512.BlockSize-1-head)), channel, id)
}

// generator is calculate_generator of the draft.
func generator(code, channel, id []byte) *ristretto255.Element {
	sum := sha512.Sum512(generatorString(code, channel, id))
	g, err := ristretto255.NewIdentityElement().SetUniformBytes(sum[:])
	if err != nil {
		panic(err) // it has none but for another length
	}
	return g
}

// transcript is transcript_ir of the draft.
func transcript(client Share, clientData []byte, host Share, hostData []byte) []byte {
	return append(lvCat(client[:], clientData), lvCat(host[:], hostData)...)
}

// sessionKey is ISK of the draft.
func sessionKey(id, point, transcript []byte) [sha512.Size]byte {
	return sha512.Sum512(append(lvCat([]byte(dsi+"_ISK"), id, point), transcript...))
}

// tags are what both sides prove with that they have the key.
func tags(id []byte, key [sha512.Size]byte, client, host Share) (ofClient, ofHost Tag) {
	mac := sha512.Sum512(append(append([]byte("CPaceMac"), id...), key[:]...))
	for _, side := range []struct {
		tag   *Tag
		share Share
		data  []byte
	}{{&ofClient, client, clientData}, {&ofHost, host, hostData}} {
		sum := hmac.New(sha512.New, mac[:])
		sum.Write(lvCat(side.share[:], side.data))
		sum.Sum(side.tag[:0])
	}
	return ofClient, ofHost
}
