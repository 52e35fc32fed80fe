-- Work that is announced: alerts of these sources are kept, counted and told to nobody until it is over.
CREATE TABLE maintenance (
    id        bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    sources   text[]      NOT NULL CHECK (cardinality(sources) > 0),
    begins    timestamptz NOT NULL,
    ends      timestamptz NOT NULL CHECK (ends > begins),
    reason    text        NOT NULL CHECK (reason <> ''),
    made_by   text        NOT NULL,
    ended_by  text
);
CREATE INDEX maintenance_ends ON maintenance (ends);

-- Whether so much comes at once that only root causes are shown; one row.
CREATE TABLE flood (
    only_row  boolean     PRIMARY KEY DEFAULT true CHECK (only_row),
    since     timestamptz,
    opened    integer     NOT NULL DEFAULT 0,
    hidden    integer     NOT NULL DEFAULT 0
);
INSERT INTO flood DEFAULT VALUES;

-- What people are to be told. Of one key only one message waits: newer news takes its place until it is sent.
CREATE TABLE outbox (
    id           bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    key          text        NOT NULL,
    target       text        NOT NULL,
    alert_id     bigint,
    title        text        NOT NULL,
    body         text        NOT NULL,
    made_at      timestamptz NOT NULL,
    due_at       timestamptz NOT NULL,
    attempts     integer     NOT NULL DEFAULT 0,
    merged       integer     NOT NULL DEFAULT 0,
    problem      text        NOT NULL DEFAULT '',
    sent_at      timestamptz,
    given_up_at  timestamptz
);
CREATE UNIQUE INDEX outbox_waiting ON outbox (target, key) WHERE sent_at IS NULL AND given_up_at IS NULL;
CREATE INDEX outbox_due ON outbox (due_at) WHERE sent_at IS NULL AND given_up_at IS NULL;
