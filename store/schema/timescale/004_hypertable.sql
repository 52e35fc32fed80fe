-- A unique key that includes the time keeps writes idempotent across chunks.
SELECT create_hypertable('readings', by_range('time', INTERVAL '1 day'), create_default_indexes => false, migrate_data => true);
DROP INDEX readings_time;
ALTER TABLE readings SET (
    timescaledb.enable_columnstore = true,
    timescaledb.segmentby = 'source_id, metric',
    timescaledb.orderby = 'time DESC'
);

-- Late rows make TimescaleDB unpack what they fall into. Its limit would refuse a batch for ever that touches many
-- series at once; batches are bounded by ingest.batch_rows already.
DO $$ BEGIN
    EXECUTE format('ALTER DATABASE %I SET timescaledb.max_tuples_decompressed_per_dml_transaction = 0', current_database());
EXCEPTION WHEN insufficient_privilege THEN
    RAISE WARNING 'let the owner of the database set timescaledb.max_tuples_decompressed_per_dml_transaction = 0';
END $$;

-- The engine itself notes which sums a write touches.
CREATE FUNCTION touch_minutes(times timestamptz[]) RETURNS void LANGUAGE sql AS 'SELECT';
