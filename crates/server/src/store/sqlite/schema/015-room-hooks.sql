-- Where a site's rooms for calls come from, when an HTTP service of the shop makes them. The secret itself is here, since requests
-- are signed with it: a stolen database has to be answered with a new one.

CREATE TABLE room_hooks (
    site          TEXT PRIMARY KEY NOT NULL REFERENCES sites (key) ON DELETE CASCADE,
    url           TEXT NOT NULL,
    secret        TEXT NOT NULL,
    created_at_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
