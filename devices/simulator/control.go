package simulator

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"golang.org/x/sys/unix"
)

// maxLine bounds a control line, in bytes.
const maxLine = 64 << 10

// maxSocketPath is what a socket's address takes in Linux, unix(7), in bytes.
const maxSocketPath = 107

// ErrRefused wraps the text of a reply that says no.
var ErrRefused = errors.New("the simulator refuses")

// Send gives a command to the simulation in dir and returns the text of its reply. The words are the device, the
// command and its arguments, as "printer", "paper", "end"; none may hold a line break. Every device knows
//
//	plug                 puts the cable in again, where it may be opened: the link comes back
//	talk                 ends whatever is wrong with the bytes, and takes back every "on" whose moment has not come
//	on BYTES COMMAND …   the command, when the terminal sends the bytes (as 1b47, or scan, print, read) the next time, or
//	                     when N more were sent to it (sent=N)
//	complaints           what the terminal sent that the real device would reject, separated by "; "
//
// the faults that FaultManual lists,
//
// and what its model adds. A reply that says no matches ErrRefused.
func Send(ctx context.Context, dir string, words ...string) (string, error) {
	request := quote(words)
	if strings.ContainsAny(request, "\r\n") {
		return "", errors.New("a control command is one line")
	}
	var dialer net.Dialer
	conn, err := dialer.DialContext(ctx, "unix", filepath.Join(dir, "control"))
	if err != nil {
		return "", fmt.Errorf("no simulation answers in %s: %w", dir, err)
	}
	defer conn.Close()
	stop := context.AfterFunc(ctx, func() { conn.Close() })
	defer stop()
	if _, err := fmt.Fprintln(conn, request); err != nil {
		return "", fmt.Errorf("asking the simulation: %w", err)
	}
	reply, err := bufio.NewReader(conn).ReadString('\n')
	if err != nil {
		return "", fmt.Errorf("the simulation gave no answer: %w", err)
	}
	verdict, text, _ := strings.Cut(strings.TrimSuffix(reply, "\n"), " ")
	if verdict != "ok" {
		return "", fmt.Errorf("%w: %s", ErrRefused, text)
	}
	return text, nil
}

// listen opens the control socket. A socket that a dead simulation left behind is replaced, one that answers is not.
func listen(ctx context.Context, dir string) (net.Listener, error) {
	path := filepath.Join(dir, "control")
	if len(path) > maxSocketPath {
		return nil, fmt.Errorf("%s is too long for a socket, which takes %d bytes", path, maxSocketPath)
	}
	listener, err := net.Listen("unix", path)
	if !errors.Is(err, unix.EADDRINUSE) {
		return listener, err
	}
	var dialer net.Dialer
	if conn, err := dialer.DialContext(ctx, "unix", path); err == nil {
		conn.Close()
		return nil, fmt.Errorf("another simulation runs in %s", dir)
	}
	if i, err := os.Lstat(path); err != nil || i.Mode().Type() != os.ModeSocket {
		return nil, fmt.Errorf("%s is in the way and is no socket", path)
	}
	if err := os.Remove(path); err != nil {
		return nil, err
	}
	return net.Listen("unix", path)
}

// answer serves the control socket until ctx ends and removes it then.
func answer(ctx context.Context, socket net.Listener, all map[string]*device) error {
	stop := context.AfterFunc(ctx, func() { socket.Close() })
	defer stop()
	var clients sync.WaitGroup
	defer clients.Wait()
	for {
		conn, err := socket.Accept()
		if ctx.Err() != nil {
			if err == nil {
				conn.Close()
			}
			return nil
		}
		if err != nil {
			return fmt.Errorf("control socket: %w", err)
		}
		clients.Go(func() { converse(ctx, conn, all) })
	}
}

// converse answers one client line by line.
func converse(ctx context.Context, conn net.Conn, all map[string]*device) {
	defer conn.Close()
	stop := context.AfterFunc(ctx, func() { conn.Close() })
	defer stop()
	lines := bufio.NewScanner(conn)
	lines.Buffer(nil, maxLine)
	for lines.Scan() {
		if _, err := fmt.Fprintln(conn, reply(ctx, lines.Text(), all)); err != nil {
			return
		}
	}
}

// reply does what one control line says and returns the line to answer.
func reply(ctx context.Context, request string, all map[string]*device) string {
	text, err := obey(ctx, request, all)
	if err != nil {
		return "error " + oneLine(err.Error())
	}
	return strings.TrimSuffix("ok "+oneLine(text), " ")
}

func obey(ctx context.Context, request string, all map[string]*device) (string, error) {
	words, err := split(request)
	if err != nil {
		return "", err
	}
	if len(words) < 2 {
		return "", errors.New("a control line is DEVICE COMMAND [ARGUMENT…]")
	}
	d := all[words[0]]
	if d == nil {
		return "", fmt.Errorf("there is no device %q", words[0])
	}
	return d.command(ctx, words[1], words[2:])
}

func oneLine(s string) string {
	return strings.NewReplacer("\r", " ", "\n", " ").Replace(s)
}
