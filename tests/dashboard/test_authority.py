"""Who gets which version of evidence, and that every look at it is written down."""

import hashlib

import pytest

from dashboard.app import build
from dashboard.authority import Visitor, sees_plain, version
from store.pool import connect
from store.records import Evidence, EvidenceKind
from store.write import save
from tests import builders
from tests.builders import NOON, incident
from tests.dashboard.asking import as_one, ask

ROLES = ("operator", "police", "leader", "administrator", "wall", None)
KINDS: dict[EvidenceKind, bytes] = {"start": b"drawn", "start_plain": b"plain", "start_masked": b"masked"}


def saved(url: str) -> str:
    rows = [
        Evidence(incident().id, kind, NOON, picture, hashlib.sha256(picture).hexdigest(), "cam-01")
        for kind, picture in KINDS.items()
    ]
    with connect(url, 5.0) as connection:
        save(connection, builders.batch(incident(), *rows))
    return incident().id


@pytest.mark.parametrize("kind", ["start", "start_plain", "start_masked"])
def test_who_may_not_see_plain_evidence_is_shown_the_masked_copy(kind):
    assert version(kind, plain=False) == "start_masked"
    assert version(kind, plain=True) == kind


def test_setting_takes_plain_evidence_from_everybody():
    covered = builders.settings(IOC_DASHBOARD__PLAIN_EVIDENCE="false").dashboard
    assert not any(sees_plain(Visitor("An", role), covered) for role in ROLES)


def test_faces_and_plates_are_shown_to_those_who_work_with_them():
    shown = [role for role in ROLES if sees_plain(Visitor("An", role), builders.settings().dashboard)]
    assert shown == ["operator", "police", "administrator"]


@pytest.mark.parametrize(("plain", "shown"), [("true", b"plain"), ("false", b"masked")])
def test_address_of_evidence_gives_what_may_be_seen(database_url, plain, shown):
    incident_id = saved(database_url)
    used = builders.settings(DATABASE_URL=database_url, IOC_DASHBOARD__PLAIN_EVIDENCE=plain)
    answer = ask(build(used, builders.city()), f"/evidence/{incident_id}/start_plain")
    assert (answer.status, answer.body) == (200, shown)


def test_evidence_without_a_masked_copy_is_shown_to_nobody_who_may_not_see_it_plain(database_url):
    incident_id = saved(database_url)
    used = builders.settings(DATABASE_URL=database_url, IOC_DASHBOARD__PLAIN_EVIDENCE="false")
    assert ask(build(used, builders.city()), f"/evidence/{incident_id}/end_plain").status == 404


def test_every_look_at_evidence_is_in_the_audit_once_an_hour_for_each_who_looks(database_url):
    incident_id = saved(database_url)
    app = build(builders.settings(DATABASE_URL=database_url), builders.city())
    police, wall = as_one(app, "police", name="Bình"), as_one(app, "wall", name="wall-1")
    for who in (police, police, wall):
        assert ask(app, f"/evidence/{incident_id}/start", **who).status == 200
    with connect(database_url, 5.0) as link:
        rows = link.execute("SELECT actor, role, details ->> 'kind' FROM audit WHERE action = 'look'").fetchall()
    assert rows == [("Bình", "police", "start"), ("wall-1", "wall", "start_masked")]
