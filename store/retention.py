"""Removes what is older than it is to be kept, in portions, so that nobody waits for it."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import LiteralString, NamedTuple

from config.settings import Store
from store.partitions import delete_in_portions, drop_spans
from store.pool import Connection

PORTION = 5000  # rows of one transaction


class Kind(NamedTuple):
    """What is removed by rows: how, and after how many days."""

    name: str
    delete: LiteralString
    kept_days: int


HOURS: LiteralString = """
DELETE FROM hour_sums WHERE ctid = ANY(ARRAY(SELECT ctid FROM hour_sums WHERE time < %(before)s LIMIT %(portion)s))"""
DAYS: LiteralString = """
DELETE FROM day_sums WHERE ctid = ANY(ARRAY(SELECT ctid FROM day_sums WHERE time < %(before)s LIMIT %(portion)s))"""


def forget_readings(connection: Connection, store: Store, now: datetime) -> dict[str, int]:
    """On plain PostgreSQL, what TimescaleDB's own jobs do: whole tables of readings and minutes, rows of the rest."""
    gone: dict[str, int] = {}
    for parent, kept_days in (("readings", store.readings_kept_days), ("minute_sums", store.minutes_kept_days)):
        if kept_days:
            tables, rows = drop_spans(connection, parent, now - timedelta(days=kept_days), PORTION)
            gone |= {f"tables of {parent}": tables, parent: rows}
    sums = (Kind("hour_sums", HOURS, store.hours_kept_days), Kind("day_sums", DAYS, store.days_kept_days))
    return gone | _forget(connection, sums, now)


DEAD_LETTERS: LiteralString = """
DELETE FROM dead_letters
WHERE ctid = ANY(ARRAY(SELECT ctid FROM dead_letters WHERE time < %(before)s LIMIT %(portion)s))"""

# Somebody may still have to judge an incident that is long over: what it needs stays as long as its alert is open.
EVIDENCE: LiteralString = """
DELETE FROM evidence WHERE (incident_id, kind) IN (
    SELECT incident_id, kind FROM evidence JOIN incidents ON incidents.id = incident_id
    WHERE end_at < %(before)s AND NOT EXISTS (
        SELECT FROM alerts
        WHERE fingerprint = 'incident/' || incidents.id AND state NOT IN ('resolved', 'dismissed'))
    LIMIT %(portion)s)"""
INCIDENTS: LiteralString = """
DELETE FROM incidents WHERE id IN (
    SELECT id FROM incidents WHERE end_at < %(before)s AND NOT EXISTS (
        SELECT FROM alerts
        WHERE fingerprint = 'incident/' || incidents.id AND state NOT IN ('resolved', 'dismissed'))
    AND NOT EXISTS (SELECT FROM evidence WHERE incident_id = incidents.id) LIMIT %(portion)s)"""

# The audit stays: a chain with a row taken out could not be told from one that somebody tampered with.
ALERTS: LiteralString = """
DELETE FROM alerts WHERE id IN (
    SELECT id FROM alerts WHERE state IN ('resolved', 'dismissed') AND last_seen_at < %(before)s
    AND NOT EXISTS (SELECT FROM audit WHERE alert_id = alerts.id AND time >= %(before)s) LIMIT %(portion)s)"""


LETTERS: LiteralString = """
DELETE FROM outbox WHERE id IN (
    SELECT id FROM outbox WHERE coalesce(sent_at, given_up_at) < %(before)s LIMIT %(portion)s)"""


def forget_records(connection: Connection, store: Store, now: datetime) -> dict[str, int]:
    """On either engine: dead letters, evidence, incidents and alerts that nobody has to judge any more."""
    kinds = (
        Kind("dead_letters", DEAD_LETTERS, store.dead_letters_kept_days),
        Kind("letters", LETTERS, store.dead_letters_kept_days),
        Kind("evidence", EVIDENCE, store.evidence_kept_days),
        Kind("incidents", INCIDENTS, store.incidents_kept_days),
        Kind("alerts", ALERTS, store.alerts_kept_days),
    )
    return _forget(connection, kinds, now)


def _forget(connection: Connection, kinds: Iterable[Kind], now: datetime) -> dict[str, int]:
    """Of each kind that is not kept for ever, how many rows went."""
    return {
        kind.name: delete_in_portions(connection, kind.delete, now - timedelta(days=kind.kept_days), PORTION)
        for kind in kinds
        if kind.kept_days
    }
