-- Values of indicators: by the million, written and read in whole columns. Columns stand widest first.

-- place_id is a place, or minus the id of an office for a value given by departments. period is the first day.
-- The key is the way it is read: a map is one range (indicator, period); a trend is period = ANY(...) at one place.
CREATE TABLE indicator_value (
    value float8 NOT NULL,
    at timestamptz NOT NULL,
    indicator_id int NOT NULL,
    period date NOT NULL,
    place_id int NOT NULL,
    lot_id int NOT NULL,
    quality smallint NOT NULL DEFAULT 0,
    origin smallint NOT NULL,
    version smallint NOT NULL DEFAULT 1,
    is_simulated bool NOT NULL DEFAULT false,
    PRIMARY KEY (indicator_id, period, place_id)
) WITH (fillfactor = 90, autovacuum_vacuum_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.05);

-- The newest value of each indicator at each place: what a page of many indicators shows.
CREATE TABLE indicator_latest (
    value float8 NOT NULL,
    at timestamptz NOT NULL,
    indicator_id int NOT NULL,
    place_id int NOT NULL,
    period date NOT NULL,
    quality smallint NOT NULL,
    is_simulated bool NOT NULL,
    PRIMARY KEY (place_id, indicator_id)
) WITH (fillfactor = 80);

-- What was there before: who changed it, why, when. A value of a closed period never changes without such a row.
CREATE TABLE indicator_value_change (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL,
    old_value float8 NOT NULL,
    new_value float8,
    indicator_id int NOT NULL,
    period date NOT NULL,
    place_id int NOT NULL,
    lot_id int NOT NULL,
    old_lot_id int NOT NULL,
    old_version smallint NOT NULL,
    is_closed bool NOT NULL,
    by text NOT NULL,
    by_name text NOT NULL,
    why text NOT NULL
);
CREATE INDEX indicator_value_change_of ON indicator_value_change (indicator_id, period, place_id);

-- What must be computed anew: an indicator in a period, at every place of it (a column costs little more than a cell).
-- Without a key on purpose: who brings figures must never wait for a run that is just taking the same mark off.
CREATE TABLE indicator_dirty (
    indicator_id int NOT NULL,
    period date NOT NULL
);

-- One row whose number changes with the catalogue, so that each process knows when its copy is old.
CREATE SEQUENCE indicator_catalogue_number;
CREATE TABLE indicator_catalogue (only_one bool PRIMARY KEY DEFAULT true CHECK (only_one), version bigint NOT NULL);
INSERT INTO indicator_catalogue (version) VALUES (nextval('indicator_catalogue_number'));
CREATE FUNCTION indicator_catalogue_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE indicator_catalogue SET version = nextval('indicator_catalogue_number');
    RETURN NULL;
END $$;
CREATE TRIGGER indicator_changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON indicator
EXECUTE FUNCTION indicator_catalogue_changed();

-- Search without diacritics over thousands of names.
CREATE INDEX indicator_folded ON indicator USING gin (folded gin_trgm_ops);
