package printer

import (
	"encoding/hex"
	"fmt"
	"strings"
	"testing"

	"buergerterminal/devices"
)

// script is what a decoder makes of bytes, as one line.
func script(t *testing.T, d Decoder, bytes string) string {
	t.Helper()
	raw, err := hex.DecodeString(strings.ReplaceAll(bytes, " ", ""))
	if err != nil {
		t.Fatal(err)
	}
	names := map[MessageKind]string{Stray: "stray", Realtime: "eot", Single: "gsr", Auto: "asb", Notice: "notice", Ready: "xon", Full: "xoff"}
	var out []string
	for _, b := range raw {
		for _, m := range d.Next(b) {
			out = append(out, fmt.Sprintf("%s:%x", names[m.Kind], m.Data))
		}
	}
	return strings.Join(out, " ")
}

func TestDecoder(t *testing.T) {
	tests := []struct{ name, bytes, want string }{
		{"DLE EOT answers", "12 1a 1e 72", "eot:12 eot:1a eot:1e eot:72"},
		{"GS r answers", "00 03 0c 0f", "gsr:00 gsr:03 gsr:0c gsr:0f"},
		{"automatic status", "10 00 00 00", "asb:10000000"},
		{"cover open", "38 00 00 00 12", "asb:38000000 eot:12"},
		{"paper end with XOFF inside", "18 00 13 0f 00", "xoff:13 asb:18000f00"},
		{"automatic status bytes 2 to 4 look like GS r", "14 08 03 00 00", "asb:14080300 gsr:00"},
		{"XON, XOFF", "11 13", "xon:11 xoff:13"},
		{"process ID", "37 22 30 30 30 31 00", "notice:372230303031"},
		{"cleared", "37 25 00", "notice:3725"},
		{"power on", "3b 31 00", "notice:3b31"},
		{"model", "5f 54 4d 2d 54 38 31 00", "notice:5f544d2d543831"},
		{"XOFF inside a notice", "37 13 25 00", "xoff:13 notice:3725"},
		{"an answer inside a notice is data", "37 12 00", "notice:3712"},
		{"noise", "ff 92 9c", "stray:ff stray:92 stray:9c"},
		{"noise inside automatic status", "10 00 ff 12", "stray:1000 stray:ff eot:12"},
		{"automatic status starts again", "10 00 10 00 00 00", "stray:1000 asb:10000000"},
		{"half a message", "10 00", ""},
	}
	for _, test := range tests {
		if got := script(t, Decoder{}, test.bytes); got != test.want {
			t.Errorf("%s: %s, want %s", test.name, got, test.want)
		}
	}
	if got := script(t, Decoder{}, "37"+strings.Repeat("41", 200)); !strings.HasPrefix(got, "stray:37") {
		t.Errorf("an endless notice: %s", got)
	}
}

func TestDecoderOfCustom(t *testing.T) {
	tests := []struct{ name, bytes, want string }{
		{"DLE EOT 1 with a key", "12 52 92 d2 1a", "eot:12 eot:52 eot:92 eot:d2 eot:1a"},
		{"full status", "10 0f 21 03 00 00 12", "asb:100f21030000 eot:12"},
		{"any byte inside", "10 0f 13 11 10 12", "asb:100f13111012"},
		{"automatic status of one item", "10 01 04 00", "asb:100104 gsr:00"},
		{"of three", "10 0b 01 02 03", "asb:100b010203"},
		{"of all six", "10 3f 01 02 03 04 05 06", "asb:103f010203040506"},
		{"GS r", "00 03 0c 0f", "gsr:00 gsr:03 gsr:0c gsr:0f"},
		{"XON, XOFF", "11 13", "xon:11 xoff:13"},
		{"no item", "10 00 12", "stray:10 gsr:00 eot:12"},
		{"reserved items", "10 80 10 01 00", "stray:10 stray:80 asb:100100"},
		{"a length in letters", "35 31 30 63 6d", "stray:35 stray:31 stray:30 stray:63 stray:6d"},
		{"a header of Epson's", "37", "stray:37"},
		{"half a message", "10 0f 00", ""},
	}
	for _, test := range tests {
		if got := script(t, Decoder{Custom: true}, test.bytes); got != test.want {
			t.Errorf("%s: %s, want %s", test.name, got, test.want)
		}
	}
}

