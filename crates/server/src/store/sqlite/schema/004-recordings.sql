-- What is kept of co-browse sessions. A site without a row here has the default policy, and nothing kept.

CREATE TABLE recording_policies (
    site            TEXT PRIMARY KEY REFERENCES sites (key) ON DELETE CASCADE,
    is_on           INTEGER NOT NULL CHECK (is_on IN (0, 1)),
    days            INTEGER NOT NULL CHECK (days > 0),
    recording_bytes INTEGER NOT NULL,
    site_bytes      INTEGER NOT NULL,
    -- The sum over the site's recordings, so that nobody has to add it up for each chunk.
    kept_bytes      INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE TABLE recordings (
    site          TEXT NOT NULL,
    id            TEXT NOT NULL UNIQUE,
    conversation  TEXT NOT NULL,
    kind          TEXT NOT NULL CHECK (kind IN ('session', 'page')),
    saved_by      TEXT,
    started_at_ms INTEGER NOT NULL,
    duration_ms   INTEGER NOT NULL DEFAULT 0,
    bytes         INTEGER NOT NULL DEFAULT 0,
    chunks        INTEGER NOT NULL DEFAULT 0,
    gaps          INTEGER NOT NULL DEFAULT 0,
    is_running    INTEGER NOT NULL DEFAULT 1 CHECK (is_running IN (0, 1)),
    is_cut        INTEGER NOT NULL DEFAULT 0 CHECK (is_cut IN (0, 1)),
    -- It is being deleted, a few chunks at a time, and on no list any more.
    is_deleted    INTEGER NOT NULL DEFAULT 0 CHECK (is_deleted IN (0, 1)),
    PRIMARY KEY (site, id),
    FOREIGN KEY (site, conversation) REFERENCES conversations (site, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX recordings_by_conversation ON recordings (site, conversation, started_at_ms DESC);

CREATE TABLE recording_chunks (
    site      TEXT NOT NULL,
    recording TEXT NOT NULL,
    number    INTEGER NOT NULL,
    records   BLOB NOT NULL,
    PRIMARY KEY (recording, number),
    FOREIGN KEY (site, recording) REFERENCES recordings (site, id)
) STRICT;
