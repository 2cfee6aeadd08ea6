package escl

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// double is an eSCL scanner on the loopback: an A4 glass and a feeder.
type double struct {
	*httptest.Server
	t testing.TB

	mu       sync.Mutex
	state    string
	adf      string
	pages    int // in the feeder
	formats  []string
	moving   int // answers of 503 before the next page
	cut      int // the next pages lose their second half
	refuse   int // status of the next POST
	jobs     map[string]job
	next     int
	deleted  int
	hold     chan struct{} // NextDocument waits for it; nil does not
	complain []string
}

type job struct {
	width, height, dpi int
	colour             bool
	source, format     string
	done               bool
}

func newDouble(t testing.TB) *double {
	d := &double{t: t, state: "Idle", adf: "ScannerAdfEmpty", formats: []string{formatJPEG, formatPDF}, jobs: map[string]job{}}
	d.Server = httptest.NewServer(d)
	t.Cleanup(d.Close)
	return d
}

func (d *double) set(change func(d *double)) {
	d.mu.Lock()
	defer d.mu.Unlock()
	change(d)
}

func (d *double) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	d.mu.Lock()
	defer d.mu.Unlock()
	path, ok := strings.CutPrefix(r.URL.Path, "/eSCL/")
	switch {
	case !ok:
		http.NotFound(w, r)
	case path == "ScannerCapabilities" && r.Method == http.MethodGet:
		w.Header().Set("Content-Type", "text/xml")
		io.WriteString(w, d.capabilities())
	case path == "ScannerStatus" && r.Method == http.MethodGet:
		w.Header().Set("Content-Type", "text/xml")
		fmt.Fprintf(w, `<?xml version="1.0" encoding="UTF-8"?><scan:ScannerStatus xmlns:scan="%s" xmlns:pwg="%s"><pwg:Version>2.5</pwg:Version><pwg:State>%s</pwg:State><scan:AdfState>%s</scan:AdfState></scan:ScannerStatus>`, nsScan, nsPWG, d.state, d.adf)
	case path == "ScanJobs" && r.Method == http.MethodPost:
		d.create(w, r)
	case strings.HasPrefix(path, "ScanJobs/") && strings.HasSuffix(path, "/NextDocument") && r.Method == http.MethodGet:
		d.give(w, strings.TrimSuffix(strings.TrimPrefix(path, "ScanJobs/"), "/NextDocument"))
	case strings.HasPrefix(path, "ScanJobs/") && r.Method == http.MethodDelete:
		d.deleted++
		delete(d.jobs, strings.TrimPrefix(path, "ScanJobs/"))
	default:
		d.complain = append(d.complain, r.Method+" "+path)
		http.NotFound(w, r)
	}
}

func (d *double) capabilities() string {
	formats := ""
	for _, f := range d.formats {
		formats += "<pwg:DocumentFormat>" + f + "</pwg:DocumentFormat><scan:DocumentFormatExt>" + f + "</scan:DocumentFormatExt>"
	}
	resolutions := ""
	for _, dpi := range []int{75, 150, 300} {
		resolutions += fmt.Sprintf("<scan:DiscreteResolution><scan:XResolution>%d</scan:XResolution><scan:YResolution>%d</scan:YResolution></scan:DiscreteResolution>", dpi, dpi)
	}
	input := `<scan:MinWidth>8</scan:MinWidth><scan:MaxWidth>2480</scan:MaxWidth><scan:MinHeight>8</scan:MinHeight><scan:MaxHeight>3508</scan:MaxHeight><scan:MaxScanRegions>1</scan:MaxScanRegions>` +
		`<scan:SettingProfiles><scan:SettingProfile><scan:ColorModes><scan:ColorMode>Grayscale8</scan:ColorMode><scan:ColorMode>RGB24</scan:ColorMode></scan:ColorModes>` +
		`<scan:DocumentFormats>` + formats + `</scan:DocumentFormats><scan:SupportedResolutions><scan:DiscreteResolutions>` + resolutions +
		`</scan:DiscreteResolutions></scan:SupportedResolutions></scan:SettingProfile></scan:SettingProfiles>`
	return `<?xml version="1.0" encoding="UTF-8"?><scan:ScannerCapabilities xmlns:scan="` + nsScan + `" xmlns:pwg="` + nsPWG + `"><pwg:Version>2.5</pwg:Version><pwg:MakeAndModel>Double A4</pwg:MakeAndModel>` +
		`<scan:Platen><scan:PlatenInputCaps>` + input + `</scan:PlatenInputCaps></scan:Platen><scan:Adf><scan:AdfSimplexInputCaps>` + input + `</scan:AdfSimplexInputCaps></scan:Adf></scan:ScannerCapabilities>`
}

