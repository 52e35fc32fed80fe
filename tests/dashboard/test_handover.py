"""The hand-over's page: what it writes and who may sign it."""

import asyncio
from datetime import timedelta

import msgspec

from dashboard import handover
from dashboard.authority import Visitor, visited_by
from dashboard.centre import Centre
from dashboard.components.handover_parts import report_parts
from dashboard.handover import Report
from dashboard.pages.handover import TOLD, _signs, signed
from dashboard.scope import Scope
from store.pool import async_connect
from store.watch import Flood
from tests import builders
from tests.builders import NOON, raised
from tests.dashboard.test_case import ON_CAMERA
from tests.database import saved

CENTRE = Centre(builders.settings(), builders.city())
LATER = NOON + timedelta(hours=8)
AN, BINH = Visitor("An", "operator"), Visitor("Bình", "police")


def written(*alerts, done=None) -> Report:
    return handover.report(list(alerts), NOON, LATER, done or {}, Flood(None, 0, 0), [])


def text(report: Report) -> str:
    return str([part.to_plotly_json() for part in report_parts(report, CENTRE, CENTRE.words("en"))])


def test_report_tells_open_cases_what_was_done_and_what_is_hidden():
    hidden = msgspec.structs.replace(ON_CAMERA, id=6, hidden="root")
    report = written(ON_CAMERA, hidden, done={"resolve": 3, "look": 9})
    assert [case.id for case in report.cases] == [5] and report.hidden == {"root": 1}
    said = text(report)
    assert "Open cases: 1" in said and "resolved: 3" in said and "Explained by another alert: 1" in said
    assert "9" not in said.replace("09", "").replace("19", "").split("Done in this time")[1].split("Hidden")[0]


def test_report_of_another_shift_shows_who_sees_a_part_no_more_than_their_part():
    with visited_by(Visitor("Chi", "police", Scope(frozenset({"2"})))):
        assert "Open cases: 0" in text(written(ON_CAMERA))


def test_report_comes_back_from_the_store_as_it_was_written():
    report = written(ON_CAMERA)
    assert msgspec.convert(msgspec.json.decode(msgspec.json.encode(report)), Report) == report


def test_who_sees_a_part_of_the_city_does_not_sign_for_all_of_it(database_url):
    saved(database_url, raised(0))
    part = Visitor("Chi", "police", Scope(frozenset({"1"})))

    async def signing() -> list:
        async with await async_connect(database_url, 5.0) as connection:
            with visited_by(part):
                said = [await signed(connection, giving, "") for giving in (True, False)]
                return [*said, _signs(None), (await handover.read(connection, part.scope, LATER)).waiting]

    assert asyncio.run(signing()) == [TOLD["part"], TOLD["part"], [True, True], None]


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
