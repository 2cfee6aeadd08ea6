package link

import (
	"errors"
	"testing"
	"time"
)

const destinationID = "0e7c5a4c-0c52-4e0c-8d0a-2e1e1e1e1e1e"

func sealedForDestination() Sealed {
	s := NewSealed()
	s.Metadata, s.Data = "a.b.c.d.e", "a.b.c.d.e"
	s.Attachments = append(s.Attachments, SealedAttachment{ID: "1e7c5a4c-0c52-4e0c-8d0a-2e1e1e1e1e1e", JWE: "a.b.c.d.e"})
	s.Destination = &Destination{ID: destinationID, Service: PublicService{Identifier: "urn:de:fim:leika:leistung:99115004012000", Name: "Meldebescheinigung"}}
	return s
}

func TestSealed(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*Sealed)
		way    Way // "" where it is refused
	}{
		"for the hub":          {func(s *Sealed) { s.Destination = nil }, WayHub},
		"for a destination":    {func(*Sealed) {}, WayFITConnect},
		"for a mailbox":        {func(s *Sealed) { *s = NewSealed(); s.Envelope = []byte{48, 0} }, WayMail},
		"both":                 {func(s *Sealed) { s.Envelope = []byte{48, 0} }, ""},
		"destination no UUID":  {func(s *Sealed) { s.Destination.ID = "buergeramt" }, ""},
		"service no URN":       {func(s *Sealed) { s.Destination.Service.Identifier = "99115004012000" }, ""},
		"service without name": {func(s *Sealed) { s.Destination.Service.Name = "" }, ""},
		"without metadata":     {func(s *Sealed) { s.Metadata = "" }, ""},
		"without data":         {func(s *Sealed) { s.Data = "" }, ""},
		"attachment no UUID":   {func(s *Sealed) { s.Attachments[0].ID = "1" }, ""},
		"attachment twice":     {func(s *Sealed) { s.Attachments = append(s.Attachments, s.Attachments[0]) }, ""},
		"attachment empty":     {func(s *Sealed) { s.Attachments[0].JWE = "" }, ""},
		"newer":                {func(s *Sealed) { s.Version++ }, ""},
	} {
		t.Run(name, func(t *testing.T) {
			s := sealedForDestination()
			c.change(&s)
			raw, err := s.Bytes()
			if err != nil {
				t.Fatal(err)
			}
			got, err := ParseSealed(raw)
			switch {
			case c.way == "" && !errors.Is(err, ErrSealed):
				t.Errorf("taken: %v", err)
			case c.way != "" && (err != nil || got.Way() != c.way):
				t.Errorf("%q, %v", got.Way(), err)
			}
		})
	}
}

func FuzzParseSealed(f *testing.F) {
	raw, err := sealedForDestination().Bytes()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(raw)
	f.Add([]byte(`{"version":1,"envelope":"MAA="}`))
	f.Add([]byte(`{"version":1,"encryptedMetadata":"","encryptedData":"","attachments":[]} `))
	f.Fuzz(func(t *testing.T, raw []byte) {
		s, err := ParseSealed(raw)
		if err != nil {
			return
		}
		again, err := s.Bytes()
		if err == nil {
			_, err = ParseSealed(again)
		}
		if err != nil {
			t.Errorf("what was taken is not taken again: %v", err)
		}
	})
}

func TestFateCheck(t *testing.T) {
	good := Fate{Key: destinationID, State: FateAccepted, At: time.Unix(1, 0)}
	if err := good.Check(); err != nil {
		t.Error(err)
	}
	for name, f := range map[string]Fate{
		"no key": {State: FateAccepted, At: good.At}, "no time": {Key: good.Key, State: FateAccepted}, "unknown": {Key: good.Key, State: "approved", At: good.At},
	} {
		if f.Check() == nil {
			t.Error(name)
		}
	}
}
