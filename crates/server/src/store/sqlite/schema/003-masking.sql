-- What a site's owner wants masked, as JSON: a `MaskingPolicy`.

ALTER TABLE sites ADD COLUMN masking TEXT NOT NULL DEFAULT '{}';
