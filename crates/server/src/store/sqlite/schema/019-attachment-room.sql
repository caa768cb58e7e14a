-- How many bytes of each site's files are kept, so that nobody adds them up for each that comes. What is only announced takes no
-- room: it counts as it arrives.

ALTER TABLE attachments ADD COLUMN arrived INTEGER NOT NULL DEFAULT 0;
UPDATE attachments SET arrived = bytes WHERE hash IS NOT NULL;

CREATE TABLE attachment_room (
    site  TEXT PRIMARY KEY NOT NULL REFERENCES sites (key) ON DELETE CASCADE,
    bytes INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

INSERT INTO attachment_room (site, bytes) SELECT site, sum(arrived) FROM attachments GROUP BY site;

-- By triggers, so that it is right whoever deletes them.
CREATE TRIGGER attachment_arrives AFTER UPDATE OF arrived ON attachments
BEGIN
    INSERT INTO attachment_room (site, bytes) VALUES (NEW.site, NEW.arrived - OLD.arrived)
        ON CONFLICT (site) DO UPDATE SET bytes = bytes + excluded.bytes;
END;

CREATE TRIGGER attachment_goes AFTER DELETE ON attachments
BEGIN
    UPDATE attachment_room SET bytes = bytes - OLD.arrived WHERE site = OLD.site;
END;

DROP INDEX attachments_by_bytes;
