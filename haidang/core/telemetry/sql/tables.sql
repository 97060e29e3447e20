-- The hot tables. Columns stand widest first, so that no row is padded; series ids are int4 on purpose.

-- Every reading ever taken, one partition a local day (see partitions.py), never a default one.
-- INCLUDE lets a chart be read from the index of a closed day without touching its heap.
-- A day that has been archived (archived_day) is empty here but for what came for it since, which goes before the file.
-- origin names the row of `origin` that says what brought it, 0 when nothing does.
CREATE TABLE reading (
    at timestamptz NOT NULL,
    value float8 NOT NULL,
    origin bigint NOT NULL DEFAULT 0,
    series_id int NOT NULL,
    quality smallint NOT NULL,
    PRIMARY KEY (series_id, at) INCLUDE (value, quality)
) PARTITION BY RANGE (at);

-- What brought readings of the last days: one row a transaction of the door, older ones lie in files (archived_origin). `said` names its deliveries, `lines` which reading stood where
-- (origins.py has the shapes).
CREATE SEQUENCE origin_number;
CREATE TABLE origin (
    id bigint PRIMARY KEY,
    at timestamptz NOT NULL,
    said bytea NOT NULL,
    lines bytea NOT NULL
);
ALTER TABLE origin ALTER COLUMN said SET STORAGE EXTERNAL, ALTER COLUMN lines SET STORAGE EXTERNAL;
CREATE INDEX origin_time ON origin USING brin (at) WITH (pages_per_range = 32);

-- Days that have ended: how often they were written to since, and their file once there is one.
-- `merged` is `touched` as it stood when the file was written; `content` sums up its readings (archive/content.py).
-- `next_sha256` is of the file that is about to take the place of this one. `problem` says why a day could not be written,
-- `damage` what is amiss of its file: missing, other (not the one that was written) or unreadable.
CREATE TABLE archived_day (
    day date PRIMARY KEY,
    touched bigint NOT NULL DEFAULT 0,
    merged bigint,
    rows bigint NOT NULL DEFAULT 0,
    series int NOT NULL DEFAULT 0,
    bytes bigint NOT NULL DEFAULT 0,
    content numeric(20) NOT NULL DEFAULT 0,
    sha256 text NOT NULL DEFAULT '',
    next_sha256 text NOT NULL DEFAULT '',
    next_content numeric(20) NOT NULL DEFAULT 0,
    next_rows bigint NOT NULL DEFAULT 0,
    written_at timestamptz,
    verified_at timestamptz,
    problem text NOT NULL DEFAULT '',
    damage text NOT NULL DEFAULT ''
);

-- Files of what brought readings (archive/origin_files.py), taken from `origin` as it grows old. Numbers of two may overlap.
CREATE TABLE archived_origin (
    first_id bigint NOT NULL,
    last_id bigint NOT NULL,
    rows bigint NOT NULL,
    bytes bigint NOT NULL,
    sha256 text NOT NULL,
    name text PRIMARY KEY,
    written_at timestamptz NOT NULL,
    verified_at timestamptz NOT NULL,
    damage text NOT NULL DEFAULT ''
);

-- The newest reading of each series, with what marking the next one needs:
-- since when the value has not moved, and the last good value. '-infinity' and 'NaN' stand for "none yet".
-- sum .. late are the sums of the hour in which it lies, the open hour of the series: one row is touched, not two.
CREATE TABLE latest (
    at timestamptz NOT NULL,
    value float8 NOT NULL,
    received_at timestamptz NOT NULL,
    same_since timestamptz NOT NULL,
    good_at timestamptz NOT NULL,
    good_value float8 NOT NULL,
    sum float8 NOT NULL DEFAULT 0,
    low float8 NOT NULL DEFAULT 'Infinity',
    high float8 NOT NULL DEFAULT '-Infinity',
    last float8 NOT NULL DEFAULT 'NaN',
    n int NOT NULL DEFAULT 0,
    bad int NOT NULL DEFAULT 0,
    down int NOT NULL DEFAULT 0,
    late int NOT NULL DEFAULT 0,
    series_id int PRIMARY KEY,
    quality smallint NOT NULL
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.2, autovacuum_vacuum_threshold = 20000);

