-- Each level is made of the one below, so that an average is the sum of sums by the sum of counts.
CREATE MATERIALIZED VIEW readings_1m
WITH (timescaledb.continuous, timescaledb.materialized_only = false) AS
SELECT time_bucket('1 minute', time) AS time, source_id, metric, count(*) AS count, sum(value) AS sum,
       min(value) AS minimum, max(value) AS maximum, last(value, time) AS last_value, max(time) AS last_time
FROM readings GROUP BY time_bucket('1 minute', time), source_id, metric WITH NO DATA;

CREATE MATERIALIZED VIEW readings_1h
WITH (timescaledb.continuous, timescaledb.materialized_only = false) AS
SELECT time_bucket('1 hour', time) AS time, source_id, metric, sum(count)::bigint AS count, sum(sum) AS sum,
       min(minimum) AS minimum, max(maximum) AS maximum, last(last_value, last_time) AS last_value,
       max(last_time) AS last_time
FROM readings_1m GROUP BY time_bucket('1 hour', time), source_id, metric WITH NO DATA;

CREATE MATERIALIZED VIEW readings_1d
WITH (timescaledb.continuous, timescaledb.materialized_only = false) AS
SELECT time_bucket('1 day', time) AS time, source_id, metric, sum(count)::bigint AS count, sum(sum) AS sum,
       min(minimum) AS minimum, max(maximum) AS maximum, last(last_value, last_time) AS last_value,
       max(last_time) AS last_time
FROM readings_1h GROUP BY time_bucket('1 day', time), source_id, metric WITH NO DATA;

ALTER MATERIALIZED VIEW readings_1m SET (timescaledb.enable_columnstore = true);
ALTER MATERIALIZED VIEW readings_1h SET (timescaledb.enable_columnstore = true);
