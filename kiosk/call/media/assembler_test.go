package media

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/pion/rtp/codecs"
)

// sent is a packet of a stream that a test makes.
type sent struct {
	number  int64
	stamp   uint32
	marker  bool
	payload []byte
}

// stream makes frames of n packets each from the number 1000 on; every frame whose index is in keys is a key frame. The body of each frame says its index.
func stream(frames, packets int, keys ...int) (all []sent) {
	number := int64(1000)
	for f := range frames {
		for p := range packets {
			payload := []byte{0, byte(f)}
			if p == 0 {
				first := byte(1) // of VP8: no key frame
				for _, k := range keys {
					if k == f {
						first = 0
					}
				}
				payload = []byte{0x10, first, byte(f)}
			}
			all = append(all, sent{number, uint32(f * 3000), p == packets-1, payload})
			number++
		}
	}
	return all
}

// body is what the frame of stream with an index is made of.
func body(f, packets int, key bool) []byte {
	first := byte(1)
	if key {
		first = 0
	}
	return append([]byte{first}, bytes.Repeat([]byte{byte(f)}, packets)...)
}

// assemble feeds packets, 10 ms each, and notes the frames: "k" before a key frame.
func assemble(a *assembler, now time.Time, packets []sent) (got string) {
	for _, p := range packets {
		a.push(p.number, p.stamp, p.marker, p.payload)
		for {
			f, ok := a.pop(now)
			if !ok {
				break
			}
			if f.key {
				got += "k"
			}
			got += fmt.Sprint(f.data[1], " ")
		}
		now = now.Add(10 * time.Millisecond)
	}
	return got
}

func without(all []sent, numbers ...int64) (kept []sent) {
	for _, p := range all {
		lost := false
		for _, n := range numbers {
			lost = lost || p.number == n
		}
		if !lost {
			kept = append(kept, p)
		}
	}
	return kept
}

func TestAssembler(t *testing.T) {
	all := stream(6, 3, 0, 4) // packets 1000 to 1017
	swapped := stream(6, 3, 0, 4)
	swapped[4], swapped[5] = swapped[5], swapped[4]
	late := append(without(all, 1004)[:8:8], all[4])
	unmarked := stream(3, 2, 0)
	for i := range unmarked {
		unmarked[i].marker = false
	}
	padded := []sent{{999, 0, false, nil}, all[0], all[1], all[2], {1003, 0, false, nil}, {1004, 3000, true, []byte{0x10, 1, 1}}}
	for _, tt := range []struct {
		name    string
		packets []sent
		want    string
		key     bool // a key frame is needed at the end
	}{
		{"nothing lost", all, "k0 1 2 3 k4 5 ", false},
		{"two packets swapped", swapped, "k0 1 2 3 k4 5 ", false},
		{"every packet twice", append(stream(2, 2, 0), stream(2, 2, 0)...), "k0 1 ", false},
		{"from the end to the beginning", []sent{all[2], all[1], all[0]}, "k0 ", false},
		{"a hole is filled later", late, "k0 1 2 ", false},
		{"a hole that stays, and a key frame behind it", without(all, 1004), "k0 k4 5 ", false},
		{"the beginning is missing", all[3:], "k4 5 ", false},
		{"no key frame at all", stream(5, 2), "", true},
		{"the key frame is not whole", without(stream(4, 2, 0), 1001), "", true},
		{"a sender without marks", unmarked, "k0 1 ", false},
		{"padding before and between frames", padded, "k0 1 ", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var a assembler
			if got := assemble(&a, time.Unix(0, 0), tt.packets); got != tt.want || a.needsKey() != tt.key {
				t.Errorf("got %q, key %v; want %q, %v", got, a.needsKey(), tt.want, tt.key)
			}
		})
	}
}

