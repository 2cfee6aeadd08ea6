package database

import (
	"context"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// postgresChannel is the one channel of PostgreSQL; the hub's channels are the first word of the payload, so that one
// connection hears all of them.
const postgresChannel = "clerkhub"

// How often a silent connection is asked whether it still lives, how long the answer may take, and the bounds of the pause
// before a new one.
const (
	silence      = 20 * time.Second
	answerTime   = 5 * time.Second
	shortestWait = 50 * time.Millisecond
	longestWait  = 5 * time.Second
)

// hear keeps one connection to PostgreSQL that listens, until the database is closed.
func (db *DB) hear() {
	pause := shortestWait
	for db.ended.Err() == nil {
		if db.hearOnce(db.ended) {
			pause = shortestWait
		}
		db.board.deaf()
		select {
		case <-time.After(pause/2 + rand.N(pause)):
			pause = min(2*pause, longestWait)
		case <-db.ended.Done():
		}
	}
}

// hearOnce returns when the connection is lost, and whether there was one.
func (db *DB) hearOnce(ctx context.Context) (connected bool) {
	conn, err := pgx.ConnectConfig(ctx, db.config.Copy())
	if err != nil {
		return false
	}
	defer conn.Close(context.WithoutCancel(ctx))
	if _, err := conn.Exec(ctx, "LISTEN "+postgresChannel); err != nil {
		return false
	}
	db.board.listening()
	for {
		n, err := next(ctx, conn)
		if err != nil {
			return true
		}
		if n == nil {
			continue
		}
		channel, payload, _ := strings.Cut(n.Payload, " ")
		db.board.publish(Notice{Channel: channel, Payload: payload})
	}
}

// next waits for a notice. After a silence it asks whether the connection lives, and returns nil if so.
func next(ctx context.Context, conn *pgx.Conn) (*pgconn.Notification, error) {
	waiting, cancel := context.WithTimeout(ctx, silence)
	defer cancel()
	n, err := conn.WaitForNotification(waiting)
	if err == nil || ctx.Err() != nil || !pgconn.Timeout(err) {
		return n, err
	}
	asking, cancel := context.WithTimeout(ctx, answerTime)
	defer cancel()
	return nil, conn.Ping(asking)
}
