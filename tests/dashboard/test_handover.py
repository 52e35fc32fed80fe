"""The hand-over's page: what it writes and who may sign it."""

import asyncio
from datetime import timedelta

import msgspec

from dashboard import handover
from dashboard.authority import Visitor, visited_by
from dashboard.centre import Centre
from dashboard.components.handover_parts import report_parts
from dashboard.handover import Report
from dashboard.pages.handover import TOLD, signed
from dashboard.scope import Scope
from store.alerts import Rest
from store.pool import async_connect
from store.watch import Flood
from tests import builders
from tests.builders import NOON, raised
from tests.dashboard.test_case import ON_CAMERA
from tests.database import saved

CENTRE = Centre(builders.settings(), builders.city())
LATER = NOON + timedelta(hours=8)
REST = [
    Rest("1", "link_down", "minor", "flood", "open", False, 7),
    Rest("1", "link_down", "minor", "", "open", False, 3),
]
AN, BINH = Visitor("An", "operator"), Visitor("Bình", "police")


def written(*alerts, done=None) -> Report:
    return handover.report(list(alerts), REST, NOON, LATER, done or {}, Flood(None, 0, 0), [])


def text(report: Report) -> str:
    return str([part.to_plotly_json() for part in report_parts(report, CENTRE, CENTRE.words("en"))])


def test_report_tells_open_cases_what_was_done_and_what_is_hidden():
    hidden = msgspec.structs.replace(ON_CAMERA, id=6, hidden="root")
    report = written(ON_CAMERA, hidden, done={"resolve": 3, "look": 9})
    assert [case.id for case in report.cases] == [5] and report.hidden == {"root": 1, "flood": 7}
    said = text(report)
    words = ("Open cases: 4", "and 3 more", "resolved: 3", "Explained by another alert: 1", "a flood of alerts: 7")
    assert all(word in said for word in words)
    assert "9" not in said.replace("09", "").replace("19", "").split("Done in this time")[1].split("Hidden")[0]


def test_report_of_another_shift_shows_who_sees_a_part_no_more_than_their_part():
    with visited_by(Visitor("Chi", "police", Scope(frozenset({"2"})))):
        assert "Open cases: 3" in text(written(ON_CAMERA))


def test_report_comes_back_from_the_store_as_it_was_written():
    report = written(ON_CAMERA)
    assert msgspec.convert(msgspec.json.decode(msgspec.json.encode(report)), Report) == report


def test_who_sees_a_part_of_the_city_hands_it_over_to_who_sees_the_same(database_url):
    saved(database_url, raised(0))
    desk, other = Scope(frozenset({"1"})), Scope(frozenset({"2"}))
    chi, dung = Visitor("Chi", "police", desk), Visitor("Dung", "police", desk)
    turns = ((chi, True), (Visitor("Giang", "police", other), False), (AN, True), (dung, False))

    async def signing() -> list:
        async with await async_connect(database_url, 5.0) as connection:
            said = []
            for who, giving in turns:
                with visited_by(who):
                    said.append(await signed(connection, giving, ""))
            waiting = [(await handover.read(connection, scope, LATER)).waiting for scope in (desk, other, None)]
            return [said, [row and (row.given_by, len(row.report["cases"])) for row in waiting]]

    said = [TOLD[key] for key in ("signed", "not_yours", "signed", "signed")]
    assert asyncio.run(signing()) == [said, [None, None, ("An", 1)]]


def test_who_goes_signs_and_then_somebody_else(database_url):
    saved(database_url, raised(0))

    async def signing() -> list[str]:
        said = []
        async with await async_connect(database_url, 5.0) as connection:
            for who, giving in ((AN, True), (AN, True), (AN, False), (BINH, False)):
                with visited_by(who):
                    said.append(await signed(connection, giving, ""))
            assert (await handover.read(connection, None, LATER)).waiting is None
        return said

    assert asyncio.run(signing()) == [TOLD[key] for key in ("signed", "not_yours", "not_yours", "signed")]
