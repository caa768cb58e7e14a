-- A recording goes on with its session after the relay was restarted, so it is found by the session's name. Saved pages, and what
-- was recorded before this column, have none. Not unique: who shares names the session, and may use a name twice.

ALTER TABLE recordings ADD COLUMN session TEXT;

-- How many of its recordings were deleted because their days were over: whoever looks for one is told.
ALTER TABLE conversations ADD COLUMN expired_recordings INTEGER NOT NULL DEFAULT 0;
