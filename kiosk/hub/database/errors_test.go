package database

import (
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"
	"syscall"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"
)

// A connection that broke is told as lost, however the layers above the network say it: whoever sent, sends again.
func TestBrokenConnectionIsLost(t *testing.T) {
	for name, err := range map[string]error{
		"the pool gave up on its connections": driver.ErrBadConn,
		"reset while writing":                 &net.OpError{Op: "write", Err: syscall.ECONNRESET},
		"broken pipe":                         fmt.Errorf("flush: %w", syscall.EPIPE),
		"closed":                              net.ErrClosed,
		"closed by pgx":                       errors.New("conn closed"),
		"end in the middle of a message":      io.ErrUnexpectedEOF,
		"shutting down":                       &pgconn.PgError{Code: "57P01"},
	} {
		if got := CodeOf(classify(err)); got != CodeLost {
			t.Errorf("%s: %s, want %s", name, got, CodeLost)
		}
	}
	if got := CodeOf(classify(errors.New("anything else"))); got != CodeStore {
		t.Errorf("an unknown error: %s, want %s", got, CodeStore)
	}
}
