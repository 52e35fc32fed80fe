-- Sums of readings by minute, hour and day: what TimescaleDB calls continuous aggregates, kept up by housekeeping.
-- Minutes stand by month: a question of the hour that is not over yet is planned over all tables of minutes.
CREATE TABLE minute_sums (
    time        timestamptz      NOT NULL,
    source_id   text             NOT NULL,
    metric      text             NOT NULL,
    count       bigint           NOT NULL,
    sum         double precision NOT NULL,
    minimum     double precision NOT NULL,
    maximum     double precision NOT NULL,
    last_value  double precision NOT NULL,
    last_time   timestamptz      NOT NULL,
    PRIMARY KEY (source_id, metric, time)
) PARTITION BY RANGE (time);
CREATE INDEX minute_sums_time ON minute_sums USING brin (time timestamptz_minmax_multi_ops);
CREATE TABLE minute_sums_rest PARTITION OF minute_sums DEFAULT;

CREATE TABLE hour_sums (LIKE minute_sums, PRIMARY KEY (source_id, metric, time));
CREATE INDEX hour_sums_time ON hour_sums USING brin (time timestamptz_minmax_multi_ops);
CREATE TABLE day_sums (LIKE minute_sums, PRIMARY KEY (source_id, metric, time));
CREATE INDEX day_sums_time ON day_sums USING brin (time timestamptz_minmax_multi_ops);

-- Which sums are not true any more. Writers only append minutes, so they never wait for each other or for housekeeping:
-- a row that is not committed yet when housekeeping takes the log stays in it for the next round.
CREATE TABLE touched_minutes (time timestamptz NOT NULL)
WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);
CREATE TABLE touched_hours (time timestamptz PRIMARY KEY);
CREATE TABLE touched_days (time timestamptz PRIMARY KEY);

CREATE FUNCTION touch_minutes(times timestamptz[]) RETURNS void LANGUAGE sql AS $$
    INSERT INTO touched_minutes
    SELECT time FROM unnest(times) AS row (time) WHERE time >= now() - (SELECT late FROM keeping)
$$;

-- Sums that are true, and those that are not made anew from what is below: the answer is exact at any time.
-- LATERAL lets a question's source, metric and time reach the tables underneath.
CREATE VIEW readings_1m AS
SELECT time, source_id, metric, count, sum, minimum, maximum, last_value, last_time
FROM minute_sums AS made WHERE NOT EXISTS (SELECT FROM touched_minutes AS t WHERE t.time = made.time)
UNION ALL
SELECT touched.time, fresh.*
FROM (SELECT DISTINCT time FROM touched_minutes) AS touched
CROSS JOIN LATERAL (
    SELECT source_id, metric, count(*), sum(value), min(value), max(value),
           (array_agg(value ORDER BY time DESC))[1], max(time)
    FROM readings AS r WHERE r.time >= touched.time AND r.time < touched.time + interval '1 minute'
    GROUP BY source_id, metric
) AS fresh (source_id, metric, count, sum, minimum, maximum, last_value, last_time);

CREATE VIEW hours_to_make AS
SELECT time FROM touched_hours
UNION SELECT date_bin('1 hour', time, '2000-01-01 00:00+00') FROM touched_minutes;

CREATE VIEW readings_1h AS
SELECT time, source_id, metric, count, sum, minimum, maximum, last_value, last_time
FROM hour_sums AS made WHERE NOT EXISTS (SELECT FROM hours_to_make AS t WHERE t.time = made.time)
UNION ALL
SELECT touched.time, fresh.*
FROM hours_to_make AS touched
CROSS JOIN LATERAL (
    SELECT source_id, metric, sum(count)::bigint, sum(sum), min(minimum), max(maximum),
           (array_agg(last_value ORDER BY time DESC))[1], max(last_time)
    FROM readings_1m AS m WHERE m.time >= touched.time AND m.time < touched.time + interval '1 hour'
    GROUP BY source_id, metric
) AS fresh (source_id, metric, count, sum, minimum, maximum, last_value, last_time);

CREATE VIEW days_to_make AS
SELECT time FROM touched_days
UNION SELECT date_bin('1 day', time, '2000-01-01 00:00+00') FROM hours_to_make;

CREATE VIEW readings_1d AS
SELECT time, source_id, metric, count, sum, minimum, maximum, last_value, last_time
FROM day_sums AS made WHERE NOT EXISTS (SELECT FROM days_to_make AS t WHERE t.time = made.time)
UNION ALL
SELECT touched.time, fresh.*
FROM days_to_make AS touched
CROSS JOIN LATERAL (
    SELECT source_id, metric, sum(count)::bigint, sum(sum), min(minimum), max(maximum),
           (array_agg(last_value ORDER BY time DESC))[1], max(last_time)
    FROM readings_1h AS h WHERE h.time >= touched.time AND h.time < touched.time + interval '24 hours'
    GROUP BY source_id, metric
) AS fresh (source_id, metric, count, sum, minimum, maximum, last_value, last_time);

INSERT INTO touched_minutes SELECT DISTINCT date_bin('1 minute', time, '2000-01-01 00:00+00') FROM readings;
