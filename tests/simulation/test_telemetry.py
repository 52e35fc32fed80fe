"""Links and sites: repeatable, mostly up, and down together where one hangs on the other."""

from datetime import timedelta
from itertools import islice

from config import City, load, load_city, networked
from simulation import messages
from simulation.telemetry import Network, outages
from tests.simulation.scenes import at_hour

ZONE = "Asia/Ho_Chi_Minh"
START = at_hour(9)
CITY: City = load_city(load({}), {})


def network(seed: int = 1) -> Network:
    return Network(CITY, seed, START, ZONE)


def test_messages_of_the_same_seed_and_clock_are_the_same_bytes() -> None:
    def minute(seed: int) -> list[messages.Message]:
        made = network(seed)
        return [m for s in range(60) for m in messages.telemetry(made, START + timedelta(seconds=s), 10)]

    assert minute(1) == minute(1)
    assert minute(1) != minute(2)


def test_every_source_reports_once_in_a_period() -> None:
    made = network()
    rows = [row for s in range(10) for row in made.readings(START + timedelta(seconds=s), 10)]
    ups = [source for source, metric, _ in rows if metric == "up"]
    assert sorted(ups) == sorted(row.id for row in networked(CITY))


def test_outages_come_about_every_two_to_three_minutes_and_last_one_to_five() -> None:
    drawn = list(islice(outages(CITY, 1, START), 300))
    assert 120 <= (drawn[-1].start - START).total_seconds() / len(drawn) <= 180
    assert all(60 <= (o.end - o.start).total_seconds() <= 300 for o in drawn)
    assert not any(o.source_id == "link-centre" for o in drawn)


def test_axis_that_fails_takes_its_communes_down() -> None:
    axis = next(o for o in outages(CITY, 1, START) if o.source_id.startswith("link-axis-"))
    children = {link.id for link in CITY.links if link.parent == axis.source_id}
    down = network().down(axis.start)
    bridges = {bridge.id for bridge in CITY.bridges if f"link-{bridge.commune_code}" in children}
    assert children and children | bridges | {axis.source_id} <= down
    assert axis.source_id not in network().down(axis.end + timedelta(minutes=1)) or len(down) > 1


def test_source_that_is_down_sends_no_time_of_an_answer() -> None:
    links = {link.id for link in CITY.links}
    first = next(outage for outage in outages(CITY, 1, START) if outage.source_id in links)
    made, sent = network(), {}
    for s in range(10):
        for source, metric, value in made.readings(first.start + timedelta(seconds=s), 10):
            if source == first.source_id:
                sent[metric] = value
    assert sent == {"up": 0.0, "loss_percent": 100.0, "throughput_mbps": 0.0}


def test_province_is_mostly_up() -> None:
    made = network()
    shares = [len(made.down(START + timedelta(minutes=m))) / len(made.sources) for m in range(180)]
    assert sum(shares) / len(shares) < 0.03


def test_simulation_says_every_five_seconds_that_it_runs() -> None:
    made = network()
    sent = [m for s in range(30) for m in messages.telemetry(made, START + timedelta(seconds=s), 10)]
    assert sum(m.key == b"centre.simulation" for m in sent) == 6
