-- Every table but `meta` carries its site; compound foreign keys keep a row's site and its parent's the same.
-- Times are ms since 1970 UTC. Hashes are SHA-256.

CREATE TABLE meta (
    id    INTEGER PRIMARY KEY CHECK (id = 1),
    epoch TEXT NOT NULL
) STRICT;

CREATE TABLE sites (
    key           TEXT PRIMARY KEY,
    name          TEXT NOT NULL,
    greeting      TEXT NOT NULL,
    accent        TEXT NOT NULL,
    contact       TEXT NOT NULL,
    created_at_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE origins (
    site   TEXT NOT NULL REFERENCES sites (key) ON DELETE CASCADE,
    origin TEXT NOT NULL,
    PRIMARY KEY (site, origin)
) STRICT, WITHOUT ROWID;

CREATE TABLE visitors (
    site          TEXT NOT NULL REFERENCES sites (key),
    id            TEXT NOT NULL,
    token_hash    BLOB NOT NULL,
    page_url      TEXT NOT NULL,
    page_title    TEXT NOT NULL,
    created_at_ms INTEGER NOT NULL,
    PRIMARY KEY (site, id),
    UNIQUE (site, token_hash)
) STRICT, WITHOUT ROWID;

CREATE TABLE conversations (
    site            TEXT NOT NULL,
    id              TEXT NOT NULL UNIQUE,
    visitor         TEXT NOT NULL,
    last_seq        INTEGER NOT NULL DEFAULT 0,
    read_by_visitor INTEGER NOT NULL DEFAULT 0,
    read_by_agent   INTEGER NOT NULL DEFAULT 0,
    created_at_ms   INTEGER NOT NULL,
    active_at_ms    INTEGER NOT NULL,
    revision        INTEGER NOT NULL DEFAULT 1,
    PRIMARY KEY (site, id),
    UNIQUE (site, visitor),
    FOREIGN KEY (site, visitor) REFERENCES visitors (site, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX conversations_by_activity ON conversations (site, active_at_ms DESC);

CREATE TABLE messages (
    site         TEXT NOT NULL,
    conversation TEXT NOT NULL,
    seq          INTEGER NOT NULL CHECK (seq > 0),
    client_id    TEXT NOT NULL,
    author       TEXT NOT NULL CHECK (author IN ('visitor', 'agent', 'system')),
    author_name  TEXT,
    body         TEXT NOT NULL,
    sent_at_ms   INTEGER NOT NULL,
    PRIMARY KEY (conversation, seq),
    UNIQUE (conversation, client_id),
    FOREIGN KEY (site, conversation) REFERENCES conversations (site, id)
) STRICT;

CREATE TABLE agents (
    id            TEXT PRIMARY KEY,
    site          TEXT NOT NULL REFERENCES sites (key),
    email         TEXT NOT NULL UNIQUE COLLATE NOCASE,
    name          TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    created_at_ms INTEGER NOT NULL,
    UNIQUE (site, id)
) STRICT;

CREATE TABLE agent_sessions (
    token_hash    BLOB PRIMARY KEY,
    site          TEXT NOT NULL,
    agent         TEXT NOT NULL,
    expires_at_ms INTEGER NOT NULL,
    FOREIGN KEY (site, agent) REFERENCES agents (site, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE INDEX agent_sessions_by_agent ON agent_sessions (site, agent);
