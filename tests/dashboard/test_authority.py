"""Who gets which version of evidence."""

import hashlib

import pytest

from dashboard.app import build
from dashboard.authority import HERE, sees_plain, version
from store.pool import connect
from store.records import Evidence, EvidenceKind
from store.write import save
from tests import builders
from tests.builders import NOON, incident
from tests.dashboard.asking import ask

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
    assert sees_plain(HERE, builders.settings().dashboard)
    assert not sees_plain(HERE, builders.settings(IOC_DASHBOARD__PLAIN_EVIDENCE="false").dashboard)


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
