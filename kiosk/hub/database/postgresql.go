package database

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

// postgresConnections bounds what one replica takes of the server's max_connections (100 by default); one more listens.
const postgresConnections = 16

// sessionSettings hold for each connection, unless the URL says otherwise: whoever hangs does not hold locks for ever.
var sessionSettings = [...][2]string{
	{"application_name", "clerkhub"},
	{"statement_timeout", "30000"}, // milliseconds
	{"lock_timeout", "10000"},
	{"idle_in_transaction_session_timeout", "30000"},
}

// serverSettings are asserted after opening: without them a commit may be lost in a power cut, or text be garbled.
var serverSettings = [...]struct {
	name string
	want []string
}{
	{"fsync", []string{"on"}},
	{"full_page_writes", []string{"on"}},
	{"synchronous_commit", []string{"on", "remote_apply"}},
	{"server_encoding", []string{"UTF8"}},
	{"transaction_read_only", []string{"off"}}, // else it is a standby
}

// oldestServer is the oldest PostgreSQL that the project still maintains with the statements used here.
const oldestServer = 130000

func (db *DB) openPostgreSQL(ctx context.Context, source string) error {
	db.dialect = PostgreSQL
	config, err := pgx.ParseConfig(withTLS(source))
	if err != nil {
		// The driver's text may quote the URL; it masks the password, but what it cannot parse it cannot mask.
		return &Error{CodeSettings, errors.New("the URL of the database cannot be read")}
	}
	for _, s := range sessionSettings {
		if _, given := config.RuntimeParams[s[0]]; !given {
			config.RuntimeParams[s[0]] = s[1]
		}
	}
	if config.ConnectTimeout == 0 {
		config.ConnectTimeout = 10 * time.Second
	}
	db.config = config
	db.db = stdlib.OpenDB(*config)
	db.db.SetMaxOpenConns(postgresConnections)
	db.db.SetMaxIdleConns(postgresConnections)
	db.db.SetConnMaxIdleTime(5 * time.Minute)
	return db.assertServer(ctx)
}

// withTLS asks for an encrypted connection to a proven server where a URL goes over a network and does not say how: the
// driver's own default would go on without encryption if the server has none.
func withTLS(source string) string {
	u, err := url.Parse(source)
	if err != nil || u.Query().Has("sslmode") || os.Getenv("PGSSLMODE") != "" {
		return source
	}
	query := u.Query()
	hosts := cmp.Or(query.Get("host"), u.Host, os.Getenv("PGHOST"))
	for _, host := range strings.Split(hosts, ",") {
		if !local(host) {
			query.Set("sslmode", "verify-full")
			u.RawQuery = query.Encode()
			return u.String()
		}
	}
	return source
}

// local reports whether a host, perhaps with a port, is this machine: none, the directory of a Unix socket, or a loopback
// address.
func local(host string) bool {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	ip := net.ParseIP(strings.Trim(host, "[]"))
	return host == "" || host == "localhost" || strings.HasPrefix(host, "/") || ip != nil && ip.IsLoopback()
}

func (db *DB) assertServer(ctx context.Context) error {
	var version int
	if err := db.db.QueryRowContext(ctx, "SELECT current_setting('server_version_num')::int").Scan(&version); err != nil {
		return err
	}
	if version < oldestServer {
		return &Error{CodeSettings, fmt.Errorf("PostgreSQL has version %d, at least %d is needed", version, oldestServer)}
	}
	for _, s := range serverSettings {
		var got string
		if err := db.db.QueryRowContext(ctx, "SELECT current_setting($1)", s.name).Scan(&got); err != nil {
			return err
		}
		if !slices.Contains(s.want, got) {
			return &Error{CodeSettings, fmt.Errorf("%s is %q, not %q", s.name, got, s.want)}
		}
	}
	return nil
}
