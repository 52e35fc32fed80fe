"""Citizens' reports: neither order nor repeats change what comes of them."""

import itertools
import random

from store import reports
from tests.database import ask
from tests.ingest.mission import RECEIVED, decoded, step, stored

UNIT = "UBND xã Yên Thành"
LIFE = (
    RECEIVED, step(20, "assigned", unit=UNIT), step(30, "in_progress", unit="Đội 2"), step(50, "done"),
)  # fmt: skip


def test_report_goes_from_received_to_done(any_engine_url):
    for number, state in enumerate(("received", "assigned", "in_progress")):
        stored(any_engine_url, "citizen_reports", LIFE[number])
        assert [row.state for row in ask(any_engine_url, reports.unended)] == [state]
    stored(any_engine_url, "citizen_reports", LIFE[3])
    assert ask(any_engine_url, reports.unended) == []
    [row] = ask(any_engine_url, reports.since, decoded("citizen_reports", RECEIVED)[0].time)
    assert (row.state, row.unit, row.category, row.commune_code) == ("done", "Đội 2", "waste", "17506")
    assert row.ended_at == row.state_at and row.received_at == row.first_at and row.assigned_at < row.ended_at


def test_changes_in_any_order_leave_the_same_report(any_engine_url):
    orders = list(enumerate(itertools.permutations(LIFE)))
    for place in range(len(LIFE)):
        changes = [order[place] | {"report_id": f"PA-{number:03}"} for number, order in orders]
        stored(any_engine_url, "citizen_reports", *changes)
    rows = ask(any_engine_url, reports.since, decoded("citizen_reports", RECEIVED)[0].time)
    assert len(rows) == len(orders)
    assert len({tuple(getattr(row, name) for name in row.__struct_fields__[1:]) for row in rows}) == 1


def test_changes_sent_again_change_nothing(any_engine_url):
    chance = random.Random(1)  # noqa: S311 - the same order every time
    again = [*LIFE, *LIFE, *LIFE]
    chance.shuffle(again)
    stored(any_engine_url, "citizen_reports", *LIFE)
    begin = decoded("citizen_reports", RECEIVED)[0].time
    before = ask(any_engine_url, reports.since, begin), ask(any_engine_url, reports.changes, "PA-1")
    stored(any_engine_url, "citizen_reports", *again)
    assert (ask(any_engine_url, reports.since, begin), ask(any_engine_url, reports.changes, "PA-1")) == before
    assert [change.state for change in before[1]] == ["received", "assigned", "in_progress", "done"]


def test_report_known_only_by_a_later_change_waits_for_what_it_is(any_engine_url):
    stored(any_engine_url, "citizen_reports", LIFE[2])
    [row] = ask(any_engine_url, reports.unended)
    assert (row.state, row.category, row.commune_code, row.received_at) == ("in_progress", "", "", None)
    stored(any_engine_url, "citizen_reports", RECEIVED)
    [row] = ask(any_engine_url, reports.unended)
    assert (row.state, row.category, row.commune_code) == ("in_progress", "waste", "17506")


def test_two_changes_of_the_same_time_leave_the_one_further_on(any_engine_url):
    stored(any_engine_url, "citizen_reports", step(20, "rejected"), step(20, "assigned", unit=UNIT), RECEIVED)
    begin = decoded("citizen_reports", RECEIVED)[0].time
    assert ask(any_engine_url, reports.counts, begin) == {"rejected": 1}


def test_report_taken_up_again_is_open_again(any_engine_url):
    stored(any_engine_url, "citizen_reports", *LIFE, step(59, "in_progress", unit=UNIT))
    [row] = ask(any_engine_url, reports.unended)
    assert (row.state, row.ended_at, row.unit) == ("in_progress", None, UNIT)
