package prefs

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"reflect"
	"slices"
	"strings"
)

// version is that of the format that this program writes. A program with a later one
// adds keys, and gives none another meaning: what it writes is read here as far as it
// is understood, and the rest is written back as it was.
const version = 1

// fields is what a file holds, by key, as it stands there.
type fields map[string]json.RawMessage

// decode takes a file apart. It fails only for what is no JSON object.
func decode(raw []byte) (f fields, err error) {
	d := json.NewDecoder(bytes.NewReader(bytes.TrimPrefix(raw, []byte("\ufeff")))) // editors put it there
	if err := d.Decode(&f); err != nil {
		return nil, err
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, errors.New("text after the end")
	}
	if f == nil {
		return nil, errors.New("there is no object")
	}
	return f, nil
}

// The keys of the texts in entries that are objects, see text.
const (
	recentText = "address"
	draftText  = "text"
)

// understood is what f says to this program: a value of another type or out of bounds
// is the default, that one alone.
func understood(f fields, defaults Prefs) Prefs {
	p := defaults
	for key, at := range p.fields() {
		raw, there := f[key]
		if !there || kind(raw) == 'n' {
			continue
		}
		switch at := at.Addr().Interface().(type) {
		case *[]string:
			*at = nil
			for _, e := range list(raw) {
				if s, ok := text(e, recentText); ok {
					*at = append(*at, s)
				}
			}
		case *map[string]string:
			*at = map[string]string{}
			for talk, e := range object(raw) {
				if s, ok := text(e, draftText); ok {
					(*at)[talk] = s
				}
			}
		default:
			fresh := reflect.New(reflect.TypeOf(at).Elem())
			if json.Unmarshal(raw, fresh.Interface()) == nil {
				reflect.ValueOf(at).Elem().Set(fresh.Elem())
			}
		}
	}
	p.Version = version
	p.tidy(defaults)
	return p
}

// woven is the file of p in the place of f: what means the same as before stands as
// it stood, and so does what is not understood.
func woven(f fields, defaults, p Prefs) ([]byte, error) {
	out, was := maps.Clone(f), understood(f, defaults)
	if out == nil {
		out = fields{}
	}
	order := make([]string, 0, len(f))
	before, now := was.fields(), p.fields()
	for i := range reflect.TypeFor[Prefs]().NumField() {
		key, omit := keyOf(i)
		order = append(order, key)
		raw := f[key]
		if key == versionKey && newer(raw) || key != versionKey && raw != nil && same(now[key], before[key]) {
			continue
		}
		value, err := wovenValue(raw, before[key], now[key])
		if err != nil {
			return nil, err
		}
		if out[key] = value; omit && (string(value) == "[]" || string(value) == "{}" || string(value) == "null") {
			delete(out, key)
		}
	}
	for _, key := range slices.Sorted(maps.Keys(out)) {
		if _, known := before[key]; !known {
			order = append(order, key)
		}
	}
	return out.indented(order)
}

// indented is the file with the keys in that order.
func (f fields) indented(order []string) ([]byte, error) {
	var one bytes.Buffer
	one.WriteByte('{')
	for _, key := range order {
		value, there := f[key]
		if !there {
			continue
		}
		if one.Len() > 1 {
			one.WriteByte(',')
		}
		name, err := json.Marshal(key)
		if err != nil {
			return nil, err
		}
		one.Write(name)
		one.WriteByte(':')
		one.Write(value)
	}
	one.WriteByte('}')
	var out bytes.Buffer
	if err := json.Indent(&out, one.Bytes(), "", "\t"); err != nil {
		return nil, err
	}
	out.WriteByte('\n')
	return out.Bytes(), nil
}

