-- What was said of each report, in whatever order and however often it came.
CREATE TABLE report_changes (
    report_id     text             NOT NULL,
    time          timestamptz      NOT NULL,
    state         text             NOT NULL,
    unit          text             NOT NULL,
    category      text             NOT NULL,
    lon           double precision,
    lat           double precision,
    commune_code  text             NOT NULL,
    UNIQUE NULLS NOT DISTINCT (report_id, time, state, unit, category, lon, lat, commune_code)
);

-- Each report as its changes together say it is: a function of them alone, made anew whenever one comes.
CREATE TABLE reports (
    report_id     text             PRIMARY KEY,
    category      text             NOT NULL,
    lon           double precision,
    lat           double precision,
    commune_code  text             NOT NULL,
    state         text             NOT NULL,
    state_at      timestamptz      NOT NULL,
    unit          text             NOT NULL,
    first_at      timestamptz      NOT NULL,
    received_at   timestamptz,
    assigned_at   timestamptz,
    ended_at      timestamptz
);
CREATE INDEX reports_open ON reports (state_at) WHERE state NOT IN ('done', 'rejected');
CREATE INDEX reports_first ON reports (first_at);
