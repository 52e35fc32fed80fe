-- Every statement of an indicator is kept. Of one period the statement with the newest time holds; when two have the
-- same time, the one that arrived later. A null value says that the figure is known to be missing: no row says nothing.
CREATE TABLE indicators (
    indicator     text             NOT NULL,
    commune_code  text             NOT NULL,
    period        text             NOT NULL,
    starts        date             NOT NULL,
    time          timestamptz      NOT NULL,
    value         double precision,
    whole         double precision,
    target        double precision,
    unit          text             NOT NULL,
    arrived       bigint           GENERATED ALWAYS AS IDENTITY,
    -- the same statement twice is one row
    UNIQUE NULLS NOT DISTINCT (indicator, commune_code, period, time, value, whole, target, unit)
);
CREATE INDEX indicators_newest ON indicators (indicator, commune_code, starts DESC, period, time DESC, arrived DESC);
