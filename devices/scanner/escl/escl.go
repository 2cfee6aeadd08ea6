package escl

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"buergerterminal/devices"
	"buergerterminal/devices/scanner"
	"buergerterminal/devices/scanner/picture"
	"buergerterminal/devices/scanner/wire"
)

// Profile is how a scanner is used.
type Profile struct {
	Name   string
	DPI    int
	Feeder bool // takes its sheets from the document feeder
}

// Flatbed scans from the glass at 300 dpi, which every eSCL scanner has.
func Flatbed() Profile { return Profile{Name: "eSCL", DPI: 300} }

// Feeder scans from the document feeder.
func Feeder() Profile { return Profile{Name: "eSCL feeder", DPI: 300, Feeder: true} }

const (
	answerLimit = 4 * time.Second
	pageLimit   = 60 * time.Second       // lamp and carriage
	againAfter  = 500 * time.Millisecond // while the carriage moves
	maxAnswer   = 1 << 20                // of XML
	maxPage     = 32 << 20
	usualPage   = 600_000 // bytes, for the progress
	chunk       = 32 << 10
)

// Scanner is a driver of one address.
type Scanner struct {
	base    *url.URL
	client  *http.Client
	profile Profile
	caps    *Capabilities // nil before the first contact and after a loss
	usual   int
	history wire.History
}

var _ scanner.Device = (*Scanner)(nil)

