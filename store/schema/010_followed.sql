-- Nearly every reading asks whether something is open under its fingerprint; the answer must not take longer with the
-- years. What was dismissed is followed until its condition is over, so that it keeps quiet until then.
CREATE INDEX alerts_followed ON alerts (fingerprint)
    WHERE state <> 'resolved' AND (state <> 'dismissed' OR cleared_at IS NULL);
-- the constraint (fingerprint, opened_at) has the same index
DROP INDEX alerts_by_fingerprint;
