package main

import (
	"context"
	"crypto/tls"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"
	"golang.org/x/sync/errgroup"

	"buergerterminal/kiosk/hub"
	"buergerterminal/kiosk/hub/database"
)

// graceful is how long a running request may take after the signal to end.
const graceful = 10 * time.Second

func terminalsPath(dir string) string { return filepath.Join(dir, "terminals.toml") }

func serve(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	flags := flag.NewFlagSet("serve", flag.ContinueOnError)
	dir := flags.String("dir", "", "")
	listen := flags.String("listen", "127.0.0.1:0", "")
	town := flags.String("town", "Stadt Musterstadt", "")
	certFile := flags.String("cert", "", "")
	keyFile := flags.String("key", "", "")
	if _, err := parse(flags, args, 0, "dir"); err != nil {
		return err
	}
	if (*certFile == "") != (*keyFile == "") {
		return fmt.Errorf("%w: -cert and -key belong together", errUsage)
	}
	if err := os.MkdirAll(*dir, 0o700); err != nil {
		return err
	}
	certificate, err := loadCertificate(*dir, *certFile, *keyFile)
	if err != nil {
		return err
	}
	settings, err := loadSettings(*dir)
	if err != nil {
		return err
	}
	db, err := database.Open(ctx, settings.Database)
	if err != nil {
		return err
	}
	defer db.Close()
	logger := newLogger(stderr)
	h, err := newHouse(ctx, db, settings, *town, *dir, *listen, certificate, logger)
	if err != nil {
		return err
	}
	server := hub.NewServer(h.handler())
	server.TLSConfig = &tls.Config{
		Certificates: []tls.Certificate{certificate}, MinVersion: tls.VersionTLS12,
		ClientAuth: tls.VerifyClientCertIfGiven, ClientCAs: h.authority.Pool(),
	}
	server.ErrorLog = log.New(httpLog{logger}, "", 0)
	running, stop := context.WithCancel(ctx)
	var tasks errgroup.Group
	tasks.Go(func() error { return h.live.Run(running) })
	tasks.Go(func() error { return h.dismissRevoked(running) })
	tasks.Go(func() error { return h.forward.Run(running) })
	tasks.Go(func() error { return h.drafts.Run(running) })
	err = listenAndServe(ctx, server, *listen, *dir, settings.Origin, stdout)
	stop()
	return errors.Join(err, tasks.Wait(), h.close())
}

// listenAndServe serves until ctx ends, and lets running requests finish.
func listenAndServe(ctx context.Context, server *http.Server, listen, dir, origin string, stdout io.Writer) error {
	listener, err := net.Listen("tcp", listen)
	if err != nil {
		return err
	}
	own, err := net.InterfaceAddrs()
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	url := reached(origin, listener.Addr(), server.TLSConfig.Certificates[0], onlyAddress(own))
	urlFile := filepath.Join(dir, "url")
	if err := os.WriteFile(urlFile, []byte(url+"\n"), 0o644); err != nil {
		return errors.Join(err, listener.Close())
	}
	defer os.Remove(urlFile)
	fmt.Fprintln(stdout, "ready", url)

	served := make(chan error, 1)
	go func() { served <- server.ServeTLS(listener, "", "") }()
	select {
	case err := <-served:
		return err
	case <-ctx.Done():
	}
	ending, cancel := context.WithTimeout(context.WithoutCancel(ctx), graceful)
	defer cancel()
	err = server.Shutdown(ending)
	if served := <-served; !errors.Is(served, http.ErrServerClosed) {
		err = errors.Join(err, served)
	}
	return err
}

func loadCertificate(dir, certFile, keyFile string) (tls.Certificate, error) {
	if certFile == "" {
		return hub.DevelopmentCertificate(filepath.Join(dir, "tls"))
	}
	return tls.LoadX509KeyPair(certFile, keyFile)
}

func newLogger(stderr io.Writer) *zap.SugaredLogger {
	config := zap.NewProductionEncoderConfig()
	config.EncodeTime = zapcore.ISO8601TimeEncoder
	config.MessageKey = "event"
	return zap.New(zapcore.NewCore(zapcore.NewJSONEncoder(config), zapcore.Lock(zapcore.AddSync(stderr)), zapcore.InfoLevel)).Sugar()
}

// httpLog turns net/http's own messages into events. It drops their text, which holds addresses and may hold what a client sent.
type httpLog struct{ logger *zap.SugaredLogger }

func (l httpLog) Write(message []byte) (int, error) {
	kind := "other"
	switch text := string(message); {
	case strings.Contains(text, "TLS handshake error"):
		kind = "tls-handshake"
	case strings.Contains(text, "panic serving"):
		kind = "panic"
	}
	l.logger.Warnw("hub.http", "kind", kind)
	return len(message), nil
}
