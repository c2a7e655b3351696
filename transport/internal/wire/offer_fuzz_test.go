package wire

import (
	"errors"
	"reflect"
	"testing"
)

// FuzzOffer decodes whatever comes as what a message offers: what is taken is within the
// limits, and is written as it was read.
func FuzzOffer(f *testing.F) {
	for _, o := range []Offer{
		{Name: "plan.pdf", Size: 1 << 30},
		{Name: "岛", Folder: true},
		{Name: "wood", Folder: true, Files: MaxFiles, Size: MaxFileBytes},
		{Name: "a.jpg", Width: 4000, Height: 3000, Preview: "\xff\xd8\xff\xd9"},
	} {
		f.Add(offer(o))
	}
	f.Fuzz(func(t *testing.T, file string) {
		o, err := DecodeOffer(file)
		if err != nil {
			var r *Refusal
			if o != nil || !errors.As(err, &r) || r.Type != TypeOffer {
				t.Fatalf("%+v, %v", o, err)
			}
			return
		}
		if o.Name == "" || len(o.Name) > MaxFileNameBytes || o.Size > MaxFileBytes || o.Files > MaxFiles || len(o.Preview) > MaxPreviewBytes ||
			o.Width > MaxPictureSide || o.Height > MaxPictureSide || o.Width == 0 != (o.Height == 0) {
			t.Fatalf("%+v is taken", o)
		}
		again, err := o.Encode()
		if err != nil {
			t.Fatalf("%+v is not written: %v", o, err)
		}
		if same, err := DecodeOffer(again); err != nil || !reflect.DeepEqual(same, o) || len(again) > len(file) {
			t.Fatalf("%+v became %+v, %v", o, same, err)
		}
	})
}
