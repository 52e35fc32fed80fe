-- The desks, by what they see, that have a flood of their own while the city has one.
ALTER TABLE flood ADD COLUMN desks text[] NOT NULL DEFAULT '{}';

-- Who sees a part of the city hands over that part: '' is the whole city. One waits at most for each.
ALTER TABLE handovers ADD COLUMN desk text NOT NULL DEFAULT '';
DROP INDEX handovers_waiting;
CREATE UNIQUE INDEX handovers_waiting ON handovers (desk) WHERE taken_by IS NULL;
CREATE INDEX handovers_of_desk ON handovers (desk, id);
CREATE OR REPLACE FUNCTION handovers_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.taken_by IS NOT NULL
        OR (OLD.since, OLD.made_at, OLD.report, OLD.given_by, OLD.note, OLD.desk)
           IS DISTINCT FROM (NEW.since, NEW.made_at, NEW.report, NEW.given_by, NEW.note, NEW.desk) THEN
        RAISE EXCEPTION 'what was handed over stays written: % is refused', TG_OP;
    END IF;
    RETURN NEW;
END
$$;
