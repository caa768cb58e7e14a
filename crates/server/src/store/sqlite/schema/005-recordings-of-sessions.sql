-- A recording goes on with its session after the relay was restarted, so it is found by the session's name. Saved pages, and what
-- was recorded before this column, have none. Not unique: who shares names the session, and may use a name twice.

ALTER TABLE recordings ADD COLUMN session TEXT;
