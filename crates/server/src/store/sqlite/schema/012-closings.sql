-- When an agent closed a conversation, and how the shopper rated it then. A conversation is closed from then until she writes
-- again or an agent reopens it.

ALTER TABLE conversations ADD COLUMN closed_at_ms INTEGER;

CREATE TABLE closings (
    site         TEXT NOT NULL,
    conversation TEXT NOT NULL,
    number       INTEGER NOT NULL CHECK (number > 0),
    agent        TEXT NOT NULL,
    closed_at_ms INTEGER NOT NULL,
    -- Whether she is asked how it was and has not answered.
    asks         INTEGER NOT NULL CHECK (asks IN (0, 1)),
    score        INTEGER CHECK (score BETWEEN 1 AND 5),
    comment      TEXT,
    rated_at_ms  INTEGER,
    PRIMARY KEY (conversation, number),
    FOREIGN KEY (site, conversation) REFERENCES conversations (site, id) ON DELETE CASCADE,
    FOREIGN KEY (site, agent) REFERENCES agents (site, id)
) STRICT, WITHOUT ROWID;
