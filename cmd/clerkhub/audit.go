package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"buergerterminal/kiosk/hub/audit"
)

// Files in DIR: the key that signs heads of the audit log, and the one by which others check them.
const (
	auditKeyFile    = "audit.key"
	auditPublicFile = "audit.pub"
)

func auditLog(ctx context.Context, args []string, stdout io.Writer) error {
	if len(args) == 0 {
		return fmt.Errorf("%w: audit wants verify or export", errUsage)
	}
	switch args[0] {
	case "verify":
		return auditVerify(ctx, args[1:], stdout)
	case "export":
		return auditExport(ctx, args[1:], stdout)
	}
	return fmt.Errorf("%w: no command %q for the audit log", errUsage, args[0])
}

// auditVerify checks the log of a hub, with --export also that it still contains what was exported before; or, without a hub,
// an exported file by itself.
func auditVerify(ctx context.Context, args []string, stdout io.Writer) error {
	flags := flag.NewFlagSet("audit verify", flag.ContinueOnError)
	dir := flags.String("dir", "", "")
	export := flags.String("export", "", "")
	publicFile := flags.String("public", "", "")
	if _, err := parse(flags, args, 0); err != nil {
		return err
	}
	if *dir == "" && (*export == "" || *publicFile == "") {
		return fmt.Errorf("%w: audit verify needs -dir, or -export and -public", errUsage)
	}
	if *publicFile == "" {
		*publicFile = filepath.Join(*dir, auditPublicFile)
	}
	var heads []audit.Head
	if *export != "" {
		signed, err := readExport(*export, *publicFile)
		if err != nil {
			return err
		}
		fmt.Fprintf(stdout, "export  %d rows  %s  signed %s\n", signed.Head.Seq, signed.Head.Hash, signed.Head.At.Format(time.RFC3339))
		heads = append(heads, signed.Head)
	}
	if *dir == "" {
		return nil
	}
	o, err := openOffice(ctx, *dir)
	if err != nil {
		return err
	}
	defer o.db.Close()
	head, err := o.log.Verify(ctx, heads...)
	if err != nil {
		return err
	}
	fmt.Fprintf(stdout, "hub     %d rows  %s\n", head.Seq, head.Hash)
	return nil
}

func readExport(path, publicFile string) (audit.SignedHead, error) {
	text, err := os.ReadFile(publicFile)
	if err != nil {
		return audit.SignedHead{}, err
	}
	public, err := audit.ParsePublicKey(text)
	if err != nil {
		return audit.SignedHead{}, err
	}
	file, err := os.Open(path)
	if err != nil {
		return audit.SignedHead{}, err
	}
	defer file.Close()
	return audit.Read(bufio.NewReader(file), public)
}

// auditExport writes the whole log with its signed head into a new file, and prints the head for who keeps it elsewhere.
func auditExport(ctx context.Context, args []string, stdout io.Writer) error {
	flags := flag.NewFlagSet("audit export", flag.ContinueOnError)
	dir := flags.String("dir", "", "")
	out := flags.String("o", "", "")
	keyFile := flags.String("key", "", "")
	if _, err := parse(flags, args, 0, "dir", "o"); err != nil {
		return err
	}
	o, err := openOffice(ctx, *dir)
	if err != nil {
		return err
	}
	defer o.db.Close()
	key, err := auditKey(*dir, *keyFile)
	if err != nil {
		return err
	}
	if err := o.log.Append(ctx, audit.Entry{Action: audit.LogExported, Actor: audit.Console}); err != nil {
		return err
	}
	var text bytes.Buffer
	signed, err := o.log.Export(ctx, &text, key)
	if err != nil {
		return err
	}
	file, err := os.OpenFile(*out, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = file.Write(text.Bytes())
	if err == nil {
		err = file.Sync()
	}
	if err := errors.Join(err, file.Close()); err != nil {
		return err
	}
	return json.NewEncoder(stdout).Encode(signed)
}

// auditKey reads the key that signs, or makes DIR/audit.key and DIR/audit.pub at the first export.
func auditKey(dir, path string) (ed25519.PrivateKey, error) {
	given := path != ""
	if !given {
		path = filepath.Join(dir, auditKeyFile)
	}
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) && !given {
		text, err = makeAuditKey(dir)
	}
	if err != nil {
		return nil, err
	}
	return audit.ParsePrivateKey(text)
}

func makeAuditKey(dir string) ([]byte, error) {
	private, public, err := audit.NewKey()
	if err != nil {
		return nil, err
	}
	if err := os.WriteFile(filepath.Join(dir, auditPublicFile), public, 0o644); err != nil {
		return nil, err
	}
	// Last, so that a key is never there without the one that checks it.
	return private, os.WriteFile(filepath.Join(dir, auditKeyFile), private, 0o600)
}
