-- Who shoppers are. `subject` is what the shop's own server calls her, in a token that it signed: with it, name and email are
-- the shop's word; without it they are hers.

ALTER TABLE visitors ADD COLUMN subject TEXT;
ALTER TABLE visitors ADD COLUMN name TEXT;
ALTER TABLE visitors ADD COLUMN email TEXT;

CREATE UNIQUE INDEX visitors_by_subject ON visitors (site, subject) WHERE subject IS NOT NULL;

-- The browsers of a visitor beyond her first.
CREATE TABLE visitor_tokens (
    site          TEXT NOT NULL,
    token_hash    BLOB NOT NULL,
    visitor       TEXT NOT NULL,
    created_at_ms INTEGER NOT NULL,
    PRIMARY KEY (site, token_hash),
    FOREIGN KEY (site, visitor) REFERENCES visitors (site, id)
) STRICT, WITHOUT ROWID;

-- With what a shop's server signs. Several, so that one can take the place of another without a break. The secret itself is
-- here, since signatures are checked with it: a stolen database has to be answered with new ones.
CREATE TABLE identity_keys (
    site          TEXT NOT NULL REFERENCES sites (key) ON DELETE CASCADE,
    id            TEXT NOT NULL,
    secret        TEXT NOT NULL,
    created_at_ms INTEGER NOT NULL,
    PRIMARY KEY (site, id)
) STRICT, WITHOUT ROWID;

-- The browser that a signed token let in, for as long as the token is good: it lets in no other.
CREATE TABLE identity_uses (
    site          TEXT NOT NULL,
    signed_hash   BLOB NOT NULL,
    token_hash    BLOB NOT NULL,
    used_at_ms    INTEGER NOT NULL,
    expires_at_ms INTEGER NOT NULL,
    PRIMARY KEY (site, signed_hash)
) STRICT, WITHOUT ROWID;
