package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"buergerterminal/kiosk/link"
	"buergerterminal/kiosk/submission/seal"
)

// keygen never overwrites: what was sealed for the old key could not be opened any more.
func keygen(args []string, stdout io.Writer) error {
	flags := flag.NewFlagSet("keygen", flag.ContinueOnError)
	authority := flags.String("authority", "", "")
	dir := flags.String("o", "", "")
	kind := flags.String("type", string(seal.RSA4096), "")
	if _, err := parse(flags, args, 0, "authority", "o"); err != nil {
		return err
	}
	if !link.ValidName(*authority) || strings.ContainsAny(*authority, "/:") {
		return fmt.Errorf("%w: an authority's id has ASCII letters, digits and . _ @ - only", errUsage)
	}
	if k := seal.Kind(*kind); k != seal.RSA4096 && k != seal.P256 {
		return fmt.Errorf("%w: -type is %s or %s", errUsage, seal.RSA4096, seal.P256)
	}
	key, err := seal.GenerateKey(seal.Kind(*kind))
	if err != nil {
		return err
	}
	if err := key.SelfTest(); err != nil {
		return err
	}
	if err := os.MkdirAll(*dir, 0o700); err != nil {
		return err
	}
	privatePath := filepath.Join(*dir, *authority+".private.jwk")
	publicPath := filepath.Join(*dir, *authority+".public.jwk")
	if err := writeKey(privatePath, key, 0o600); err != nil {
		return err
	}
	if err := writeKey(publicPath, key.Public(), 0o644); err != nil {
		return err
	}
	fmt.Fprintf(stdout, "public key   %s (for terminals)\nprivate key  %s (for the authority alone)\nfingerprint  %s\n",
		publicPath, privatePath, key.Public().Fingerprint())
	return nil
}

func writeKey(path string, key json.Marshaler, mode os.FileMode) error {
	raw, err := json.MarshalIndent(key, "", "  ")
	if err != nil {
		return err
	}
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return err
	}
	_, err = file.Write(append(raw, '\n'))
	if err == nil {
		err = file.Sync()
	}
	return errors.Join(err, file.Close())
}
