-- Log records as they came, a partition a day (keeping/partitions.py makes and drops them). What is not said is NULL.
CREATE TABLE log_record (
    at          timestamptz NOT NULL,
    received_at timestamptz NOT NULL,
    source_id   integer NOT NULL,
    level       smallint,
    facility    smallint,
    form        text NOT NULL,
    app         text NOT NULL,
    kind        text NOT NULL,
    src         text,
    account     text,
    port        integer,
    message     text NOT NULL,
    fields      jsonb
) PARTITION BY RANGE (at);

-- How many of each kind each sender brought, by the hour: what charts and figures read.
CREATE TABLE log_hour (
    hour      timestamptz NOT NULL,
    source_id integer NOT NULL,
    kind      text NOT NULL,
    records   bigint NOT NULL,
    PRIMARY KEY (hour, source_id, kind)
);
