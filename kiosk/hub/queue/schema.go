package queue

// steps are the tables of the queue. Moments are milliseconds since 1970. A clerk's id is an account's; it stands in a
// call only while the clerk has it. In queue_skill a clerk without a service may help with all.
var steps = [...]string{`
CREATE TABLE queue_call (
	id             TEXT PRIMARY KEY,
	authority      TEXT NOT NULL,
	terminal       TEXT NOT NULL,
	flow           TEXT NOT NULL,
	language       TEXT NOT NULL,
	writes         {int} NOT NULL,
	needs          TEXT NOT NULL,
	interpreter    {int} NOT NULL,
	step           {int} NOT NULL,
	steps          {int} NOT NULL,
	part           TEXT NOT NULL,
	state          TEXT NOT NULL CHECK (state IN ('waiting', 'active', 'transferred', 'done', 'abandoned')),
	priority       {int} NOT NULL,
	enqueued_at    {int} NOT NULL,
	again          {int} NOT NULL,
	absent         {int} NOT NULL,
	terminal_until {int} NOT NULL,
	epoch          {int} NOT NULL,
	clerk          TEXT NOT NULL,
	previous       TEXT NOT NULL,
	target         TEXT NOT NULL,
	lease_until    {int} NOT NULL,
	transfers      {int} NOT NULL,
	losses         {int} NOT NULL,
	accepted_at    {int},
	ended_at       {int},
	reason         TEXT NOT NULL,
	CHECK ((state IN ('active', 'transferred')) = (clerk <> '')),
	CHECK ((state IN ('done', 'abandoned')) = (ended_at IS NOT NULL))
) {strict};
CREATE UNIQUE INDEX queue_call_clerk ON queue_call (clerk) WHERE state IN ('active', 'transferred');
CREATE UNIQUE INDEX queue_call_terminal ON queue_call (terminal) WHERE state IN ('waiting', 'active', 'transferred');
CREATE INDEX queue_call_line ON queue_call (priority DESC, enqueued_at, id) WHERE state IN ('waiting', 'transferred');
CREATE INDEX queue_call_accepted ON queue_call (accepted_at) WHERE accepted_at IS NOT NULL;
CREATE INDEX queue_call_ended ON queue_call (ended_at) WHERE state IN ('done', 'abandoned');
CREATE INDEX queue_call_done ON queue_call (authority, ended_at) WHERE state = 'done';

CREATE TABLE queue_clerk (
	id        TEXT PRIMARY KEY,
	state     TEXT NOT NULL CHECK (state IN ('available', 'away')),
	interpret {int} NOT NULL,
	signs     {int} NOT NULL,
	until     {int} NOT NULL
) {strict};
CREATE TABLE queue_skill (
	clerk TEXT NOT NULL,
	kind  TEXT NOT NULL CHECK (kind IN ('authority', 'service', 'language')),
	value TEXT NOT NULL,
	PRIMARY KEY (clerk, kind, value)
) {strict};

CREATE TABLE queue_participant (
	call  TEXT NOT NULL,
	clerk TEXT NOT NULL,
	role  TEXT NOT NULL,
	state TEXT NOT NULL CHECK (state IN ('invited', 'joined')),
	since {int} NOT NULL,
	until {int} NOT NULL,
	PRIMARY KEY (call, clerk)
) {strict};
CREATE UNIQUE INDEX queue_participant_joined ON queue_participant (clerk) WHERE state = 'joined';

CREATE TABLE queue_event (
	seq       {serial},
	at        {int} NOT NULL,
	kind      TEXT NOT NULL,
	call      TEXT NOT NULL,
	authority TEXT NOT NULL,
	terminal  TEXT NOT NULL,
	clerk     TEXT NOT NULL,
	other     TEXT NOT NULL,
	epoch     {int} NOT NULL,
	reason    TEXT NOT NULL
) {strict};
CREATE INDEX queue_event_at ON queue_event (at);

CREATE TABLE queue_hours (
	authority TEXT NOT NULL,
	weekday   {int} NOT NULL CHECK (weekday BETWEEN 0 AND 6),
	opens     {int} NOT NULL,
	closes    {int} NOT NULL CHECK (opens >= 0 AND opens < closes AND closes <= 1440),
	PRIMARY KEY (authority, weekday, opens)
) {strict};
CREATE TABLE queue_closed (
	authority TEXT NOT NULL,
	day       TEXT NOT NULL,
	PRIMARY KEY (authority, day)
) {strict};

CREATE TABLE queue_callback (
	id         TEXT PRIMARY KEY,
	authority  TEXT NOT NULL,
	terminal   TEXT NOT NULL,
	flow       TEXT NOT NULL,
	language   TEXT NOT NULL,
	starts_at  {int} NOT NULL,
	ends_at    {int} NOT NULL,
	created_at {int} NOT NULL,
	number     {bytes} NOT NULL
) {strict};
CREATE INDEX queue_callback_slot ON queue_callback (authority, starts_at);`}

// fits is the one rule of skills, for a call c and a clerk k: the clerk works for the authority, can help with the service,
// and speaks the language of the page or the citizen wants an interpreter for it.
const fits = `(EXISTS (SELECT 1 FROM queue_skill s WHERE s.clerk = k.id AND s.kind = 'authority' AND s.value = c.authority)
	AND (c.flow = '' OR NOT EXISTS (SELECT 1 FROM queue_skill s WHERE s.clerk = k.id AND s.kind = 'service')
		OR EXISTS (SELECT 1 FROM queue_skill s WHERE s.clerk = k.id AND s.kind = 'service' AND s.value = c.flow))
	AND (c.interpreter = 1 OR EXISTS (SELECT 1 FROM queue_skill s WHERE s.clerk = k.id AND s.kind = 'language'
		AND (c.language = s.value OR substr(c.language, 1, length(s.value) + 1) = s.value || '-'))))`

// sees is the rule of what a clerk k may see of the line: calls c of the clerk's authorities that nobody has, or that are
// handed on to those with the skills, or to this clerk.
const sees = `(EXISTS (SELECT 1 FROM queue_skill s WHERE s.clerk = k.id AND s.kind = 'authority' AND s.value = c.authority)
	AND (c.state = 'waiting' OR c.state = 'transferred' AND c.target IN ('', k.id) AND c.clerk <> k.id))`

// occupied is the rule of who is busy: a clerk k who has a call or takes part in one.
const occupied = `(EXISTS (SELECT 1 FROM queue_call h WHERE h.clerk = k.id AND h.state IN ('active', 'transferred'))
	OR EXISTS (SELECT 1 FROM queue_participant p WHERE p.clerk = k.id AND p.state = 'joined'))`

// line is the order in which calls are taken.
const line = ` ORDER BY c.priority DESC, c.enqueued_at, c.id`
