package kiosk_test

import (
	"bytes"
	"fmt"
	"reflect"
	"strings"
)

// finder walks through all values that can be reached from a value, unexported ones too, and looks for pieces of data.
// Closures and channels cannot be looked into.
type finder struct {
	pieces [][]byte // letters in lower case
	seen   map[place]bool
	arrays map[uintptr]uintptr // by the end of an array of bytes, from where on it was looked into
	found  map[string]string   // the first piece at a path
	hit    map[int]bool
}

// place is a value that was walked through.
type place struct {
	at   uintptr
	kind reflect.Type
	n    int
}

func newFinder(pieces [][]byte) *finder {
	return &finder{pieces: pieces, seen: map[place]bool{}, arrays: map[uintptr]uintptr{}, found: map[string]string{}, hit: map[int]bool{}}
}

// missing are the pieces that were found nowhere.
func (f *finder) missing() []string {
	var all []string
	for i, p := range f.pieces {
		if !f.hit[i] {
			all = append(all, string(p))
		}
	}
	return all
}

func (f *finder) walk(path string, root any) { f.value(path, reflect.ValueOf(root)) }

func (f *finder) look(path string, data []byte) {
	lower := lowered(data)
	for i, p := range f.pieces {
		if bytes.Contains(lower, p) || bytes.Contains(data, p) {
			f.hit[i] = true
			f.found[path] = string(p)
		}
	}
}

// lowered is data with small ASCII letters.
func lowered(data []byte) []byte {
	lower := bytes.Clone(data)
	for i, b := range lower {
		if 'A' <= b && b <= 'Z' {
			lower[i] = b + 'a' - 'A'
		}
	}
	return lower
}

func (f *finder) value(path string, v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		f.look(path, []byte(v.String()))
	case reflect.Interface:
		if !v.IsNil() {
			f.value(path, v.Elem())
		}
	case reflect.Pointer:
		if !v.IsNil() && f.fresh(v.Pointer(), v.Type(), 1) {
			f.value(path, v.Elem())
		}
	case reflect.Struct:
		if f.below(v.Type()) {
			return
		}
		for i := range v.NumField() {
			f.value(path+"."+v.Type().Field(i).Name, v.Field(i))
		}
	case reflect.Map:
		if v.IsNil() || !f.fresh(v.Pointer(), v.Type(), 1) {
			return
		}
		for entries := v.MapRange(); entries.Next(); {
			f.value(path+"[key]", entries.Key())
			f.value(path+"[…]", entries.Value())
		}
	case reflect.Slice:
		if whole := v.Slice(0, v.Cap()); whole.Cap() > 0 && f.fresh(v.Pointer(), v.Type(), v.Cap()) { // what lies behind the end is there too
			f.elements(path, whole)
		}
	case reflect.Array:
		f.elements(path, v)
	}
}

// elements looks into bytes and runes as a whole, and into others one by one.
func (f *finder) elements(path string, v reflect.Value) {
	switch v.Type().Elem().Kind() {
	case reflect.Uint8:
		if v.Kind() == reflect.Slice {
			f.bytes(path, v)
			return
		}
		data := make([]byte, v.Len())
		for i := range data {
			data[i] = byte(v.Index(i).Uint())
		}
		f.look(path, data)
	case reflect.Int32:
		var text strings.Builder
		for i := range v.Len() {
			text.WriteRune(rune(v.Index(i).Int()))
		}
		f.look(path, []byte(text.String()))
	case reflect.Bool, reflect.Int, reflect.Int8, reflect.Int16, reflect.Int64, reflect.Uint, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr, reflect.Float32, reflect.Float64:
	default:
		for i := range v.Len() {
			f.value(fmt.Sprintf("%s[%d]", path, i), v.Index(i))
		}
	}
}

// bytes looks into a slice of bytes with all that lies behind it in the same array, which many slices may share: fonts are
// cut into thousands.
func (f *finder) bytes(path string, v reflect.Value) {
	start, end := v.Pointer(), v.Pointer()+uintptr(v.Len())
	from, some := f.arrays[end]
	if some && from <= start {
		return
	}
	f.arrays[end] = start
	f.look(path, v.Bytes())
}

// below reports whether a type belongs to the wire or the store. What they get is sealed before, and their goroutines may
// still run.
func (f *finder) below(t reflect.Type) bool {
	for _, room := range []string{"net", "crypto", "database/sql", "modernc.org"} {
		if path := t.PkgPath(); path == room || strings.HasPrefix(path, room+"/") {
			return true
		}
	}
	return false
}

// fresh reports whether something was not walked through yet.
func (f *finder) fresh(at uintptr, kind reflect.Type, n int) bool {
	p := place{at, kind, n}
	if f.seen[p] {
		return false
	}
	f.seen[p] = true
	return true
}
