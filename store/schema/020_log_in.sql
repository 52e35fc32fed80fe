-- Who may log in. ``key`` is the name as it is compared: one person is not two by a capital letter. ``password`` is an
-- argon2id hash with its salt and parameters. What ``communes`` and ``cameras`` name is all that is seen; both NULL: everything.
CREATE TABLE users (
    id         bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    key        text        NOT NULL UNIQUE,
    name       text        NOT NULL CHECK (name <> ''),
    role       text        NOT NULL CHECK (role IN ('operator', 'police', 'leader', 'administrator')),
    password   text        NOT NULL,
    totp       text        NOT NULL DEFAULT '',
    totp_step  bigint      NOT NULL DEFAULT 0,
    communes   text[],
    cameras    text[],
    disabled   boolean     NOT NULL DEFAULT false,
    made_at    timestamptz NOT NULL DEFAULT now(),
    CHECK ((communes IS NULL) = (cameras IS NULL))
);

-- The links by which walls look on without a person; of each only the SHA-256 is kept.
CREATE TABLE wall_tokens (
    id          bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name        text        NOT NULL UNIQUE CHECK (name <> ''),
    hash        bytea       NOT NULL UNIQUE,
    communes    text[],
    cameras     text[],
    made_at     timestamptz NOT NULL DEFAULT now(),
    revoked_at  timestamptz,
    CHECK ((communes IS NULL) = (cameras IS NULL))
);

-- Who is logged in: the SHA-256 of a cookie. A wall's ends by being revoked alone.
CREATE TABLE sessions (
    hash        bytea       PRIMARY KEY,
    user_id     bigint      REFERENCES users (id),
    token_id    bigint      REFERENCES wall_tokens (id),
    made_at     timestamptz NOT NULL DEFAULT now(),
    expires_at  timestamptz,
    ended_at    timestamptz,
    CHECK ((user_id IS NULL) <> (token_id IS NULL)),
    CHECK (user_id IS NULL OR expires_at IS NOT NULL)
);
CREATE INDEX sessions_of_user ON sessions (user_id) WHERE ended_at IS NULL;
CREATE INDEX sessions_of_token ON sessions (token_id) WHERE ended_at IS NULL;

-- Attempts that failed, of names that there are and of others alike: neither is tried for ever, and no answer tells them apart.
CREATE TABLE log_in_failures (
    time     timestamptz NOT NULL,
    key      text        NOT NULL,
    address  text        NOT NULL
);
CREATE INDEX log_in_failures_of_key ON log_in_failures (key, time);
CREATE INDEX log_in_failures_of_address ON log_in_failures (address, time);

-- Whatever changes who may see what, every process hears of it at once.
CREATE FUNCTION sessions_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('ioc', 'sessions');
    RETURN NULL;
END
$$;
CREATE TRIGGER users_changed AFTER UPDATE OR DELETE ON users
    FOR EACH STATEMENT EXECUTE FUNCTION sessions_changed();
CREATE TRIGGER wall_tokens_changed AFTER UPDATE OR DELETE ON wall_tokens
    FOR EACH STATEMENT EXECUTE FUNCTION sessions_changed();
CREATE TRIGGER sessions_changed AFTER UPDATE OR DELETE ON sessions
    FOR EACH STATEMENT EXECUTE FUNCTION sessions_changed();
