-- What happened with people's consent, one chain per site: see `audit/entry.rs` for what `hash` covers. Neither the site
-- nor anybody else is a foreign key: the log outlives what it is about.

CREATE TABLE audit (
    site         TEXT NOT NULL,
    number       INTEGER NOT NULL CHECK (number > 0),
    at_ms        INTEGER NOT NULL,
    actor        TEXT NOT NULL CHECK (actor IN ('visitor', 'agent', 'operator', 'relay')),
    agent        TEXT,
    name         TEXT,
    visitor      TEXT,
    conversation TEXT,
    session      TEXT,
    what         TEXT NOT NULL,
    detail       TEXT NOT NULL,
    hash         BLOB NOT NULL,
    PRIMARY KEY (site, number)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER audit_is_never_changed BEFORE UPDATE ON audit
BEGIN
    SELECT RAISE (ABORT, 'the audit log is append-only');
END;

CREATE TRIGGER audit_is_never_deleted BEFORE DELETE ON audit
BEGIN
    SELECT RAISE (ABORT, 'the audit log is append-only');
END;

-- Also against INSERT OR REPLACE, which deletes without asking the trigger above.
CREATE TRIGGER audit_grows_at_its_end BEFORE INSERT ON audit
WHEN NEW.number <> (SELECT coalesce(max(number), 0) + 1 FROM audit WHERE site = NEW.site)
BEGIN
    SELECT RAISE (ABORT, 'the audit log is append-only');
END;
