package main

import (
	"context"
	"fmt"
	"syscall"
)

// measureHub measures the hub's queue and its live side, with the benchmarks beside them.
func measureHub(ctx context.Context, _ bench) []row {
	return append(measureQueue(ctx), measureCrowd(ctx)...)
}

// measureQueue takes calls out of a line of a hundred, by thirty clerks at once who never rest: the worst that a desk waits for
// the database. Both engines commit to the disk each time.
func measureQueue(ctx context.Context) []row {
	const what = "queue: accept a call, 30 clerks at once, on SQLite"
	m, err := benchmarks(ctx, "./kiosk/hub/queue", "^BenchmarkAccept$/^30_clerks$", "3000x")
	if err != nil {
		return []row{notMeasured(what, err)}
	}
	var rows []row
	for _, part := range []string{"p50", "p99"} {
		rows = append(rows, m.beside(what+", "+part, "BenchmarkAccept/30_clerks/sqlite", "PostgreSQL", "BenchmarkAccept/30_clerks/postgresql", part+"-ms", "ms"))
	}
	return rows
}

// crowd is how many terminals one hub is to hold, and spare how many files it needs beside their sockets.
const crowd, spare = 5000, 500

// measureCrowd connects terminals to one hub and lets a clerk accept calls while they beat.
func measureCrowd(ctx context.Context) []row {
	const what = "hub with 5,000 terminals connected by TLS"
	var files syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &files); err != nil || files.Max < crowd+spare {
		return []row{notMeasured(what, fmt.Errorf("a process may open %d files here, and this needs %d (ulimit -n)", files.Max, crowd+spare))}
	}
	const name = "BenchmarkTerminals/wss"
	m, err := benchmarks(ctx, "./kiosk/hub/live", "^BenchmarkTerminals$/^wss$", "1x")
	if err != nil {
		return []row{notMeasured(what, err)}
	}
	return []row{
		m.limited(what+": memory of each", name, "B/terminal", "bytes", 60_000),
		m.limited(what+": accept while they beat, p99", name, "ms-accept-p99", "ms", 100),
	}
}
