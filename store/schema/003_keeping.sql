-- What of the configuration the database itself must know; one row.
CREATE TABLE keeping (
    only_row  boolean  PRIMARY KEY DEFAULT true CHECK (only_row),
    late      interval NOT NULL DEFAULT '7 days',
    policies  text     NOT NULL DEFAULT ''
);
INSERT INTO keeping DEFAULT VALUES;

-- What housekeeping looks for when it removes what is old.
CREATE INDEX dead_letters_time ON dead_letters (time);
CREATE INDEX incidents_ended ON incidents (end_at) WHERE end_at IS NOT NULL;
CREATE INDEX alerts_judged ON alerts (last_seen_at) WHERE state IN ('resolved', 'dismissed');