// element is the text of the first element of a name, whatever its prefix.
func element(document, name string) string {
	_, rest, ok := strings.Cut(document, ":"+name+">")
	if !ok {
		return ""
	}
	text, _, _ := strings.Cut(rest, "<")
	return strings.TrimSpace(text)
}

func (d *double) create(w http.ResponseWriter, r *http.Request) {
	data, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	if d.refuse != 0 {
		w.WriteHeader(d.refuse)
		d.refuse = 0
		return
	}
	number := func(name string) int {
		n, err := strconv.Atoi(element(string(data), name))
		if err != nil {
			d.complain = append(d.complain, name+" is no number")
		}
		return n
	}
	j := job{width: number("Width"), height: number("Height"), dpi: number("XResolution"), colour: element(string(data), "ColorMode") == "RGB24",
		source: element(string(data), "InputSource"), format: element(string(data), "DocumentFormat")}
	if j.source != "Platen" && j.source != "Feeder" {
		d.complain = append(d.complain, "source "+j.source)
	}
	d.next++
	name := fmt.Sprintf("job-%d", d.next)
	d.jobs[name] = j
	w.Header().Set("Location", "http://scanner.invalid/eSCL/ScanJobs/"+name) // as scanners behind a bridge say
	w.WriteHeader(http.StatusCreated)
}

func (d *double) give(w http.ResponseWriter, name string) {
	if hold := d.hold; hold != nil {
		d.mu.Unlock()
		<-hold
		d.mu.Lock()
	}
	j, ok := d.jobs[name]
	switch {
	case !ok || j.done || j.source == "Feeder" && d.pages == 0:
		w.WriteHeader(http.StatusNotFound)
		return
	case d.moving > 0:
		d.moving--
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	case j.source == "Feeder":
		d.pages--
	}
	j.done = true
	d.jobs[name] = j
	file := sheet(d.t, j.width*j.dpi/unitsPerInch, j.height*j.dpi/unitsPerInch, j.colour)
	if j.format == formatPDF {
		file = append(append([]byte("%PDF-1.4\n1 0 obj <</Filter /DCTDecode>> stream\n"), file...), "\nendstream\n%%EOF\n"...)
	}
	w.Header().Set("Content-Type", j.format)
	if d.cut > 0 {
		d.cut--
		w.Header().Set("Content-Length", strconv.Itoa(len(file)))
		file = file[:len(file)/2]
	}
	w.Write(file)
}

// sheet is a JPEG with a pattern.
func sheet(t testing.TB, width, height int, coloured bool) []byte {
	t.Helper()
	var img image.Image
	grey := image.NewGray(image.Rect(0, 0, width, height))
	for i := range grey.Pix {
		grey.Pix[i] = uint8(200 + i/97%50)
	}
	img = grey
	if coloured {
		rgba := image.NewRGBA(grey.Rect)
		for i := range grey.Pix {
			rgba.Set(i%width, i/width, color.RGBA{grey.Pix[i], 100, uint8(i % width), 255})
		}
		img = rgba
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
