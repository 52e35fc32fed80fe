-- Whether all of a message was kept, and when it was sent to its topic again.
ALTER TABLE dead_letters
    ADD COLUMN whole     boolean NOT NULL DEFAULT true,
    ADD COLUMN resent_at timestamptz;
CREATE INDEX dead_letters_waiting ON dead_letters (topic, time) WHERE resent_at IS NULL;
