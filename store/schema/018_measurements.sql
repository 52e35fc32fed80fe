-- What telephones measured on the way. A row is what it says: the same row imported twice is one.
CREATE TABLE measurements (
    time        timestamptz      NOT NULL,
    lon         double precision NOT NULL,
    lat         double precision NOT NULL,
    technology  text             NOT NULL CHECK (technology IN ('3G', '4G', '5G')),
    rsrp_dbm    real             NOT NULL,
    import_id   bigint           NOT NULL REFERENCES imports (id),
    PRIMARY KEY (technology, time, lon, lat, rsrp_dbm)
);

-- Measurements by square of ground, and what the model says of its middle, made anew when either changes.
CREATE TABLE measured_cells (
    technology    text             NOT NULL,
    commune_code  text             NOT NULL,
    lon           double precision NOT NULL,
    lat           double precision NOT NULL,
    size_metres   real             NOT NULL,
    samples       integer          NOT NULL,
    median_dbm    real             NOT NULL,
    first_at      timestamptz      NOT NULL,
    last_at       timestamptz      NOT NULL,
    modelled      boolean          NOT NULL,
    good          boolean          NOT NULL,
    PRIMARY KEY (technology, lon, lat)
);
