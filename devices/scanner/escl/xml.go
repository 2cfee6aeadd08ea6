package escl

import (
	"encoding/xml"
	"fmt"
	"math"
	"slices"
	"strings"

	"buergerterminal/devices/scanner"
)

// Namespaces of the requests.
const (
	nsScan = "http://schemas.hp.com/imaging/escl/2011/05/03"
	nsPWG  = "http://www.pwg.org/schemas/2010/12/sm"
)

// unitsPerInch is the unit of regions.
const unitsPerInch = 300

// Capabilities is the part of ScannerCapabilities that the terminal needs.
type Capabilities struct {
	Version string `xml:"Version"`
	Model   string `xml:"MakeAndModel"`
	Platen  *Input `xml:"Platen>PlatenInputCaps"`
	Feeder  *Input `xml:"Adf>AdfSimplexInputCaps"`
}

// Input is a place from which pages come; sizes in 300ths of an inch.
type Input struct {
	MaxWidth  int       `xml:"MaxWidth"`
	MaxHeight int       `xml:"MaxHeight"`
	Profiles  []profile `xml:"SettingProfiles>SettingProfile"`
}

// profile is a set of settings that go together.
type profile struct {
	Colours    []string `xml:"ColorModes>ColorMode"`
	Formats    []string `xml:"DocumentFormats>DocumentFormat"`
	FormatsExt []string `xml:"DocumentFormats>DocumentFormatExt"`
	Discrete   []struct {
		X int `xml:"XResolution"`
		Y int `xml:"YResolution"`
	} `xml:"SupportedResolutions>DiscreteResolutions>DiscreteResolution"`
}

// parseCapabilities reads a ScannerCapabilities document. A scanner without any input is an error.
func parseCapabilities(data []byte) (Capabilities, error) {
	var c Capabilities
	if err := xml.Unmarshal(data, &c); err != nil {
		return Capabilities{}, fmt.Errorf("capabilities: %w", err)
	}
	for _, in := range []*Input{c.Platen, c.Feeder} {
		if in != nil && (in.MaxWidth <= 0 || in.MaxHeight <= 0 || in.MaxWidth > 1<<16 || in.MaxHeight > 1<<16) {
			return Capabilities{}, fmt.Errorf("capabilities: an input of %d × %d", in.MaxWidth, in.MaxHeight)
		}
	}
	if c.Platen == nil && c.Feeder == nil {
		return Capabilities{}, fmt.Errorf("capabilities: neither glass nor feeder")
	}
	return c, nil
}

// state is the part of ScannerStatus that the terminal needs.
type state struct {
	State    string `xml:"State"`    // Idle, Processing, Testing, Stopped, Down
	AdfState string `xml:"AdfState"` // ScannerAdfLoaded, ScannerAdfEmpty, ScannerAdfJam …; empty without a feeder
}

func parseState(data []byte) (state, error) {
	var s state
	if err := xml.Unmarshal(data, &s); err != nil {
		return state{}, fmt.Errorf("status: %w", err)
	}
	if s.State == "" {
		return state{}, fmt.Errorf("status: without a state")
	}
	return s, nil
}

// Formats that the driver takes, the best first.
const (
	formatJPEG = "image/jpeg"
	formatPDF  = "application/pdf"
)

// settings are what ScanJobs takes.
type settings struct {
	width, height, x, y int // 300ths of an inch
	format              string
	ext                 bool // the scanner wants DocumentFormatExt beside DocumentFormat
	colour              string
	dpi                 int
	source              string
}

// choose makes the settings of a request for an input. The error says what the scanner lacks.
func choose(in Input, source string, dpi int, r scanner.Request) (settings, error) {
	colour, ok := map[scanner.Mode]string{scanner.Text: "Grayscale8", scanner.Photo: "Grayscale8", scanner.Colour: "RGB24"}[r.Mode]
	if !ok {
		return settings{}, fmt.Errorf("mode %q is neither text nor photo nor colour", r.Mode)
	}
	s := settings{width: in.MaxWidth, height: in.MaxHeight, colour: colour, dpi: dpi, source: source}
	if r.DPI != 0 {
		s.dpi = r.DPI
	}
	if err := s.setArea(in, r.Area); err != nil {
		return settings{}, err
	}
	for _, format := range []string{formatJPEG, formatPDF} {
		for _, p := range in.Profiles {
			if slices.Contains(p.Colours, colour) && p.resolves(s.dpi) && (slices.Contains(p.Formats, format) || slices.Contains(p.FormatsExt, format)) {
				s.format, s.ext = format, slices.Contains(p.FormatsExt, format)
				return s, nil
			}
		}
	}
	return settings{}, fmt.Errorf("no profile with %s, %d dpi and JPEG or PDF", colour, s.dpi)
}

func (p profile) resolves(dpi int) bool {
	for _, d := range p.Discrete {
		if d.X == dpi && d.Y == dpi {
			return true
		}
	}
	return false
}

func (s *settings) setArea(in Input, a scanner.Area) error {
	if a == (scanner.Area{}) {
		return nil
	}
	for _, v := range []float64{a.X, a.Y, a.Width, a.Height} {
		if math.IsNaN(v) || v < 0 || v > 10_000 {
			return fmt.Errorf("an area of %v", a)
		}
	}
	units := func(mm float64) int { return int(math.Round(mm / 25.4 * unitsPerInch)) }
	s.x, s.y, s.width, s.height = units(a.X), units(a.Y), units(a.Width), units(a.Height)
	if s.width < 8 || s.height < 8 || s.x+s.width > in.MaxWidth || s.y+s.height > in.MaxHeight {
		return fmt.Errorf("area %d,%d %d × %d is not on %d × %d", s.x, s.y, s.width, s.height, in.MaxWidth, in.MaxHeight)
	}
	return nil
}

// document is the XML of the settings, in the order of SANE's backend.
func (s settings) document() string {
	var b strings.Builder
	fmt.Fprintf(&b, `<?xml version="1.0" encoding="UTF-8"?>
<scan:ScanSettings xmlns:pwg="%s" xmlns:scan="%s">
<pwg:Version>2.0</pwg:Version>
<pwg:ScanRegions><pwg:ScanRegion>
<pwg:ContentRegionUnits>escl:ThreeHundredthsOfInches</pwg:ContentRegionUnits>
<pwg:Height>%d</pwg:Height><pwg:Width>%d</pwg:Width><pwg:XOffset>%d</pwg:XOffset><pwg:YOffset>%d</pwg:YOffset>
</pwg:ScanRegion></pwg:ScanRegions>
<pwg:DocumentFormat>%s</pwg:DocumentFormat>
`, nsPWG, nsScan, s.height, s.width, s.x, s.y, s.format)
	if s.ext {
		fmt.Fprintf(&b, "<scan:DocumentFormatExt>%s</scan:DocumentFormatExt>\n", s.format)
	}
	fmt.Fprintf(&b, `<scan:ColorMode>%s</scan:ColorMode>
<scan:XResolution>%d</scan:XResolution><scan:YResolution>%d</scan:YResolution>
<pwg:InputSource>%s</pwg:InputSource><scan:InputSource>%s</scan:InputSource>
</scan:ScanSettings>
`, s.colour, s.dpi, s.dpi, s.source, s.source)
	return b.String()
}
