package accounts

// room is the name under which the database counts this schema's steps.
const room = "accounts"

// steps build the schema on both databases. Times are Unix milliseconds, 0 for never; lists are JSON. Secrets that a
// browser holds (session, link, ceremony) are here only as their SHA-256.
func steps() []string {
	return []string{`
CREATE TABLE account (
	id          TEXT PRIMARY KEY,
	handle      TEXT NOT NULL UNIQUE,
	name        TEXT NOT NULL UNIQUE,
	display     TEXT NOT NULL,
	office      TEXT NOT NULL,
	roles       TEXT NOT NULL,
	authorities TEXT NOT NULL,
	services    TEXT NOT NULL,
	languages   TEXT NOT NULL,
	password    TEXT NOT NULL,
	issuer      TEXT NOT NULL,
	subject     TEXT NOT NULL,
	disabled    {int} NOT NULL,
	created     {int} NOT NULL
) {strict};
CREATE UNIQUE INDEX account_subject ON account (issuer, subject) WHERE subject <> '';
CREATE TABLE account_passkey (
	id      TEXT PRIMARY KEY,
	account TEXT NOT NULL REFERENCES account (id),
	label   TEXT NOT NULL,
	record  TEXT NOT NULL,
	created {int} NOT NULL,
	used    {int} NOT NULL
) {strict};
CREATE INDEX account_passkey_account ON account_passkey (account);
CREATE TABLE account_session (
	secret  TEXT PRIMARY KEY,
	id      TEXT NOT NULL UNIQUE,
	account TEXT NOT NULL REFERENCES account (id),
	method  TEXT NOT NULL,
	browser TEXT NOT NULL,
	created {int} NOT NULL,
	seen    {int} NOT NULL
) {strict};
CREATE INDEX account_session_account ON account_session (account);
CREATE TABLE account_link (
	secret  TEXT PRIMARY KEY,
	account TEXT NOT NULL REFERENCES account (id),
	expires {int} NOT NULL
) {strict};
CREATE TABLE account_ceremony (
	secret  TEXT PRIMARY KEY,
	kind    TEXT NOT NULL,
	account TEXT NOT NULL,
	data    TEXT NOT NULL,
	expires {int} NOT NULL
) {strict};
CREATE TABLE login_throttle (
	id       TEXT PRIMARY KEY,
	failures {int} NOT NULL,
	blocked  {int} NOT NULL,
	last     {int} NOT NULL,
	told     {int} NOT NULL
) {strict};
CREATE TABLE account_secret (
	name  TEXT PRIMARY KEY,
	value TEXT NOT NULL
) {strict};`,
		`ALTER TABLE account_ceremony ADD COLUMN address TEXT NOT NULL DEFAULT '';
CREATE INDEX account_ceremony_address ON account_ceremony (address);`}
}
