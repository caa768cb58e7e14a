-- From where the viewer may load the pictures of a site's pages that our script could not read.

CREATE TABLE asset_origins (
    site   TEXT NOT NULL REFERENCES sites (key) ON DELETE CASCADE,
    origin TEXT NOT NULL,
    PRIMARY KEY (site, origin)
) STRICT, WITHOUT ROWID;