-- The hours of each series before its open one.
-- n, sum, low, high and last are of readings that enter averages; bad, down and late count the others and the late ones.
-- An hour without a good reading has n = 0, low = Infinity, high = -Infinity, last = NaN.
CREATE TABLE past_hour (
    hour timestamptz NOT NULL,
    sum float8 NOT NULL,
    low float8 NOT NULL,
    high float8 NOT NULL,
    last float8 NOT NULL,
    series_id int NOT NULL,
    n int NOT NULL,
    bad int NOT NULL,
    down int NOT NULL,
    late int NOT NULL,
    PRIMARY KEY (series_id, hour)
) WITH (fillfactor = 90, autovacuum_vacuum_scale_factor = 0.1, autovacuum_vacuum_threshold = 20000);
CREATE INDEX past_hour_time ON past_hour USING brin (hour) WITH (pages_per_range = 32);

-- Every hour of every series.
CREATE VIEW rollup_hour AS
SELECT series_id, hour, n, bad, down, late, sum, low, high, last FROM past_hour
UNION ALL
SELECT series_id, date_bin('1 hour', at, 'epoch'), n, bad, down, late, sum, low, high, last FROM latest
WHERE n + bad + down > 0;

-- Closed local days, made from the hours by a job; today is read from the hours.
CREATE TABLE rollup_day (
    day date NOT NULL,
    series_id int NOT NULL,
    sum float8 NOT NULL,
    low float8 NOT NULL,
    high float8 NOT NULL,
    last float8 NOT NULL,
    n int NOT NULL,
    bad int NOT NULL,
    down int NOT NULL,
    late int NOT NULL,
    PRIMARY KEY (series_id, day)
);
CREATE INDEX rollup_day_time ON rollup_day USING brin (day) WITH (pages_per_range = 32);

-- Closed days whose hours changed after they were closed.
CREATE TABLE dirty_day (
    day date NOT NULL,
    series_id int NOT NULL,
    PRIMARY KEY (day, series_id)
);

-- The trace of a corrected reading.
CREATE TABLE correction (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL,
    old_value float8 NOT NULL,
    new_value float8 NOT NULL,
    received_at timestamptz NOT NULL,
    series_id int NOT NULL,
    old_quality smallint NOT NULL,
    new_quality smallint NOT NULL,
    by text NOT NULL
);
CREATE INDEX correction_series ON correction (series_id, at);

-- What the rules have not seen yet: one row a transaction, deleted by the transaction that evaluated it.
CREATE TABLE batch (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL,
    payload bytea NOT NULL
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);
ALTER TABLE batch ALTER COLUMN payload SET STORAGE EXTERNAL;

-- What each source sent, hour by hour of arrival: the ground of "right" and "clean".
CREATE TABLE source_hour (
    hour timestamptz NOT NULL,
    source_id bigint NOT NULL,
    good int NOT NULL DEFAULT 0,
    bad int NOT NULL DEFAULT 0,
    down int NOT NULL DEFAULT 0,
    late int NOT NULL DEFAULT 0,
    duplicate int NOT NULL DEFAULT 0,
    corrected int NOT NULL DEFAULT 0,
    rejected int NOT NULL DEFAULT 0,
    waiting int NOT NULL DEFAULT 0,
    PRIMARY KEY (source_id, hour)
) WITH (fillfactor = 50);

-- One row whose number changes with every change of things, series or sources, so that each process knows when its
-- copy of their facts is old. The number comes from a sequence: a rolled-back change never lends its number to another.
CREATE SEQUENCE facts_number;
CREATE TABLE facts_version (only_one bool PRIMARY KEY DEFAULT true CHECK (only_one), version bigint NOT NULL);
INSERT INTO facts_version (version) VALUES (nextval('facts_number'));

CREATE FUNCTION facts_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE facts_version SET version = nextval('facts_number');
    RETURN NULL;
END $$;
CREATE TRIGGER series_changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON series EXECUTE FUNCTION facts_changed();
CREATE TRIGGER thing_changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON thing EXECUTE FUNCTION facts_changed();
CREATE TRIGGER source_changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON source EXECUTE FUNCTION facts_changed();
