-- Readings by day of UTC: old ones go with their table, not row by row. Rows of a day that has no table stand in _rest.
ALTER TABLE readings RENAME TO readings_before;
ALTER TABLE readings_before RENAME CONSTRAINT readings_pkey TO readings_before_pkey;
DROP INDEX readings_time;

CREATE TABLE readings (
    time       timestamptz      NOT NULL,
    source_id  text             NOT NULL,
    metric     text             NOT NULL,
    value      double precision NOT NULL,
    PRIMARY KEY (source_id, metric, time)
) PARTITION BY RANGE (time);
-- Several ranges for each block: a few late rows do not make all blocks look as if they held everything.
CREATE INDEX readings_time ON readings USING brin (time timestamptz_minmax_multi_ops);
CREATE TABLE readings_rest PARTITION OF readings DEFAULT;

-- The table of one span of days, with the rows of it that came before it was there; false when it is there already.
CREATE FUNCTION add_span(parent text, suffix text, first_day date, day_after date)
RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    name   text        := format('%s_%s', parent, suffix);
    since  timestamptz := first_day::timestamp AT TIME ZONE 'UTC';
    until  timestamptz := day_after::timestamp AT TIME ZONE 'UTC';
BEGIN
    IF to_regclass(name) IS NOT NULL THEN
        RETURN false;
    END IF;
    EXECUTE format('LOCK TABLE %I IN ACCESS EXCLUSIVE MODE', parent || '_rest');
    EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING ALL)', name, parent);
    EXECUTE format('WITH moved AS (DELETE FROM %I WHERE time >= %L AND time < %L RETURNING *) '
                   'INSERT INTO %I SELECT * FROM moved', parent || '_rest', since, until, name);
    EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', parent, name, since, until);
    RETURN true;
END $$;

SELECT add_span('readings', to_char(day, 'YYYYMMDD'), day, day + 1)
FROM (SELECT DISTINCT (time AT TIME ZONE 'UTC')::date AS day FROM readings_before) AS days;
INSERT INTO readings SELECT time, source_id, metric, value FROM readings_before;
DROP TABLE readings_before;
