package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"text/tabwriter"
	"time"

	"buergerterminal/kiosk/hub"
	"buergerterminal/kiosk/submission"
	"buergerterminal/kiosk/submission/seal"
)

// openStore refuses to make a hub where none is.
func openStore(dir string) (*hub.Store, error) {
	settings, err := loadSettings(dir)
	if err != nil {
		return nil, err
	}
	if !settings.exists() {
		return nil, fmt.Errorf("there is no hub in %s", dir)
	}
	return hub.OpenStore(settings.Database)
}

// listed is one line of list --json.
type listed struct {
	Key       string    `json:"key"`
	Number    string    `json:"number"`
	Terminal  string    `json:"terminal"`
	Authority string    `json:"authority"`
	Flow      string    `json:"flow"`
	StoredAt  time.Time `json:"storedAt"`
	State     hub.State `json:"state"`
	Reason    string    `json:"reason,omitempty"` // why it does not go on: a health code
	Size      int64     `json:"size"`
	SHA256    string    `json:"sha256"`
}

func list(ctx context.Context, args []string, stdout io.Writer) error {
	flags := flag.NewFlagSet("list", flag.ContinueOnError)
	dir := flags.String("dir", "", "")
	asJSON := flags.Bool("json", false, "")
	if _, err := parse(flags, args, 0, "dir"); err != nil {
		return err
	}
	store, err := openStore(*dir)
	if err != nil {
		return err
	}
	defer store.Close()
	found, err := store.List(ctx, 0, math.MaxInt32)
	if err != nil {
		return err
	}
	onward, err := standings(ctx, *dir)
	if err != nil {
		return err
	}
	lines := []listed{}
	for _, s := range found {
		e := s.Envelope
		state, reason := s.State, ""
		if further, ok := onward[s.Seq]; ok {
			state, reason = hub.State(further.State), further.Reason
		}
		lines = append(lines, listed{s.Key, e.Number, e.Terminal, e.Authority, e.Flow, s.StoredAt.UTC(), state, reason, s.Size, hex.EncodeToString(s.SHA256[:])})
	}
	if *asJSON {
		return printJSON(stdout, lines)
	}
	table := tabwriter.NewWriter(stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "RECEIVED\tNUMBER\tTERMINAL\tAUTHORITY\tSERVICE\tBYTES\tSHA-256\tSTATE\tREASON\tKEY")
	for _, l := range lines {
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\t%d\t%s\t%s\t%s\t%s\n",
			l.StoredAt.Format(time.DateTime), l.Number, l.Terminal, l.Authority, l.Flow, l.Size, l.SHA256[:8], l.State, l.Reason, l.Key)
	}
	return table.Flush()
}

func open(ctx context.Context, args []string, stdout io.Writer) error {
	flags := flag.NewFlagSet("open", flag.ContinueOnError)
	dir := flags.String("dir", "", "")
	keyFile := flags.String("key", "", "")
	out := flags.String("o", "", "")
	rest, err := parse(flags, args, 1, "dir", "key", "o")
	if err != nil {
		return err
	}
	key, err := seal.LoadPrivateKey(*keyFile)
	if err != nil {
		return err
	}
	store, err := openStore(*dir)
	if err != nil {
		return err
	}
	defer store.Close()
	found, application, err := decrypt(ctx, store, key, rest[0])
	if err != nil {
		return err
	}
	if err := writeApplication(*out, found, application); err != nil {
		return err
	}
	fmt.Fprintf(stdout, "%s: application.json and %d files\n", *out, len(application.Attachments))
	return nil
}

func decrypt(ctx context.Context, store *hub.Store, key seal.PrivateKey, keyOrNumber string) (hub.Submission, seal.Application, error) {
	// A number is read as people write it; what is none is a key.
	if number, err := submission.ParseNumber(keyOrNumber); err == nil {
		keyOrNumber = number
	}
	found, err := store.Find(ctx, keyOrNumber)
	if err != nil {
		return hub.Submission{}, seal.Application{}, err
	}
	body, err := store.Body(ctx, found.Seq)
	if err != nil {
		return hub.Submission{}, seal.Application{}, err
	}
	sealed, err := seal.ParseSealed(body)
	if err != nil {
		return hub.Submission{}, seal.Application{}, err
	}
	application, err := seal.Open(sealed, key)
	if err != nil {
		return hub.Submission{}, seal.Application{}, err
	}
	if application.ID != found.Key {
		err := &seal.Error{Code: seal.CodeHash, Err: errors.New("the content belongs to another key: it was exchanged on its way")}
		return hub.Submission{}, seal.Application{}, err
	}
	return found, application, nil
}

// opened is application.json: what the authority reads.
type opened struct {
	ID          string          `json:"id"`
	Number      string          `json:"number"`
	Terminal    string          `json:"terminal"`
	ReceivedAt  time.Time       `json:"receivedAt"`
	Flow        openedFlow      `json:"flow"`
	Leistung    string          `json:"leistung,omitempty"`
	Authority   string          `json:"authority"`
	Language    string          `json:"language"`
	CreatedAt   time.Time       `json:"createdAt"`
	Answers     json.RawMessage `json:"answers"`
	Attachments []openedFile    `json:"attachments"`
}

type openedFlow struct {
	ID      string `json:"id"`
	Version string `json:"version"`
}

type openedFile struct {
	ID      string       `json:"id"`
	File    string       `json:"file"` // beside application.json
	Name    string       `json:"name"` // as the terminal named it; never used as a path
	MIME    string       `json:"mime"`
	Purpose seal.Purpose `json:"purpose"`
	Size    int          `json:"size"`
	SHA256  string       `json:"sha256"`
}

// writeApplication writes into a new or empty folder, for its owner alone.
func writeApplication(out string, s hub.Submission, a seal.Application) error {
	if err := os.MkdirAll(out, 0o700); err != nil {
		return err
	}
	present, err := os.ReadDir(out)
	if err != nil {
		return err
	}
	if len(present) > 0 {
		return fmt.Errorf("%s is not empty", out)
	}
	o := opened{
		ID:          a.ID,
		Number:      s.Envelope.Number,
		Terminal:    s.Envelope.Terminal,
		ReceivedAt:  s.StoredAt.UTC(),
		Flow:        openedFlow{a.FlowID, a.FlowVersion},
		Leistung:    a.Leistung,
		Authority:   a.Authority,
		Language:    a.Language,
		CreatedAt:   a.CreatedAt,
		Answers:     a.Answers,
		Attachments: []openedFile{},
	}
	for i, at := range a.Attachments {
		sum := sha256.Sum256(at.Data)
		file := fmt.Sprintf("%02d-%s%s", i+1, at.Purpose, extension(at.MIME))
		o.Attachments = append(o.Attachments, openedFile{at.ID, file, at.Name, at.MIME, at.Purpose, len(at.Data), hex.EncodeToString(sum[:])})
		if err := os.WriteFile(filepath.Join(out, file), at.Data, 0o600); err != nil {
			return err
		}
	}
	raw, err := json.MarshalIndent(o, "", "  ")
	if err != nil {
		return err
	}
	// Last, so that its presence means that everything is there.
	return os.WriteFile(filepath.Join(out, "application.json"), append(raw, '\n'), 0o600)
}

func extension(mime string) string {
	switch mime {
	case "image/png":
		return ".png"
	case "image/jpeg":
		return ".jpg"
	case "image/tiff":
		return ".tif"
	case "image/svg+xml":
		return ".svg"
	case "application/pdf":
		return ".pdf"
	case "application/json":
		return ".json"
	}
	return ".bin"
}