// FuzzDecoderOfCustom: no byte is invented, and after noise the decoder is in step when the longest message had to end.
func FuzzDecoderOfCustom(f *testing.F) {
	f.Add([]byte{0x10, 0x0f, 0x21, 0, 0, 0, 0x12, 0x10, 0x01, 0x04})
	f.Add([]byte{0x10, 0x10, 0x10, 0x80, 0xff})
	f.Fuzz(func(t *testing.T, noise []byte) {
		d := Decoder{Custom: true}
		seen := 0
		for _, b := range noise {
			for _, m := range d.Next(b) {
				seen += len(m.Data)
				if len(m.Data) == 0 || m.Kind == Auto && (len(m.Data) < 3 || len(m.Data) > 8) || m.Kind == Notice {
					t.Errorf("message %+v", m)
				}
			}
		}
		if seen > len(noise) {
			t.Errorf("%d bytes out of %d", seen, len(noise))
		}
		for range 8 {
			d.Next(0x13)
		}
		if m := d.Next(0x12); len(m) != 1 || m[0].Kind != Realtime {
			t.Errorf("out of step after % x: %v", noise, m)
		}
	})
}

func FuzzDecoder(f *testing.F) {
	f.Add([]byte{0x10, 0, 0, 0, 0x12, 0x37, 0x22, 0})
	f.Add([]byte{0x5f, 0xff, 0x13, 0x10, 0x10})
	f.Fuzz(func(t *testing.T, noise []byte) {
		var d Decoder
		seen := 0
		for _, b := range noise {
			for _, m := range d.Next(b) {
				seen += len(m.Data)
				if len(m.Data) == 0 || m.Kind == Auto && len(m.Data) != 4 {
					t.Errorf("message %+v", m)
				}
			}
		}
		if seen > len(noise) {
			t.Errorf("%d bytes out of %d", seen, len(noise))
		}
		// After noise the decoder is in step at the latest when a notice had to end.
		d.Next(0)
		for range 3 {
			d.Next(0)
		}
		m := d.Next(0x12)
		if len(m) == 0 || m[len(m)-1].Kind != Realtime {
			t.Errorf("out of step after % x: %v", noise, m)
		}
	})
}

func TestCondition(t *testing.T) {
	tests := []struct {
		name    string
		answers [4]byte
		state   devices.State
		fault   devices.Fault
		warning devices.Fault
	}{
		{"well", [4]byte{0x12, 0x12, 0x12, 0x12}, devices.Online, "", ""},
		{"drawer", [4]byte{0x16, 0x12, 0x12, 0x12}, devices.Online, "", ""},
		{"near end", [4]byte{0x12, 0x12, 0x12, 0x1e}, devices.Online, "", devices.FaultPaperNearEnd},
		{"paper end", [4]byte{0x1a, 0x32, 0x12, 0x7e}, devices.UserError, devices.FaultPaperEnd, ""},
		{"cover before paper", [4]byte{0x1a, 0x36, 0x12, 0x7e}, devices.UserError, devices.FaultCoverOpen, ""},
		{"cutter", [4]byte{0x1a, 0x52, 0x1a, 0x12}, devices.HardwareError, devices.FaultCutter, ""},
		{"unrecoverable", [4]byte{0x1a, 0x52, 0x32, 0x12}, devices.HardwareError, devices.FaultPrinterError, ""},
		{"hot", [4]byte{0x1a, 0x52, 0x52, 0x12}, devices.Offline, devices.FaultPrinterHeat, ""},
		{"offline without a cause", [4]byte{0x1a, 0x12, 0x12, 0x12}, devices.Offline, devices.FaultPrinterError, ""},
	}
	for _, test := range tests {
		var c Condition
		for i, b := range test.answers {
			c.addRealtime(byte(i+1), b)
		}
		s := c.Status()
		if s.State != test.state || s.Fault != test.fault || s.Warning != test.warning {
			t.Errorf("%s: %+v", test.name, s)
		}
	}
}

func TestAutoStatus(t *testing.T) {
	tests := []struct {
		bytes [4]byte
		want  Condition
	}{
		{[4]byte{0x10, 0, 0, 0}, Condition{}},
		{[4]byte{0x14, 0, 0, 0}, Condition{}},
		{[4]byte{0x38, 0, 0, 0}, Condition{Offline: true, CoverOpen: true}},
		{[4]byte{0x10, 0, 3, 0}, Condition{NearEnd: true}},
		{[4]byte{0x18, 0, 0x0f, 0}, Condition{Offline: true, NearEnd: true, PaperEnd: true}},
		{[4]byte{0x18, 8, 0, 0}, Condition{Offline: true, Cutter: true}},
	}
	for _, test := range tests {
		if got := autoStatus(test.bytes[:]); got != test.want {
			t.Errorf("% x: %+v", test.bytes, got)
		}
	}
}
