-- What shoppers answered before their first message, in the words in which it was asked: a shop may ask otherwise later.

CREATE TABLE form_answers (
    site     TEXT NOT NULL,
    visitor  TEXT NOT NULL,
    position INTEGER NOT NULL,
    label    TEXT NOT NULL,
    value    TEXT NOT NULL,
    PRIMARY KEY (site, visitor, position),
    FOREIGN KEY (site, visitor) REFERENCES visitors (site, id)
) STRICT, WITHOUT ROWID;

-- When she did. Nobody is asked twice.
ALTER TABLE visitors ADD COLUMN answered_at_ms INTEGER;

-- All that was said in it is deleted; the row waits for its recordings, which are deleted a few chunks at a time.
ALTER TABLE conversations ADD COLUMN is_deleted INTEGER NOT NULL DEFAULT 0 CHECK (is_deleted IN (0, 1));
