// Package config reads the terminal's one configuration file, in TOML. Every mistake is reported at once, with file, line, column and
// what to write instead; a file with a mistake gives no configuration, for a terminal that half understands its
// orders is worse than one that says what is wrong. It opens nothing that the file names, and it holds no secret but the hash of
// the technician's code: tokens and keys are in files of their own.
package config

import (
	_ "embed"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// Config is the configuration of one terminal. Default says what holds where the file is silent.
type Config struct {
	Terminal  Terminal
	Languages Languages
	Devices   Devices
	Hub       Hub
	Files     Files
	Display   Display
	Timeouts  Timeouts
	Phone     Phone
	Contacts  []Contact // where else help is, nearest first
	Call      Call
	Speech    Speech
	Keys      Keys
	Drafts    Drafts

	Authorities []Authority // whose applications do not simply stay at the hub
	Technician  Technician
}

// Terminal says which one this is and where it stands.
type Terminal struct {
	ID    string // "MS-03": letters, digits and hyphens, as enrolled at the hub
	Place string // "Rathaus, Foyer"
	Town  string // "Stadt Musterstadt"
	Site  string // "Bürgerterminal im Rathaus"
	AGS   string // of the town, 8 digits (Amtlicher Gemeindeschlüssel): decides where the overlay sends applications; empty: as the overlay says
}

// Languages are BCP 47 tags.
type Languages struct {
	Offered []string // in the order of the buttons; nil: all that the program speaks
	Default string   // one of Offered
}

// Devices are the devices on serial lines.
type Devices struct{ IDCard, CardReader, Scanner, Printer Device }

// Device is a device on a serial line, or a scanner at an address.
type Device struct {
	Path    string // of the line, or an address such as "http://192.0.2.7/eSCL"; empty means that the device is not fitted
	Profile string // what it is, one of Profiles
	Baud    int
}

// Fitted reports whether the terminal has the device.
func (d Device) Fitted() bool { return d.Path != "" }

// AtAddress reports whether the device is found by an address and not on a line.
func (d Device) AtAddress() bool {
	return strings.HasPrefix(d.Path, "http://") || strings.HasPrefix(d.Path, "https://")
}

// Hub is where applications go.
type Hub struct {
	URL         string // https
	Certificate string // PEM file with the certificate or authority that is trusted, and no other; empty means the system's
	Token       string // file with the terminal's token from its enrolment
	Identity    string // folder with the terminal's certificate (--enrol), instead of the token; empty for none
}

// Files are paths. Load makes relative ones relative to the configuration's own folder.
type Files struct {
	AuthorityKeys string // folder with the authorities' public keys
	Outbox        string // folder
	CSCA          string // folder with the states' certificates that chips are held against; empty means none
	Overlay       string // folder with what the municipality lays over the services; empty means none
	Log           string // file, or "stderr"
}

// Authority says how the applications of an authority are sealed and go on from the hub. One that has no entry gets them sealed
// for its key in Files.AuthorityKeys.
type Authority struct {
	ID  string
	Way string // WayFITConnect or WayMail

	Destination  string            // FIT-Connect: id of the destination, a UUID
	Key          string            // FIT-Connect: thumbprint of the destination's key (RFC 7638, SHA-256, base64url), or
	Certificates string            // FIT-Connect: PEM file of the certificate authorities that the key's certificates lead to
	Schemas      map[string]string // FIT-Connect: by service, URI of the schema that the destination takes
	Services     map[string]string // FIT-Connect: by service, LeiKa key where the service's own is missing or the destination's is another

	Certificate string // mail: file with the S/MIME certificate of the mailbox
	Address     string // mail: of the mailbox, which the certificate must name
}

// The ways of an Authority, as link names them.
const (
	WayFITConnect = "fit-connect"
	WayMail       = "mail"
)

// Display is the screen.
type Display struct {
	Fullscreen    bool
	Width, Height int     // pixels of the panel; 0 and 0: as the X server says
	DPI           int     // of the panel: texts and targets have sizes in millimetres. Or, instead of it:
	WidthMM       int     // of the picture, as it hangs
	Diagonal      float64 // of the picture, in inch. All three 0: as the panel says itself
	ReducedMotion bool
}

// Timeouts are the limits of waiting.
type Timeouts struct {
	IdleWarning time.Duration // without a touch, until the warning
	Countdown   time.Duration // of the warning; at least 20 s (EN 301 549, WCAG 2.2.1)
	Wipe        time.Duration // of the last page

	DoubleStrike time.Duration // in which a second touch on the place that turned the page is not meant (EN 301 549, 5.8)
}

// Call is the call for a human.
type Call struct {
	Enabled       bool
	Camera        string // path of a V4L2 device; empty means none, and the clerk sees a picture that says so
	Auto          bool   // the call begins with the visit
	RelayOnly     bool   // pictures and sound always go through the hub's relay, so that nobody learns the terminal's address in its network
	CallbackHours []Hours
}

// Speech is reading the pages aloud.
type Speech struct {
	Enabled bool
	Program string // espeak-ng, by its name or path
	Jack    string // path of the input device that tells whether a headset is plugged in; empty means none
}

// Drafts are applications that citizens go on with another day, kept at the hub.
type Drafts struct {
	Days int // that one is kept; 0: citizens are not offered it
}

// Hours are a part of a working day, counted from midnight.
type Hours struct{ From, To time.Duration }

// Technician is the way to the technician's pages.
type Technician struct {
	Pattern string // corners to touch in this order, clockwise from 1, the upper left one
	Code    CodeHash
}

// Phone is the number that every page of help names.
type Phone struct {
	Number string
	Open   []Hours           // of working days; the terminal tells them in each language
	Hours  map[string]string // by language, instead of Open: in words of one's own
}

// Contact is another place where help can be had, for the page "out of order".
type Contact struct {
	Icon  string // of the look: arrow, help-person, phone …
	Label map[string]string
	Value string
	Hint  map[string]string
}

// Profiles lists the profiles of a device, the usual one first. device is "idcard", "cardreader", "scanner" or "printer".
func Profiles(device string) []string {
	switch device {
	case "idcard":
		return []string{"rte-native", "rte-native-soh", "elyctis"}
	case "cardreader":
		return []string{"gempc-twin", "gemcore-pos-pro"}
	case "scanner":
		return []string{"kiosk-a4", "gt-1000", "kiosk-a4-colour", "kiosk-a4-feeder", "kiosk-imager", "opticon-mdi", "omron-ms4x", "escl", "escl-feeder"}
	case "printer":
		return []string{ // the kiosk's tests hold them to the driver's table
			"kiosk-80", "tm-t88iii", "tm-t81", "vkp80ii", "vkp80iii", "kpm-150h", "kpm-210",
			"vkp80ii-mark", "vkp80iii-mark", "kpm-150h-mark", "kpm-210-mark",
		}
	}
	return nil
}

// MinCountdown is the shortest warning before a visit ends by itself.
const MinCountdown = 20 * time.Second

//go:embed example.toml
var example string

// Example is a configuration with every key and what it is for. Read, it gives Default with a terminal and its contacts.
func Example() string { return example }

// Default is what holds where a file is silent. It names no terminal and no contacts, for those a file must tell: a made-up
// address would send people there.
func Default() Config {
	return Config{
		Languages: Languages{Default: "de"},
		Devices: Devices{
			IDCard:     Device{Profile: "rte-native", Baud: 9600},
			CardReader: Device{Profile: "gempc-twin", Baud: 115200},
			Scanner:    Device{Profile: "kiosk-a4", Baud: 921600},
			Printer:    Device{Profile: "kiosk-80", Baud: 115200},
		},
		Hub:        Hub{URL: "https://localhost:8443", Certificate: "hub.pem", Token: "token"},
		Files:      Files{AuthorityKeys: "keys", Outbox: "outbox", Log: "stderr"},
		Display:    Display{Fullscreen: true},
		Timeouts:   Timeouts{IdleWarning: 90 * time.Second, Countdown: 60 * time.Second, Wipe: 60 * time.Second, DoubleStrike: 300 * time.Millisecond},
		Call:       Call{Enabled: true, CallbackHours: []Hours{{9 * time.Hour, 12 * time.Hour}, {13 * time.Hour, 16 * time.Hour}}},
		Speech:     Speech{Enabled: true, Program: "espeak-ng"},
		Keys:       usualKeys(),
		Drafts:     Drafts{Days: 14},
		Technician: Technician{Pattern: "1324"},
		Phone:      Phone{Number: "115", Open: []Hours{{8 * time.Hour, 18 * time.Hour}}},
	}
}

// Load reads the file at path. Its error is Problems, with one Problem when the file cannot be read.
func Load(path string) (Config, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return Config{}, Problems{{File: path, Message: reason(err), Hint: "give the path of the configuration, or make one from the example"}}
	}
	c, err := Parse(path, data)
	if err != nil {
		return Config{}, err
	}
	c.Hub.Certificate, c.Hub.Token, c.Hub.Identity = beside(path, c.Hub.Certificate), beside(path, c.Hub.Token), beside(path, c.Hub.Identity)
	c.Files.AuthorityKeys, c.Files.Outbox = beside(path, c.Files.AuthorityKeys), beside(path, c.Files.Outbox)
	c.Call.Camera, c.Speech.Jack = beside(path, c.Call.Camera), beside(path, c.Speech.Jack)
	c.Files.Overlay, c.Files.CSCA = beside(path, c.Files.Overlay), beside(path, c.Files.CSCA)
	for i := range c.Authorities {
		a := &c.Authorities[i]
		a.Certificates, a.Certificate = beside(path, a.Certificates), beside(path, a.Certificate)
	}
	for _, d := range []*Device{&c.Devices.IDCard, &c.Devices.CardReader, &c.Devices.Scanner, &c.Devices.Printer} {
		if !d.AtAddress() {
			d.Path = beside(path, d.Path)
		}
	}
	if c.Files.Log != "stderr" {
		c.Files.Log = beside(path, c.Files.Log)
	}
	return c, nil
}

func reason(err error) string {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "there is no such file"
	case errors.Is(err, fs.ErrPermission):
		return "the file may not be read"
	}
	return "the file cannot be read"
}

// beside makes a relative path relative to the folder of the configuration.
func beside(config, path string) string {
	if path == "" || filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(filepath.Dir(config), path)
}
