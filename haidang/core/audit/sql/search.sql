-- Words are found without diacritics anywhere in the text.
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE INDEX event_words ON event USING gin (words gin_trgm_ops);
