-- What one shift hands to the next: written by the program, signed by who goes and by who comes, who is somebody else.
CREATE TABLE handovers (
    id         bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    since      timestamptz NOT NULL,
    made_at    timestamptz NOT NULL,
    report     jsonb       NOT NULL,
    given_by   text        NOT NULL,
    note       text        NOT NULL DEFAULT '',
    taken_by   text,
    taken_at   timestamptz,
    CHECK ((taken_by IS NULL) = (taken_at IS NULL)),
    CHECK (taken_by <> given_by)
);
-- one waits at most, and what is signed by both stays as it is
CREATE UNIQUE INDEX handovers_waiting ON handovers ((taken_by IS NULL)) WHERE taken_by IS NULL;
CREATE FUNCTION handovers_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.taken_by IS NOT NULL
        OR (OLD.since, OLD.made_at, OLD.report, OLD.given_by, OLD.note)
           IS DISTINCT FROM (NEW.since, NEW.made_at, NEW.report, NEW.given_by, NEW.note) THEN
        RAISE EXCEPTION 'what was handed over stays written: % is refused', TG_OP;
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER handovers_stay BEFORE UPDATE OR DELETE ON handovers FOR EACH ROW EXECUTE FUNCTION handovers_stay();
