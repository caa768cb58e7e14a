-- Files that shoppers and agents send each other. They go with their conversation.

CREATE TABLE attachments (
    site          TEXT NOT NULL,
    -- 256 random bits: who knows it may read the file.
    id            TEXT NOT NULL UNIQUE,
    conversation  TEXT NOT NULL,
    side          TEXT NOT NULL CHECK (side IN ('visitor', 'agent')),
    name          TEXT NOT NULL,
    media_type    TEXT NOT NULL,
    width         INTEGER,
    height        INTEGER,
    -- While it comes: as many as were announced.
    bytes         INTEGER NOT NULL,
    -- SHA-256 of what is kept; NULL while it comes.
    hash          BLOB,
    -- Whether a message has carried it.
    is_sent       INTEGER NOT NULL DEFAULT 0 CHECK (is_sent IN (0, 1)),
    created_at_ms INTEGER NOT NULL,
    PRIMARY KEY (site, id),
    FOREIGN KEY (site, conversation) REFERENCES conversations (site, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE INDEX attachments_by_conversation ON attachments (site, conversation, created_at_ms);
CREATE INDEX attachments_by_bytes ON attachments (site, bytes);

CREATE TABLE attachment_chunks (
    site       TEXT NOT NULL,
    attachment TEXT NOT NULL,
    number     INTEGER NOT NULL,
    bytes      BLOB NOT NULL,
    PRIMARY KEY (attachment, number),
    FOREIGN KEY (site, attachment) REFERENCES attachments (site, id) ON DELETE CASCADE
) STRICT;
