-- Who has an alert, since when, and what stands over it. ``version`` grows with each change of state, so that of two
-- people who act at once one is told that the other was first.
ALTER TABLE alerts
    ADD COLUMN version        integer     NOT NULL DEFAULT 1,
    ADD COLUMN owner          text        NOT NULL DEFAULT '',
    ADD COLUMN changed_at     timestamptz NOT NULL DEFAULT now(),
    ADD COLUMN changed_by     text        NOT NULL DEFAULT 'centre',
    ADD COLUMN shelved_until  timestamptz,
    ADD COLUMN escalated      integer     NOT NULL DEFAULT 0,
    ADD COLUMN reason         text        NOT NULL DEFAULT '',
    -- why no screen needs to show it on its own, and the alert that stands for it
    ADD COLUMN hidden         text        NOT NULL DEFAULT ''
        CHECK (hidden IN ('', 'root', 'maintenance', 'flood')),
    ADD COLUMN root_id        bigint,
    -- what this one stands for: how many alerts it hides, and how many sources of each kind are cut off
    ADD COLUMN hides          jsonb       NOT NULL DEFAULT '{}',
    ADD COLUMN flapping       boolean     NOT NULL DEFAULT false,
    -- up to which escalation somebody was told of it; -1: nobody yet
    ADD COLUMN told           integer     NOT NULL DEFAULT -1,
    ADD CONSTRAINT alerts_state CHECK (
        state IN ('open', 'acknowledged', 'dispatched', 'resolved', 'dismissed', 'shelved')),
    ADD CONSTRAINT alerts_reason CHECK (
        reason = '' OR state = 'dismissed' AND reason IN ('false', 'duplicate', 'test', 'no_action_possible'));
-- what was open before somebody could be told of it is not told as new
UPDATE alerts SET told = 0;
CREATE INDEX alerts_by_fingerprint ON alerts (fingerprint, opened_at);

-- Everything that was done, by whom and when. Rows are only ever added; each holds the hash of the one before.
CREATE TABLE audit (
    number    bigint      PRIMARY KEY,
    time      timestamptz NOT NULL,
    actor     text        NOT NULL,
    role      text        NOT NULL,
    action    text        NOT NULL,
    alert_id  bigint,
    was       text,
    state     text,
    note      text        NOT NULL DEFAULT '',
    details   jsonb       NOT NULL DEFAULT '{}',
    previous  bytea       NOT NULL UNIQUE,
    hash      bytea       NOT NULL
);
CREATE INDEX audit_of_alert ON audit (alert_id, number);
CREATE INDEX audit_by_time ON audit (time);

-- The end of the chain: without it the last rows could go and nobody would see.
CREATE TABLE audit_head (
    only_row  boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    number    bigint  NOT NULL DEFAULT 0,
    hash      bytea   NOT NULL DEFAULT sha256('')
);
INSERT INTO audit_head DEFAULT VALUES;

-- A field says how many bytes it has, so that no two rows read alike.
CREATE FUNCTION audit_field(value text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN value IS NULL THEN '-,' ELSE octet_length(convert_to(value, 'UTF8')) || ':' || value || ',' END
$$;

-- Writers take turns at the head, so it is the last thing that a transaction touches. Never insert with ON CONFLICT:
-- the head would have moved on for a row that is not there.
CREATE FUNCTION audit_chain() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    head audit_head;
BEGIN
    SELECT * INTO STRICT head FROM audit_head FOR UPDATE;
    NEW.number := head.number + 1;
    NEW.previous := head.hash;
    NEW.hash := sha256(head.hash || convert_to(
        audit_field(NEW.number::text)
        || audit_field((extract(epoch FROM NEW.time) * 1000000)::bigint::text)
        || audit_field(NEW.actor) || audit_field(NEW.role) || audit_field(NEW.action)
        || audit_field(NEW.alert_id::text) || audit_field(NEW.was) || audit_field(NEW.state)
        || audit_field(NEW.note) || audit_field(NEW.details::text), 'UTF8'));
    UPDATE audit_head SET number = NEW.number, hash = NEW.hash;
    RETURN NEW;
END
$$;
CREATE TRIGGER audit_chain BEFORE INSERT ON audit FOR EACH ROW EXECUTE FUNCTION audit_chain();

CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what was done stays written: % of % is refused', TG_OP, TG_TABLE_NAME;
END
$$;
CREATE TRIGGER audit_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_head_stays BEFORE DELETE OR TRUNCATE ON audit_head
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_head_moves_by_itself BEFORE INSERT OR UPDATE ON audit_head
    FOR EACH ROW WHEN (pg_trigger_depth() < 1) EXECUTE FUNCTION audit_refuse();

INSERT INTO audit (time, actor, role, action, alert_id, was, state, note)
SELECT time, actor, CASE actor WHEN 'centre' THEN 'centre' ELSE 'operator' END,
       CASE WHEN was IS NULL THEN 'open' ELSE 'clear' END, alert_id, was, state, note
FROM alert_audit ORDER BY id;
DROP TABLE alert_audit;
