-- What a message carries besides its words, as JSON: a `Content`. And what a site's owner has set, as JSON: a `SiteOptions`.

ALTER TABLE messages ADD COLUMN content TEXT;
ALTER TABLE sites ADD COLUMN options TEXT NOT NULL DEFAULT '{}';
