package databasetest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// startTime is how long the making and the start of a cluster may take on a loaded machine.
const startTime = 2 * time.Minute

// role is the user of the cluster.
const role = "hub"

// server is a PostgreSQL that is started by the first test that needs it.
type server struct {
	main   bool // Main runs, and stops it
	once   sync.Once
	absent string // why there is none on this machine
	err    error

	mu      sync.Mutex
	bin     string // where the programs are
	dir     string
	process *exec.Cmd
	ended   chan struct{}
	count   int
}

// fresh makes a database.
func (s *server) fresh(tb testing.TB) string {
	tb.Helper()
	if !s.main {
		tb.Fatal("TestMain must call databasetest.Main, which ends the server")
	}
	s.once.Do(s.start)
	if s.absent != "" {
		tb.Skip(s.absent)
	}
	if s.err != nil {
		tb.Fatal(s.err)
	}
	s.mu.Lock()
	s.count++
	name := fmt.Sprintf("test_%d", s.count)
	s.mu.Unlock()
	s.admin(tb, "CREATE DATABASE "+name)
	tb.Cleanup(func() { s.admin(tb, "DROP DATABASE IF EXISTS "+name+" WITH (FORCE)") })
	return s.url(name)
}

func (s *server) url(name string) string {
	u := url.URL{Scheme: "postgres", Path: "/" + name, RawQuery: url.Values{"host": {s.dir}, "user": {role}}.Encode()}
	return u.String()
}

func (s *server) admin(tb testing.TB, statement string) {
	tb.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), startTime)
	defer cancel()
	conn, err := pgx.Connect(ctx, s.url("postgres"))
	if err != nil {
		tb.Fatal(err)
	}
	defer conn.Close(ctx)
	if _, err := conn.Exec(ctx, statement); err != nil {
		tb.Fatal(err)
	}
}

func (s *server) start() {
	var err error
	if s.bin, err = programs(); err != nil {
		s.absent = err.Error()
		return
	}
	if s.err = s.initialize(); s.err == nil {
		s.err = s.run()
	}
}

// programs finds PostgreSQL in the path, or where Debian puts its versions, the highest first.
func programs() (dir string, err error) {
	if found, err := exec.LookPath("initdb"); err == nil {
		return filepath.Dir(found), nil
	}
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if len(found) == 0 {
		return "", errors.New("PostgreSQL is not installed (Debian package postgresql)")
	}
	version := func(path string) int {
		n, _ := strconv.Atoi(filepath.Base(filepath.Dir(filepath.Dir(path))))
		return n
	}
	return filepath.Dir(slices.MaxFunc(found, func(a, b string) int { return version(a) - version(b) })), nil
}

// initialize makes the cluster. The directory has a short name, because that of a Unix socket may have only 107 bytes.
func (s *server) initialize() (err error) {
	if s.dir, err = os.MkdirTemp("", "pg-"); err != nil {
		return err
	}
	as, err := owner()
	if err != nil {
		return err
	}
	if as != nil {
		if err := os.Chown(s.dir, int(as.Uid), int(as.Gid)); err != nil {
			return err
		}
	}
	ctx, cancel := context.WithTimeout(context.Background(), startTime)
	defer cancel()
	initdb := exec.CommandContext(ctx, filepath.Join(s.bin, "initdb"), "-D", filepath.Join(s.dir, "data"), "-U", role, "-A", "trust",
		"-E", "UTF8", "--locale=C", "--no-sync", "--no-instructions")
	initdb.SysProcAttr = &syscall.SysProcAttr{Credential: as}
	initdb.Dir = s.dir
	if out, err := initdb.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w\n%s", err, out)
	}
	return nil
}

// owner is who runs the server: PostgreSQL refuses root.
func owner() (*syscall.Credential, error) {
	if os.Getuid() != 0 {
		return nil, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		found, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, err1 := strconv.ParseUint(found.Uid, 10, 32)
		gid, err2 := strconv.ParseUint(found.Gid, 10, 32)
		return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, errors.Join(err1, err2)
	}
	return nil, errors.New("root cannot run PostgreSQL, and there is no user postgres or nobody")
}

// run starts the server and waits until it answers. Its settings of durability are PostgreSQL's defaults.
func (s *server) run() error {
	as, err := owner()
	if err != nil {
		return err
	}
	s.process = exec.Command(filepath.Join(s.bin, "postgres"), "-D", filepath.Join(s.dir, "data"), "-k", s.dir,
		"-c", "listen_addresses=", "-c", "max_connections=200", "-c", "shared_buffers=32MB", "-c", "log_min_messages=fatal")
	s.process.Dir = s.dir
	said := new(bytes.Buffer)
	s.process.Stderr = said
	// Quit at once, should the test program die without stopping it.
	s.process.SysProcAttr = &syscall.SysProcAttr{Credential: as, Pdeathsig: syscall.SIGQUIT}
	started, ended := make(chan error, 1), make(chan struct{})
	process := s.process
	s.ended = ended
	go func() {
		// The signal comes when the thread ends that started the process: this one stays.
		runtime.LockOSThread()
		err := process.Start()
		started <- err
		if err == nil {
			process.Wait()
		}
		close(ended)
	}()
	if err := <-started; err != nil {
		return err
	}
	return s.answers(said)
}

func (s *server) answers(said *bytes.Buffer) error {
	ctx, cancel := context.WithTimeout(context.Background(), startTime)
	defer cancel()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		conn, err := pgx.Connect(ctx, s.url("postgres"))
		if err == nil {
			return conn.Close(ctx)
		}
		select {
		case <-tick.C:
		case <-s.ended:
			return fmt.Errorf("postgres ended: %s", said)
		case <-ctx.Done():
			return fmt.Errorf("postgres does not answer: %w", err)
		}
	}
}

// crash ends the server without a checkpoint and starts it again.
func (s *server) crash() error {
	s.kill()
	return s.run()
}

// kill ends the server as a crash does: SIGQUIT leaves everything to the recovery from the log (PostgreSQL, server-shutdown).
func (s *server) kill() {
	if s.process != nil && s.process.Process != nil {
		s.process.Process.Signal(syscall.SIGQUIT)
		<-s.ended
	}
}

// stop ends the server and removes the cluster.
func (s *server) stop() {
	s.kill()
	if s.dir != "" {
		os.RemoveAll(s.dir)
	}
}
