package transport

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"confab/transport/internal/core"
)

// fill gives everything in v another value that is not zero, lists two items each.
func fill(v reflect.Value, n *uint64) {
	*n++
	switch v.Kind() {
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Uint8:
		v.SetUint(*n%3 + 1)
	case reflect.Uint32, reflect.Uint64:
		v.SetUint(*n)
	case reflect.Int, reflect.Int64:
		v.SetInt(int64(*n))
	case reflect.String:
		v.SetString(fmt.Sprint("text ", *n))
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem(), n)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		fallthrough
	case reflect.Array:
		for i := range v.Len() {
			fill(v.Index(i), n)
		}
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			v.Set(reflect.ValueOf(time.Unix(int64(*n), 0)))
			return
		}
		for i := range v.NumField() {
			if v.Field(i).Kind() != reflect.Interface { // set by the test
				fill(v.Field(i), n)
			}
		}
	default:
		panic(v.Type())
	}
}

// filled is a T in which nothing is zero.
func filled[T any]() (v T) {
	var n uint64
	fill(reflect.ValueOf(&v).Elem(), &n)
	return v
}

// printed is a value with all that is in it, without what its types are called.
func printed(v any) string {
	var b strings.Builder
	var print func(reflect.Value)
	print = func(v reflect.Value) {
		switch v.Kind() {
		case reflect.Pointer, reflect.Interface:
			if v.IsNil() {
				b.WriteString("nil")
				return
			}
			if err, ok := v.Interface().(error); ok && v.Elem().Kind() == reflect.Struct && v.Elem().Type().Name() != "Error" {
				b.WriteString(err.Error()) // from elsewhere
				return
			}
			print(v.Elem())
		case reflect.Array, reflect.Slice:
			b.WriteString("[")
			for i := range v.Len() {
				print(v.Index(i))
				b.WriteString(" ")
			}
			b.WriteString("]")
		case reflect.Struct:
			if at, ok := v.Interface().(time.Time); ok {
				b.WriteString(at.String())
				return
			}
			b.WriteString("{")
			for i := range v.NumField() {
				b.WriteString(v.Type().Field(i).Name + ":")
				print(v.Field(i))
				b.WriteString("\n")
			}
			b.WriteString("}")
		case reflect.Uint8, reflect.Uint64:
			fmt.Fprint(&b, v.Uint())
		default:
			fmt.Fprint(&b, v.Interface())
		}
	}
	print(reflect.ValueOf(v))
	return b.String()
}

// same complains where two values do not hold the same in fields of the same names.
func same(t *testing.T, what string, inner, face any) {
	t.Helper()
	if a, b := printed(inner), printed(face); a != b {
		t.Errorf("%s is inside\n%s\nand outside\n%s", what, a, b)
	}
}

func TestAllOfAnEventComesOut(t *testing.T) {
	inner := filled[core.Error]()
	inner.Err = &core.Error{Fault: core.DiskFull, Err: errors.New("no space")}
	for _, detail := range []any{
		nil, filled[core.Message](), core.Message{}, []string{"a:1"}, time.Unix(1, 0), core.TalkID(7), filled[core.Page](), core.Page{},
		filled[core.Marks](), filled[core.Results](), filled[core.Indexing](), filled[core.Fingerprint](), filled[core.Invitation](),
		filled[core.Transfer](),
	} {
		t.Run(fmt.Sprintf("%T", detail), func(t *testing.T) {
			e := filled[core.Event]()
			e.Err, e.Detail = &inner, detail
			face := eventOf(e)
			same(t, "the event", e, face)
			if got, want := fmt.Sprintf("%T", face.Detail), strings.Replace(fmt.Sprintf("%T", detail), "core.", "transport.", 1); got != want {
				t.Errorf("its Detail is a %s, not a %s", got, want)
			}
		})
	}
	same(t, "a roster", []core.Peer{filled[core.Peer]()}, peersOf([]core.Peer{filled[core.Peer]()}))
	same(t, "who came", []core.Reached{filled[core.Reached]()}, each([]core.Reached{filled[core.Reached]()}, reachedOf))
	same(t, "known servers", []core.KnownServer{filled[core.KnownServer]()}, knownOf([]core.KnownServer{filled[core.KnownServer]()}))
}

func TestAllThatIsAskedForGoesIn(t *testing.T) {
	same(t, "a draft", filled[Draft]().inward(), filled[Draft]())
	same(t, "a query", filled[Query]().inward(), filled[Query]())
	same(t, "a found server", filled[FoundServer]().inward(), filled[FoundServer]())
	same(t, "a server", filled[KnownServer]().inward(), filled[KnownServer]())
	same(t, "the limits", core.Limits(filled[Limits]()), filled[Limits]())
	encoding := UTF8
	given := Options{
		Limits: filled[Limits](), Version: "1", Name: "Ann", Languages: []string{"zh"}, Encoding: &encoding, Recall: true,
		LetEveryoneIn: true, ShareHistory: true, Hidden: true, Downloads: []string{"a folder"}, Copies: filled[Copies](), Home: &Home{&core.Home{}}, Sink: func(Event) {},
		Known: func(context.Context) ([]KnownServer, error) {
			return []KnownServer{filled[KnownServer]()}, fmt.Errorf("looking: %w", &Error{Fault: HomeBusy})
		},
	}
	in := reflect.ValueOf(given.inward())
	for i := range in.NumField() {
		switch name := in.Type().Field(i).Name; {
		case name == "Logger", name == "Interfaces": // the same inside
		case in.Field(i).IsZero():
			t.Errorf("Options.%s does not go in", name)
		}
	}
	known, err := given.inward().Known(t.Context())
	same(t, "a known server", known[0], filled[KnownServer]())
	if e := (*core.Error)(nil); !errors.As(err, &e) || e.Fault != core.HomeBusy {
		t.Errorf("the error is %v inside", err)
	}
}

func TestErrorsAreThoseOfThisPackage(t *testing.T) {
	inner := &core.Error{Fault: core.DiskFull, Addr: "a:1", Err: &core.Error{Fault: core.Busy, Err: context.Canceled}, More: 2}
	face := outward(fmt.Errorf("storing: %w", inner))
	var e *Error
	if !errors.As(face, &e) || e.Fault != DiskFull || !errors.As(e.Err, &e) || e.Fault != Busy || !errors.Is(face, context.Canceled) {
		t.Errorf("it is %#v outside", face)
	}
	if got, want := outward(inner).Error(), inner.Error(); got != want {
		t.Errorf("it reads %q outside, not %q", got, want)
	}
	if err := outward(nil); err != nil {
		t.Errorf("no error is %v outside", err)
	}
	if err := outward(context.Canceled); err != context.Canceled {
		t.Errorf("another error is %v outside", err)
	}
}

func TestAnEventCostsOneAllocation(t *testing.T) {
	e := filled[core.Event]()
	m := filled[core.Message]()
	m.ReplyTo, m.Reactions = nil, nil
	e.Err, e.Detail = nil, m
	var kept Event
	if n := testing.AllocsPerRun(100, func() { kept = eventOf(e) }); n > 1 {
		t.Errorf("%v allocations for an event about a message", n)
	}
	if kept.Message().Text != m.Text {
		t.Error("the event is about another message")
	}
}
