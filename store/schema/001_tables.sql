CREATE TABLE readings (
    time       timestamptz      NOT NULL,
    source_id  text             NOT NULL,
    metric     text             NOT NULL,
    value      double precision NOT NULL,
    PRIMARY KEY (source_id, metric, time)
);
CREATE INDEX readings_time ON readings USING brin (time);

-- The newest reading of each source and metric, so that a screen reads a hundred rows and not a hundred million.
CREATE TABLE latest_readings (
    source_id  text             NOT NULL,
    metric     text             NOT NULL,
    time       timestamptz      NOT NULL,
    value      double precision NOT NULL,
    PRIMARY KEY (source_id, metric)
) WITH (fillfactor = 70);

-- Only the newest picture of each camera: losing them in a crash costs one second, so they are not logged.
CREATE UNLOGGED TABLE live_stills (
    camera_id    text             PRIMARY KEY,
    time         timestamptz      NOT NULL,
    sequence     bigint           NOT NULL,
    lag_seconds  double precision NOT NULL,
    jpeg         bytea            NOT NULL
);
ALTER TABLE live_stills ALTER COLUMN jpeg SET STORAGE EXTERNAL;

CREATE TABLE incidents (
    id          text             PRIMARY KEY,
    camera_id   text             NOT NULL,
    rule        text             NOT NULL,
    start_at    timestamptz      NOT NULL,
    time        timestamptz      NOT NULL,
    end_at      timestamptz,
    box         double precision[] NOT NULL,
    confidence  double precision NOT NULL,
    track       jsonb            NOT NULL
);
CREATE INDEX incidents_unended ON incidents (camera_id) WHERE end_at IS NULL;

CREATE TABLE evidence (
    incident_id  text        NOT NULL REFERENCES incidents (id),
    kind         text        NOT NULL,
    time         timestamptz NOT NULL,
    jpeg         bytea       NOT NULL,
    sha256       text        NOT NULL,
    PRIMARY KEY (incident_id, kind)
);
ALTER TABLE evidence ALTER COLUMN jpeg SET STORAGE EXTERNAL;

CREATE TABLE alerts (
    id            bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    fingerprint   text        NOT NULL,
    kind          text        NOT NULL,
    severity      text        NOT NULL,
    state         text        NOT NULL DEFAULT 'open',
    source_id     text        NOT NULL,
    opened_at     timestamptz NOT NULL,
    last_seen_at  timestamptz NOT NULL,
    cleared_at    timestamptz,
    lon           double precision,
    lat           double precision,
    commune_code  text        NOT NULL,
    details       jsonb       NOT NULL,
    -- a replay of an alert that is resolved by now opens no second one
    UNIQUE (fingerprint, opened_at)
);
-- at most one unresolved alert per fingerprint
CREATE UNIQUE INDEX alerts_unresolved ON alerts (fingerprint) WHERE state NOT IN ('resolved', 'dismissed');

CREATE TABLE alert_audit (
    id        bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    alert_id  bigint      NOT NULL REFERENCES alerts (id),
    time      timestamptz NOT NULL,
    actor     text        NOT NULL,
    was       text,
    state     text        NOT NULL,
    note      text        NOT NULL
);
CREATE INDEX alert_audit_alert ON alert_audit (alert_id);

CREATE TABLE dead_letters (
    topic             text        NOT NULL,
    partition         integer     NOT NULL,
    message_offset    bigint      NOT NULL,
    time              timestamptz NOT NULL,
    key               bytea,
    value             bytea       NOT NULL,
    reason            text        NOT NULL,
    PRIMARY KEY (topic, partition, message_offset, time)
);
