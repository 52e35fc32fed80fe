-- Evidence says of itself which camera it is from and whose clock its time is; its bytes are a JPEG or an animated WebP.
ALTER TABLE evidence RENAME COLUMN jpeg TO picture;
ALTER TABLE evidence
    ADD COLUMN camera_id   text,
    ADD COLUMN time_source text NOT NULL DEFAULT 'capture' CHECK (time_source IN ('capture', 'arrival')),
    ADD CONSTRAINT evidence_kind CHECK (kind IN (
        'start', 'start_plain', 'start_masked', 'worst', 'worst_plain', 'worst_masked',
        'end', 'end_plain', 'end_masked', 'strip', 'strip_masked'));
UPDATE evidence SET camera_id = (SELECT camera_id FROM incidents WHERE incidents.id = incident_id);
ALTER TABLE evidence ALTER COLUMN camera_id SET NOT NULL;
