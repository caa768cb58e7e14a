-- Files that are deleted: nobody sees them from then on, and they are taken from the disk a few stretches at a time. Their
-- conversation waits for them.

ALTER TABLE attachments ADD COLUMN is_deleted INTEGER NOT NULL DEFAULT 0 CHECK (is_deleted IN (0, 1));

CREATE INDEX attachments_to_delete ON attachments (site, id) WHERE is_deleted = 1;
