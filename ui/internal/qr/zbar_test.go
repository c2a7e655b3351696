package qr

import (
	"encoding/base64"
	"errors"
	"flag"
	"fmt"
	"image/png"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

var codes = flag.Int("codes", 100, "how many codes are read in the comparison with zbarimg")

// kinds are the ways in which codes are seen. Each value is drawn anew for a code.
var kinds = []struct {
	name string
	seen func(r *rand.Rand) scene
}{
	{"plain", func(r *rand.Rand) scene { return plain(2 + 6*r.Float64()) }},
	{"rotated", func(r *rand.Rand) scene {
		s := plain(3 + 3*r.Float64())
		s.angle = 2 * math.Pi * r.Float64()
		return s
	}},
	{"blurred", func(r *rand.Rand) scene {
		s := plain(4 + 3*r.Float64())
		s.blur = s.module * (0.3 + 0.4*r.Float64())
		return s
	}},
	{"inverted", func(r *rand.Rand) scene {
		s := plain(3 + 4*r.Float64())
		s.dark, s.light = 255, 20
		return s
	}},
	{"small", func(r *rand.Rand) scene { return plain(1.2 + 1.3*r.Float64()) }},
	{"large", func(r *rand.Rand) scene { return plain(9 + 6*r.Float64()) }},
	{"noisy", func(r *rand.Rand) scene {
		s := plain(3 + 3*r.Float64())
		s.dark, s.light, s.noise = 40, 215, 20+40*r.Float64()
		return s
	}},
	{"perspective", func(r *rand.Rand) scene {
		s := plain(4 + 3*r.Float64())
		s.perspective, s.angle = 0.05+0.2*r.Float64(), 0.4*r.Float64()
		return s
	}},
	{"in a screenshot", func(r *rand.Rand) scene {
		s := plain(float64(2 + r.IntN(3)))
		s.margin, s.clutter = 150+r.IntN(200), 150
		return s
	}},
	{"photographed", func(r *rand.Rand) scene {
		s := plain(4 + 3*r.Float64())
		s.dark, s.light, s.shade = 50, 190, 0.6*r.Float64()
		s.angle, s.perspective, s.blur, s.noise = 0.6*r.Float64()-0.3, 0.1*r.Float64(), 0.3*s.module, 6
		return s
	}},
}

func TestAsManyAsZbarimg(t *testing.T) {
	program, err := exec.LookPath("zbarimg")
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal(err)
		}
		t.Skip("not run: this test needs the zbarimg program")
	}
	random := rand.New(rand.NewPCG(20, 26))
	dir := t.TempDir()
	texts, files := make([]string, *codes), make([]string, *codes)
	mine := map[string]int{}
	for i := range *codes {
		kind := kinds[i%len(kinds)]
		secret := make([]byte, 60+random.IntN(60))
		for k := range secret {
			secret[k] = byte(random.Uint32())
		}
		texts[i] = fmt.Sprintf("http://192.168.1.%d:8899/#%s", i, base64.RawURLEncoding.EncodeToString(secret))
		img := render(t, texts[i], kind.seen(random), random)
		files[i] = filepath.Join(dir, fmt.Sprintf("%03d.png", i))
		f, err := os.Create(files[i])
		if err != nil {
			t.Fatal(err)
		}
		if err := (&png.Encoder{CompressionLevel: png.NoCompression}).Encode(f, img); err != nil {
			t.Fatal(err)
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
		if got, err := DecodeAll(img); err == nil && slices.Equal(got, texts[i:i+1]) {
			mine[kind.name]++
		} else if err == nil {
			t.Errorf("code %d, %s, is read as something else: %q", i, kind.name, got)
		}
	}
	// It exits with 4 when it finds no code in one of them.
	out, err := exec.Command(program, append([]string{"--quiet", "--raw", "-Sdisable", "-Sqrcode.enable", "-Stest-inverted"}, files...)...).Output()
	if exit := (*exec.ExitError)(nil); err != nil && (!errors.As(err, &exit) || exit.ExitCode() != 4) {
		t.Fatal(err)
	}
	read := strings.Split(string(out), "\n")
	theirs := map[string]int{}
	for i, text := range texts {
		if slices.Contains(read, text) {
			theirs[kinds[i%len(kinds)].name]++
		}
	}
	ours, others := 0, 0
	for _, kind := range kinds {
		t.Logf("%-16s %3d here, %3d by zbarimg", kind.name, mine[kind.name], theirs[kind.name])
		ours, others = ours+mine[kind.name], others+theirs[kind.name]
	}
	t.Logf("of %d codes, %d are read here, and %d by zbarimg", *codes, ours, others)
	if ours < others {
		t.Errorf("%d codes are read here, and %d by zbarimg", ours, others)
	}
	if others == 0 {
		t.Errorf("zbarimg read none: %s", out)
	}
}
