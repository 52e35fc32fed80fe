-- What was imported from a file, and when: each layer of the coverage map says where it is from and how old it is.
CREATE TABLE imports (
    id           bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind         text        NOT NULL CHECK (kind IN ('sites', 'population', 'measurements', 'units')),
    file         text        NOT NULL,
    row_count    bigint      NOT NULL,
    imported_at  timestamptz NOT NULL
);
CREATE INDEX imports_newest ON imports (kind, id DESC);

-- The antennas of the network as planned, whole as the last file said; empty: the city's own folder holds.
CREATE TABLE planned_sectors (
    id               text             PRIMARY KEY,
    site_id          text             NOT NULL,
    technology       text             NOT NULL CHECK (technology IN ('3G', '4G', '5G')),
    lon              double precision NOT NULL,
    lat              double precision NOT NULL,
    band_mhz         double precision NOT NULL,
    height_metres    double precision NOT NULL,
    azimuth_degrees  double precision NOT NULL,
    beam_degrees     double precision NOT NULL,
    power_dbm        double precision NOT NULL
);

-- Where people live, whole as the last file said; empty: the hamlets of the city's folder hold.
CREATE TABLE population_points (
    lon     double precision NOT NULL,
    lat     double precision NOT NULL,
    people  double precision NOT NULL CHECK (people >= 0)
);

-- What became of a unit that is no more: so much of its area, people and hamlets is in each new one. Shares of an old
-- unit add up to 1. From changed_on the old code means nothing, or one of the new units that kept it.
CREATE TABLE unit_crosswalk (
    old_code       text             NOT NULL,
    new_code       text             NOT NULL,
    old_name       text             NOT NULL,
    changed_on     date             NOT NULL,
    area_share     double precision NOT NULL CHECK (area_share BETWEEN 0 AND 1),
    people_share   double precision NOT NULL CHECK (people_share BETWEEN 0 AND 1),
    hamlets_share  double precision NOT NULL CHECK (hamlets_share BETWEEN 0 AND 1),
    PRIMARY KEY (old_code, new_code)
);
