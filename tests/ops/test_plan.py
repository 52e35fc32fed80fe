"""Which processes a centre consists of, and what is refused before any is started."""

import socket

import pytest

from config import ConfigError
from ops.plan import check, services, stop_order
from tests import builders


def names(city=None, **environ: str) -> list[str]:
    return [row.name for row in services(builders.settings(**environ), city or builders.city())]


def test_centre_without_real_cameras_reads_none():
    assert names() == [
        "ingest",
        "ingest cameras",
        "housekeeping",
        "watch",
        "dashboard",
        "coverage",
        "canary",
        "simulation",
    ]


def test_centre_with_a_real_camera_and_no_simulation():
    city = builders.city(cameras=[{"id": "a", "name": "a", "lon": 105.6, "lat": 18.6, "url": "rtsp://10.0.0.5/1"}])
    rows = names(city, IOC_SIMULATION__ENABLED="false")
    assert rows == ["ingest", "ingest cameras", "housekeeping", "watch", "dashboard", "coverage", "cameras", "canary"]


def test_centre_with_a_target_probes_it_and_a_port_there_cannot_be_is_refused():
    link = {"id": "link-1", "name": "L", "parent": "", "commune_code": "", "probe": "tcp://10.0.0.1:443"}
    assert "probe" in names(builders.city(links=[link]))
    with pytest.raises(ConfigError, match="link-1"):
        check(builders.settings(), builders.city(links=[link | {"probe": "tcp://10.0.0.1:70000"}]))


def test_radio_site_outside_of_the_city_is_named():
    site = {"id": "site-9", "name": "S", "commune_code": "1", "lon": 108.0, "lat": 18.6, "technologies": "4G"}
    with pytest.raises(ConfigError, match=r"site site-9: 108, 18\.6 is outside of Thử"):
        check(builders.settings(), builders.city(sites=[site]))


def test_producers_are_stopped_first_and_the_dashboard_last():
    rows = services(builders.settings(), builders.city())
    order = [[row.name for row in group] for group in stop_order(rows)]
    shown = ["housekeeping", "watch", "dashboard", "coverage"]
    assert order == [["canary", "simulation"], ["ingest", "ingest cameras"], shown]


def test_port_in_use_is_named_with_the_way_to_choose_another():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(ConfigError, match=rf":{port} cannot be used.*--port \d+ or IOC_DASHBOARD__PORT=\d+"):
            check(builders.settings(IOC_DASHBOARD__PORT=str(port)), builders.city())


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.2", "::"])  # noqa: S104 - it is refused
def test_address_that_others_can_reach_is_refused_without_tls(host):
    with pytest.raises(ConfigError, match=r"dashboard\.host.*https"):
        check(builders.settings(IOC_DASHBOARD__HOST=host), builders.city())


def test_address_in_a_container_whose_port_is_published_on_loopback_may_be_any():
    inside = {"IOC_DASHBOARD__HOST": "0.0.0.0", "IOC_DASHBOARD__PUBLISHED_ON_LOOPBACK": "true"}  # noqa: S104 - the point
    check(builders.settings(**inside), builders.city())


@pytest.mark.parametrize("port", ["0", "65536", "-1"])
def test_port_that_is_none_is_refused(port):
    with pytest.raises(ConfigError, match=r"dashboard\.port"):
        check(builders.settings(IOC_DASHBOARD__PORT=port), builders.city())


def test_video_file_that_is_not_there_is_named():
    city = builders.city(cameras=[{"id": "a", "name": "a", "lon": 105.6, "lat": 18.6, "url": "no such.mp4"}])
    with pytest.raises(ConfigError, match=r"'a': there is no file 'no such\.mp4'"):
        check(builders.settings(), city)
