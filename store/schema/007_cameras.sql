-- What people drew over a camera's picture. Each saving is a version of its own; none is ever changed.
CREATE TABLE camera_setups (
    camera_id  text        NOT NULL,
    version    integer     NOT NULL CHECK (version > 0),
    saved_at   timestamptz NOT NULL DEFAULT now(),
    saved_by   text        NOT NULL,
    back_to    integer,
    setup      jsonb       NOT NULL,
    PRIMARY KEY (camera_id, version)
);

-- What a camera has learnt of its own traffic, so that a restart need not begin anew.
CREATE TABLE camera_learning (
    camera_id  text        PRIMARY KEY,
    time       timestamptz NOT NULL,
    learned    jsonb       NOT NULL
);

-- Somebody looks at a camera's set-up until then; only so long is what it sees written down, newest only. Losing
-- either in a crash costs a second, so they are not logged.
CREATE UNLOGGED TABLE camera_looks (
    camera_id  text        PRIMARY KEY,
    until      timestamptz NOT NULL
) WITH (fillfactor = 70);
CREATE UNLOGGED TABLE camera_sights (
    camera_id  text        PRIMARY KEY,
    time       timestamptz NOT NULL,
    sight      jsonb       NOT NULL
) WITH (fillfactor = 70);
