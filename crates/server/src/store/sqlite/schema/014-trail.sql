-- What shoppers did of late: pages and events, as JSON, the newest of each. `number` counts up for ever.

CREATE TABLE happenings (
    site    TEXT NOT NULL,
    visitor TEXT NOT NULL,
    number  INTEGER NOT NULL,
    at_ms   INTEGER NOT NULL,
    what    TEXT NOT NULL,
    PRIMARY KEY (site, visitor, number),
    FOREIGN KEY (site, visitor) REFERENCES visitors (site, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
