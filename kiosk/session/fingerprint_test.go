package session_test

import (
	"hash/maphash"
	"reflect"
	"strings"
	"testing"

	"buergerterminal/kiosk/session"
)

// fingerprint is a hash of everything that a state holds, flows and pictures by address.
func (w *walker) fingerprint(s session.State) uint64 {
	var h maphash.Hash
	h.SetSeed(w.seed)
	digest(&h, w.seed, reflect.ValueOf(s))
	return h.Sum64()
}

func digest(h *maphash.Hash, seed maphash.Seed, v reflect.Value) {
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			digest(h, seed, v.Field(i))
		}
	case reflect.Slice:
		maphash.WriteComparable(h, v.Len())
		for i := range v.Len() {
			digest(h, seed, v.Index(i))
		}
	case reflect.Array:
		for i := range v.Len() {
			digest(h, seed, v.Index(i))
		}
	case reflect.Map:
		var sum uint64 // the order of entries must not count
		for entries := v.MapRange(); entries.Next(); {
			var one maphash.Hash
			one.SetSeed(seed)
			digest(&one, seed, entries.Key())
			digest(&one, seed, entries.Value())
			sum += one.Sum64()
		}
		maphash.WriteComparable(h, [2]uint64{uint64(v.Len()), sum})
	case reflect.Pointer, reflect.Interface:
		if v.Kind() == reflect.Pointer && !v.IsNil() && strings.HasSuffix(v.Type().Elem().PkgPath(), "kiosk/session") {
			digest(h, seed, v.Elem())
			return
		}
		if v.Kind() == reflect.Interface {
			if v.IsNil() {
				maphash.WriteComparable(h, false)
				return
			}
			if v = v.Elem(); v.Kind() != reflect.Pointer { // an event that waits for the citizen's word
				maphash.WriteComparable(h, v.Type().String())
				digest(h, seed, v)
				return
			}
		}
		maphash.WriteComparable(h, v.Pointer())
	case reflect.String:
		maphash.WriteComparable(h, v.String())
	case reflect.Bool:
		maphash.WriteComparable(h, v.Bool())
	case reflect.Float32, reflect.Float64:
		maphash.WriteComparable(h, v.Float())
	case reflect.Int, reflect.Int64, reflect.Int32:
		maphash.WriteComparable(h, v.Int())
	case reflect.Uint8, reflect.Uint64, reflect.Uint32:
		maphash.WriteComparable(h, v.Uint())
	default:
		panic("a state holds a " + v.Kind().String())
	}
}

// TestFingerprint proves that a change deep in a state is seen.
func TestFingerprint(t *testing.T) {
	w := &walker{seed: maphash.MakeSeed()}
	v := page(t, "review")
	before := w.fingerprint(v.s)
	if w.fingerprint(v.s) != before {
		t.Fatal("the same state has two fingerprints")
	}
	v.s.Visit.Strokes[0][1].X++
	if w.fingerprint(v.s) == before {
		t.Error("a moved point was not seen")
	}
	v.s.Visit.Strokes[0][1].X--
	v.s.Visit.Proofs["sozialnachweis"][0].Data[0]++
	if w.fingerprint(v.s) == before {
		t.Error("a changed page was not seen")
	}
}
