-- Coverage by commune: three figures, always together, each as planned, as it is now, and of how much there is.
-- service: one technology, or 'any' of them.
CREATE TABLE coverage_now (
    commune_code      text             NOT NULL,
    service           text             NOT NULL CHECK (service IN ('3G', '4G', '5G', 'any')),
    area_km2          double precision NOT NULL,
    area_planned_km2  double precision NOT NULL,
    area_now_km2      double precision NOT NULL,
    people            double precision NOT NULL,
    people_planned    double precision NOT NULL,
    people_now        double precision NOT NULL,
    hamlets           double precision NOT NULL,
    hamlets_planned   double precision NOT NULL,
    hamlets_now       double precision NOT NULL,
    PRIMARY KEY (commune_code, service)
) WITH (fillfactor = 70);

-- Of what, and for which moment, all of the tables here were computed; at most one row.
CREATE TABLE coverage_state (
    only_row       boolean     PRIMARY KEY DEFAULT true CHECK (only_row),
    as_of          timestamptz NOT NULL,
    computed_at    timestamptz NOT NULL,
    sites          integer     NOT NULL,
    sites_down     integer     NOT NULL,
    sites_unheard  integer     NOT NULL,
    origins        jsonb       NOT NULL
);

-- What each site that is down takes away by itself: what would be covered again if it alone came back.
CREATE TABLE coverage_down (
    site_id   text             NOT NULL,
    service   text             NOT NULL,
    since     timestamptz      NOT NULL,
    area_km2  double precision NOT NULL,
    people    double precision NOT NULL,
    hamlets   double precision NOT NULL,
    communes  text[]           NOT NULL,
    PRIMARY KEY (site_id, service)
);

-- People and places that lost every service, by all the sites that would bring it back: of several sites that are down
-- together nobody is counted twice.
CREATE TABLE coverage_lost (
    sites     text[]           PRIMARY KEY,
    area_km2  double precision NOT NULL,
    people    double precision NOT NULL,
    hamlets   double precision NOT NULL
);

-- What would be lost if a site failed next, the worst first.
CREATE TABLE coverage_failures (
    service   text             NOT NULL,
    place     integer          NOT NULL,
    site_id   text             NOT NULL,
    area_km2  double precision NOT NULL,
    people    double precision NOT NULL,
    hamlets   double precision NOT NULL,
    PRIMARY KEY (service, place)
);

-- Ground that nothing reaches as planned, with who lives there, most people first.
CREATE TABLE coverage_gaps (
    service   text             NOT NULL,
    place     integer          NOT NULL,
    communes  text[]           NOT NULL,
    area_km2  double precision NOT NULL,
    people    double precision NOT NULL,
    hamlets   double precision NOT NULL,
    geometry  jsonb            NOT NULL,
    PRIMARY KEY (service, place)
);

-- One row a day, commune, service and layer, kept for ever under the codes of its day. Of what was measured, the totals
-- are what was measured at all, and there is no plan.
CREATE TABLE coverage_daily (
    day               date             NOT NULL,
    commune_code      text             NOT NULL,
    service           text             NOT NULL CHECK (service IN ('3G', '4G', '5G', 'any')),
    layer             text             NOT NULL CHECK (layer IN ('modelled', 'measured')),
    area_km2          double precision NOT NULL,
    area_planned_km2  double precision,
    area_now_km2      double precision NOT NULL,
    people            double precision NOT NULL,
    people_planned    double precision,
    people_now        double precision NOT NULL,
    hamlets           double precision NOT NULL,
    hamlets_planned   double precision,
    hamlets_now       double precision NOT NULL,
    as_of             timestamptz      NOT NULL,
    origins           jsonb            NOT NULL,
    PRIMARY KEY (day, commune_code, service, layer)
);
CREATE INDEX coverage_daily_of_unit ON coverage_daily (commune_code, service, layer, day);