// wovenValue is the JSON of a field that changed from was to now, with what raw has
// beside it.
func wovenValue(raw json.RawMessage, was, now reflect.Value) (json.RawMessage, error) {
	switch texts := now.Interface().(type) {
	case []string:
		switch kind(raw) {
		case '[':
			return wovenList(list(raw), texts), nil
		case '{':
			return raw, nil // a later program has more in it than we could put back
		}
	case map[string]string:
		switch kind(raw) {
		case '{':
			return wovenObject(object(raw), texts, was.Interface().(map[string]string)), nil
		case '[':
			return raw, nil
		}
	}
	return json.Marshal(now.Interface())
}

// wovenList is the list of texts with the entries of before where they are the same,
// and behind them those that are not understood.
func wovenList(before []json.RawMessage, texts []string) json.RawMessage {
	out, strange := []json.RawMessage{}, []json.RawMessage(nil)
	entries := map[string]json.RawMessage{}
	for _, e := range before {
		s, ok := text(e, recentText)
		if !ok {
			strange = append(strange, e)
		} else if s = field(s); entries[s] == nil {
			entries[s] = e
		}
	}
	for _, s := range texts {
		e := entries[s]
		if e == nil {
			e = encoded(s)
		}
		out = append(out, e)
	}
	return encoded(append(out, strange...))
}

// wovenObject is the object of texts by key with what before has beside them: was is
// how that was understood.
func wovenObject(before map[string]json.RawMessage, texts, was map[string]string) json.RawMessage {
	out := maps.Clone(before)
	for key := range was {
		if _, kept := texts[key]; !kept {
			delete(out, key)
		}
	}
	for key, s := range texts {
		if old, ok := was[key]; !ok || old != s {
			out[key] = wovenText(before[key], s)
		}
	}
	return encoded(out)
}

// wovenText is a text in the place of the entry raw, which may have more beside it.
func wovenText(raw json.RawMessage, s string) json.RawMessage {
	if kind(raw) != '{' {
		return encoded(s)
	}
	all := object(raw)
	all[draftText] = encoded(s)
	return encoded(all)
}

// encoded is the JSON of texts and of what is JSON already, which cannot fail.
func encoded(v any) json.RawMessage {
	raw, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return raw
}

// text is what an entry of a list or an object says: it is a string or, as a later
// program may have it, an object with the string under name and more beside it.
func text(raw json.RawMessage, name string) (s string, ok bool) {
	if kind(raw) == '{' {
		raw = object(raw)[name]
	}
	return s, kind(raw) == '"' && json.Unmarshal(raw, &s) == nil
}

// list and object take a value apart; one of another type is empty.
func list(raw json.RawMessage) (all []json.RawMessage) {
	_ = json.Unmarshal(raw, &all)
	return all
}

func object(raw json.RawMessage) (all map[string]json.RawMessage) {
	_ = json.Unmarshal(raw, &all)
	return all
}

// kind is the first character of a value, by which its type is known; 'n' is null,
// and 0 no value.
func kind(raw json.RawMessage) byte {
	if len(raw) == 0 {
		return 0
	}
	return raw[0]
}

// newer reports whether a version is one that this program does not know.
func newer(raw json.RawMessage) bool {
	var n float64
	return kind(raw) != 0 && kind(raw) != 'n' && (json.Unmarshal(raw, &n) != nil || n > version)
}

const versionKey = "version"

// fields are the fields of p by key.
func (p *Prefs) fields() map[string]reflect.Value {
	all := map[string]reflect.Value{}
	v := reflect.ValueOf(p).Elem()
	for i := range v.NumField() {
		key, _ := keyOf(i)
		all[key] = v.Field(i)
	}
	return all
}

// keyOf is the key of a field of Prefs, and whether it is left out while empty.
func keyOf(i int) (key string, omit bool) {
	key, rest, _ := strings.Cut(reflect.TypeFor[Prefs]().Field(i).Tag.Get("json"), ",")
	return key, rest == "omitempty"
}

// same compares fields; an empty list or object is as none.
func same(a, b reflect.Value) bool {
	if (a.Kind() == reflect.Slice || a.Kind() == reflect.Map) && a.Len()+b.Len() == 0 {
		return true
	}
	return reflect.DeepEqual(a.Interface(), b.Interface())
}