// New makes a driver for an address such as "http://192.0.2.7/eSCL". It sends nothing. The error is FaultLineUnknown for what is no
// address.
func New(address string, p Profile) (*Scanner, error) {
	base, err := url.Parse(address)
	if err != nil || base.Scheme != "http" && base.Scheme != "https" || base.Host == "" || base.User != nil {
		return nil, devices.Errorf(devices.FaultLineUnknown, "%q is no address of a scanner", address)
	}
	base.Path = strings.TrimRight(base.Path, "/")
	transport := &http.Transport{DisableCompression: true, MaxConnsPerHost: 2, ResponseHeaderTimeout: pageLimit}
	client := &http.Client{Transport: transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	return &Scanner{base: base, client: client, profile: p, usual: usualPage}, nil
}

// Close ends idle connections.
func (s *Scanner) Close() error {
	s.client.CloseIdleConnections()
	return nil
}

// Reset asks what the scanner can do.
func (s *Scanner) Reset(ctx context.Context) error {
	s.caps = nil
	data, err := s.get(ctx, "ScannerCapabilities")
	if err != nil {
		return err
	}
	caps, err := parseCapabilities(data)
	if err != nil {
		return devices.Errorf(devices.FaultProtocol, "%w", err)
	}
	s.caps = &caps
	return nil
}

// Probe asks for the status. The feeder counts only for a scanner that is used with it, and an empty one is no fault while nobody scans.
func (s *Scanner) Probe(ctx context.Context) (devices.Status, error) {
	st, err := s.examine(ctx)
	if st.Fault == devices.FaultScanNoSheet {
		st = devices.Status{State: devices.Online}
	}
	if err != nil {
		s.caps = nil
		st = devices.Status{State: wire.StateOf(err), Fault: devices.FaultOf(err)}
	}
	detail := s.profile.Name
	if s.caps != nil {
		detail += ", " + s.caps.Model
	}
	return s.history.Stamp(st, detail), err
}

func (s *Scanner) examine(ctx context.Context) (devices.Status, error) {
	if s.caps == nil {
		if err := s.Reset(ctx); err != nil {
			return devices.Status{}, err
		}
	}
	data, err := s.get(ctx, "ScannerStatus")
	if err != nil {
		return devices.Status{}, err
	}
	st, err := parseState(data)
	if err != nil {
		return devices.Status{}, devices.Errorf(devices.FaultProtocol, "%w", err)
	}
	return s.judge(st), nil
}

// judge puts the words of eSCL into those of XFS4IoT.
func (s *Scanner) judge(st state) devices.Status {
	if s.profile.Feeder {
		switch st.AdfState {
		case "ScannerAdfJam", "ScannerAdfMispick", "ScannerAdfMultipickDetected":
			return devices.Status{State: devices.UserError, Fault: scanner.FaultJam}
		case "ScannerAdfHatchOpen", "ScannerAdfDoorOpen", "ScannerAdfCoverOpen":
			return devices.Status{State: devices.UserError, Fault: scanner.FaultCover}
		case "ScannerAdfEmpty":
			return devices.Status{State: devices.UserError, Fault: devices.FaultScanNoSheet}
		}
	}
	switch st.State {
	case "Stopped", "Down":
		return devices.Status{State: devices.HardwareError, Fault: devices.FaultScanFatal}
	case "Processing":
		return devices.Status{State: devices.Busy}
	case "Testing":
		return devices.Status{State: devices.Starting}
	}
	return devices.Status{State: devices.Online}
}

// Scan takes one page. Text is scanned in grey, as JPEG knows nothing else. Errors: FaultScanRefused, FaultScanFatal,
// FaultScanNoSheet, FaultCover, FaultJam, FaultScanCorrupted after a repeat, FaultProtocol, FaultSilent, FaultUnplugged where nothing
// answers at the address, FaultCancelled.
func (s *Scanner) Scan(ctx context.Context, r scanner.Request, progress func(scanner.Progress)) (scanner.Page, error) {
	if progress == nil {
		progress = func(scanner.Progress) {}
	}
	began := time.Now()
	st, err := s.examine(ctx)
	if err != nil {
		return scanner.Page{}, err
	}
	if st.Fault != "" {
		return scanner.Page{}, devices.Errorf(st.Fault, "before the scan")
	}
	set, err := s.settings(r)
	if err != nil {
		return scanner.Page{}, devices.Errorf(devices.FaultScanRefused, "%w", err)
	}
	var cause error
	for attempt := 1; ; attempt++ {
		data, err := s.job(ctx, set, func(bytes int) {
			p := scanner.Expect(bytes, s.usual, time.Since(began))
			p.Attempt, p.Cause = attempt, cause
			progress(p)
		})
		var page scanner.Page
		if err == nil {
			page, err = s.page(set, data)
		}
		if err == nil {
			return page, nil
		}
		if cause = err; devices.FaultOf(err) != devices.FaultScanCorrupted || attempt == 2 || s.profile.Feeder {
			return scanner.Page{}, err
		}
	}
}

func (s *Scanner) settings(r scanner.Request) (settings, error) {
	in, source := s.caps.Platen, "Platen"
	if s.profile.Feeder {
		in, source = s.caps.Feeder, "Feeder"
	}
	if in == nil {
		return settings{}, fmt.Errorf("the scanner has no %s", source)
	}
	return choose(*in, source, s.profile.DPI, r)
}

// job makes one page: the job is created, its document fetched, and the job deleted, whatever happened.
func (s *Scanner) job(ctx context.Context, set settings, progress func(bytes int)) ([]byte, error) {
	answer, err := s.do(ctx, http.MethodPost, s.base.String()+"/ScanJobs", strings.NewReader(set.document()))
	if err != nil {
		return nil, err
	}
	answer.Body.Close()
	switch answer.StatusCode {
	case http.StatusCreated:
	case http.StatusConflict, http.StatusBadRequest, http.StatusUnsupportedMediaType:
		return nil, devices.Errorf(devices.FaultScanRefused, "the job: %s", answer.Status)
	case http.StatusServiceUnavailable:
		return nil, devices.Errorf(devices.FaultScanRefused, "busy: %s", answer.Status)
	default:
		return nil, devices.Errorf(devices.FaultProtocol, "the job: %s", answer.Status)
	}
	job, err := s.location(answer.Header.Get("Location"))
	if err != nil {
		return nil, err
	}
	defer s.delete(context.WithoutCancel(ctx), job)
	return s.document(ctx, job, progress)
}

// location is the job's address: on our own host and below our own path, whatever host the scanner believes to be.
func (s *Scanner) location(header string) (string, error) {
	u, err := url.Parse(header)
	if err != nil || header == "" {
		return "", devices.Errorf(devices.FaultProtocol, "a job without a place")
	}
	path := s.base.ResolveReference(&url.URL{Path: s.base.Path + "/"}).ResolveReference(&url.URL{Path: u.Path}).Path
	if !strings.HasPrefix(path, s.base.Path+"/ScanJobs/") {
		return "", devices.Errorf(devices.FaultProtocol, "a job outside of the scanner's jobs")
	}
	place := *s.base
	place.Path = strings.TrimRight(path, "/")
	return place.String(), nil
}

// delete frees the scanner. Its answer matters to nobody: a job that is not deleted ends by itself.
func (s *Scanner) delete(ctx context.Context, job string) {
	ctx, end := context.WithTimeout(ctx, answerLimit)
	defer end()
	if answer, err := s.do(ctx, http.MethodDelete, job, nil); err == nil {
		answer.Body.Close()
	}
}

// document waits for the page and fetches it.
func (s *Scanner) document(ctx context.Context, job string, progress func(bytes int)) ([]byte, error) {
	for end := time.Now().Add(pageLimit); ; {
		answer, err := s.do(ctx, http.MethodGet, job+"/NextDocument", nil)
		if err != nil {
			return nil, err
		}
		switch answer.StatusCode {
		case http.StatusOK:
			return fetch(ctx, answer, progress)
		case http.StatusNotFound, http.StatusGone:
			answer.Body.Close()
			return nil, devices.Errorf(devices.FaultScanNoSheet, "%s", answer.Status)
		case http.StatusServiceUnavailable:
			answer.Body.Close()
		default:
			answer.Body.Close()
			return nil, devices.Errorf(devices.FaultScanFatal, "the page: %s", answer.Status)
		}
		if time.Now().After(end) {
			return nil, devices.Errorf(devices.FaultSilent, "no page within %v", pageLimit)
		}
		select {
		case <-ctx.Done():
			return nil, wire.Cancelled(ctx)
		case <-time.After(againAfter):
		}
	}
}

func fetch(ctx context.Context, answer *http.Response, progress func(bytes int)) ([]byte, error) {
	defer answer.Body.Close()
	var data bytes.Buffer
	for {
		n, err := io.CopyN(&data, answer.Body, chunk)
		if n > 0 {
			progress(data.Len())
		}
		switch {
		case errors.Is(err, io.EOF):
			return data.Bytes(), nil
		case err != nil && ctx.Err() != nil:
			return nil, wire.Cancelled(ctx)
		case err != nil:
			return nil, devices.Errorf(devices.FaultScanCorrupted, "the page ends after %d bytes: %w", data.Len(), err)
		case data.Len() > maxPage:
			return nil, devices.Errorf(devices.FaultProtocol, "a page of more than %d bytes", maxPage)
		}
	}
}

// page makes the page of a document. Of a PDF the JPEG in it is the page.
func (s *Scanner) page(set settings, data []byte) (scanner.Page, error) {
	if set.format == formatPDF {
		start := bytes.Index(data, []byte{0xFF, 0xD8, 0xFF})
		if start < 0 {
			return scanner.Page{}, devices.Errorf(devices.FaultProtocol, "a PDF without a JPEG in it")
		}
		data = data[start:]
	}
	file, mime, err := picture.Cut(data)
	if errors.Is(err, picture.ErrShort) {
		return scanner.Page{}, devices.Errorf(devices.FaultScanCorrupted, "%w", err)
	}
	if err != nil {
		return scanner.Page{}, devices.Errorf(devices.FaultProtocol, "%w", err)
	}
	img, err := picture.Decode(file, mime)
	if err != nil {
		return scanner.Page{}, devices.Errorf(devices.FaultProtocol, "%w", err)
	}
	s.usual = len(file)
	return scanner.FilePage(img, set.dpi, file, mime), nil
}

// get fetches one of the two documents.
func (s *Scanner) get(ctx context.Context, name string) ([]byte, error) {
	ctx, end := context.WithTimeout(ctx, answerLimit)
	defer end()
	answer, err := s.do(ctx, http.MethodGet, s.base.String()+"/"+name, nil)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return nil, devices.Errorf(devices.FaultProtocol, "%s: %s", name, answer.Status)
	}
	data, err := io.ReadAll(io.LimitReader(answer.Body, maxAnswer))
	if err != nil {
		return nil, devices.Errorf(devices.FaultNoise, "%s: %w", name, err)
	}
	return data, nil
}

// do sends a request. Errors: FaultCancelled, FaultSilent in time, FaultUnplugged where nothing is at the address.
func (s *Scanner) do(ctx context.Context, method, address string, body io.Reader) (*http.Response, error) {
	request, err := http.NewRequestWithContext(ctx, method, address, body)
	if err != nil {
		return nil, devices.Errorf(devices.FaultProtocol, "%w", err)
	}
	if body != nil {
		request.Header.Set("Content-Type", "text/xml")
	}
	answer, err := s.client.Do(request)
	var timeout interface{ Timeout() bool }
	switch {
	case err == nil:
		return answer, nil
	case errors.Is(err, context.Canceled):
		return nil, wire.Cancelled(ctx)
	case errors.As(err, &timeout) && timeout.Timeout():
		return nil, devices.Errorf(devices.FaultSilent, "%w", err)
	}
	return nil, devices.Errorf(devices.FaultUnplugged, "%w", err)
}