func TestAssemblerBodies(t *testing.T) {
	var a assembler
	for _, p := range stream(40, 5, 0, 7) {
		a.push(p.number, p.stamp, p.marker, p.payload)
		if f, ok := a.pop(time.Unix(0, 0)); ok {
			n := int(f.stamp / 3000)
			if want := body(n, 5, n == 0 || n == 7); !bytes.Equal(f.data, want) || f.first != int64(1000+5*n) {
				t.Fatalf("frame %d is %x from %d, want %x", n, f.data, f.first, want)
			}
		}
	}
}

// TestAssemblerGivesUp waits for a lost packet as long as holeWait, and not longer.
func TestAssemblerGivesUp(t *testing.T) {
	var a assembler
	now := time.Unix(0, 0)
	assemble(&a, now, without(stream(6, 3, 0), 1004))
	if a.needsKey() || a.deadline().IsZero() {
		t.Fatal("the hole is not seen")
	}
	a.pop(a.deadline().Add(-2 * time.Millisecond))
	if a.needsKey() {
		t.Error("gave up too early")
	}
	a.pop(a.deadline().Add(20 * time.Millisecond))
	if !a.needsKey() || !a.deadline().IsZero() {
		t.Error("waits for ever")
	}
	rest := stream(12, 3, 0, 9)
	if got := assemble(&a, now.Add(time.Second), rest[18:]); got != "k9 10 11 " {
		t.Errorf("afterwards: %q", got)
	}
}

// TestAssemblerShuffled gives windows of packets in any order: the frames are the same.
func TestAssemblerShuffled(t *testing.T) {
	chance := rand.New(rand.NewPCG(1, 2))
	for range 50 {
		all := stream(30, 4, 0)
		for from := 0; from+12 <= len(all); from += 12 {
			chance.Shuffle(12, func(i, j int) { all[from+i], all[from+j] = all[from+j], all[from+i] })
		}
		var a assembler
		want := "k0 "
		for f := 1; f < 30; f++ {
			want += fmt.Sprint(f, " ")
		}
		if got := assemble(&a, time.Unix(0, 0), all); got != want {
			t.Fatalf("got %q", got)
		}
	}
}

// FuzzAssembler takes anything for packets: no panic, frames in order, none of more than it was given.
func FuzzAssembler(f *testing.F) {
	f.Add([]byte{0, 0, 1, 0x10, 0, 1, 0, 1, 0x10, 1})
	f.Add([]byte{5, 3, 0, 0x90, 0x80, 0xff, 0xff, 0, 200, 1, 1, 0x10})
	f.Fuzz(func(t *testing.T, data []byte) {
		var a assembler
		now := time.Unix(0, 0)
		number, given, taken := int64(1<<16), 0, 0
		last := int64(-1)
		for len(data) >= 4 {
			number += int64(int8(data[0]))
			size := min(int(data[3]%16), len(data)-4)
			payload := data[4 : 4+size]
			a.push(number, uint32(data[1])*3000, data[2]&1 != 0, payload)
			given += len(payload)
			now = now.Add(time.Duration(data[1]) * time.Millisecond)
			data = data[4+size:]
			for {
				frame, ok := a.pop(now)
				if !ok {
					break
				}
				if frame.first <= last {
					t.Fatalf("a frame from %d after one from %d", frame.first, last)
				}
				last = frame.first
				taken += len(frame.data)
				_, _ = (&codecs.VP8Packet{}).Unmarshal(frame.data)
			}
		}
		if taken > given {
			t.Fatalf("%d bytes out of %d", taken, given)
		}
	})
}

func BenchmarkAssembler(b *testing.B) {
	all := stream(20000, 3, 0)
	var a assembler
	payload := append([]byte{0x10, 1}, make([]byte, 1100)...)
	i := 0
	for b.Loop() {
		p := all[i%len(all)]
		a.push(p.number+int64(i/len(all)*len(all)), p.stamp, p.marker, payload)
		a.pop(time.Time{})
		i++
	}
}
