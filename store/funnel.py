"""What became of alerts, step by step: detected, verified, handed over, acted on, closed; and whose were false."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, LiteralString, NamedTuple

from store.pool import AsyncConnection

STEPS = ("detected", "verified", "handed_over", "acted", "closed")


class Asked(NamedTuple):
    """Of which alerts: opened from ``begins`` until ``ends``, and with what was done about them until then; of the
    communes and cameras of ``seen`` (None: all). ``units``: the unit of every kind; the store does not know procedures.
    """

    begins: datetime
    ends: datetime
    units: Mapping[str, str]
    seen: tuple[Sequence[str], Sequence[str]] | None = None


class Course(NamedTuple):
    """How far the alerts of a group came. ``group``: "" for all, or unit, kind or commune, and ``name`` which one.

    ``counts``: one for each of STEPS; ``seconds``: the median from the step before to each (None: nobody came so far).
    """

    group: str
    name: str
    counts: tuple[int, ...]
    seconds: tuple[float | None, ...]


class Loss(NamedTuple):
    """So many of a group came as far as ``step`` and no further, because of ``why``."""

    group: str
    name: str
    step: str
    why: str
    alerts: int


class Judgement(NamedTuple):
    """Of a camera's alerts of one rule: how many people found to be so, false, and neither."""

    camera_id: str
    kind: str
    confirmed: int
    false: int
    other: int


# The first time of each step. Acted on: a line of the checklist, or the end, after a unit was sent. What a person
# dismissed was looked at and is lost where it stood; what ended by itself nobody closed.
COURSES: LiteralString = """
WITH taken AS (
    SELECT alerts.id, kind, commune_code, source_id, alerts.state, reason, hidden, cleared_at, opened_at,
           coalesce(units.unit, '') AS unit,
           min(audit.time) FILTER (WHERE action = 'acknowledge') AS verified_at,
           min(audit.time) FILTER (WHERE action = 'dispatch') AS handed_over_at,
           max(audit.time) FILTER (WHERE action = 'resolve') AS resolved_at,
           array_agg(audit.time ORDER BY audit.time) FILTER (WHERE action IN ('tick', 'resolve')) AS done_at
    FROM alerts
    LEFT JOIN unnest(%(kinds)s::text[], %(of_kinds)s::text[]) AS units (of_kind, unit) ON units.of_kind = alerts.kind
    LEFT JOIN audit ON audit.alert_id = alerts.id AND action IN ('acknowledge', 'dispatch', 'tick', 'resolve')
        AND audit.time <= %(ends)s
    WHERE opened_at >= %(begins)s AND opened_at < %(ends)s
      AND (%(communes)s::text[] IS NULL OR commune_code = ANY(%(communes)s) OR source_id = ANY(%(sources)s))
    GROUP BY alerts.id, units.unit
), course AS (
    SELECT *, (SELECT min(done) FROM unnest(done_at) AS done WHERE done >= handed_over_at) AS acted_at FROM taken
), gone AS (
    SELECT *, CASE WHEN state = 'resolved' AND acted_at IS NOT NULL THEN resolved_at END AS closed_at FROM course
)"""
COUNTED: LiteralString = """{courses}
SELECT CASE WHEN GROUPING(unit) = 0 THEN 'unit' WHEN GROUPING(kind) = 0 THEN 'kind'
            WHEN GROUPING(commune_code) = 0 THEN 'commune' ELSE '' END,
       coalesce(unit, kind, commune_code, ''),
       count(*), count(verified_at), count(handed_over_at), count(acted_at), count(closed_at),
       percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM verified_at - opened_at)),
       percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM handed_over_at - verified_at)),
       percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM acted_at - handed_over_at)),
       percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM closed_at - acted_at))
FROM gone GROUP BY GROUPING SETS ((), (unit), (kind), (commune_code)) ORDER BY 1, 3 DESC, 2"""
LOST: LiteralString = """{courses}, lost AS (
    SELECT *,
        CASE WHEN acted_at IS NOT NULL THEN 'acted' WHEN handed_over_at IS NOT NULL THEN 'handed_over'
             WHEN verified_at IS NOT NULL THEN 'verified' ELSE 'detected' END AS step,
        CASE WHEN state = 'dismissed' THEN reason
             WHEN state = 'resolved' AND resolved_at IS NULL THEN 'by_itself'
             WHEN state = 'resolved' AND handed_over_at IS NULL THEN 'without_unit'
             WHEN hidden <> '' THEN 'hidden'
             WHEN state = 'shelved' THEN 'shelved'
             WHEN state = 'open' AND verified_at IS NOT NULL THEN 'open_again'
             WHEN state = 'open' THEN 'nobody' ELSE 'under_way' END AS why
    FROM gone WHERE closed_at IS NULL
)
SELECT CASE WHEN GROUPING(unit) = 0 THEN 'unit' WHEN GROUPING(kind) = 0 THEN 'kind'
            WHEN GROUPING(commune_code) = 0 THEN 'commune' ELSE '' END,
       coalesce(unit, kind, commune_code, ''), step, why, count(*)
FROM lost
GROUP BY GROUPING SETS ((step, why), (unit, step, why), (kind, step, why), (commune_code, step, why))
ORDER BY 1, 2, 5 DESC, 4"""


async def courses(connection: AsyncConnection, asked: Asked) -> tuple[list[Course], list[Loss]]:
    """How far alerts came, and where they were lost: all together, by unit, by kind and by commune."""
    counted = await (await connection.execute(_whole(COUNTED), _values(asked))).fetchall()
    lost = await (await connection.execute(_whole(LOST), _values(asked))).fetchall()
    return [Course(row[0], row[1], row[2:7], row[7:]) for row in counted], [Loss(*row) for row in lost]


# Confirmed is what a person closed as done or sent a unit to; other reasons of dismissal say nothing about the camera.
JUDGED: LiteralString = """
WITH judged AS (
    SELECT source_id, kind,
           state = 'dismissed' AND reason = 'false' AS is_false,
           state <> 'dismissed' AND EXISTS (
               SELECT FROM audit WHERE alert_id = alerts.id AND action IN ('dispatch', 'resolve')) AS is_so
    FROM alerts WHERE opened_at >= %(begins)s AND opened_at < %(ends)s AND kind = ANY(%(rules)s)
      AND (%(communes)s::text[] IS NULL OR commune_code = ANY(%(communes)s) OR source_id = ANY(%(sources)s))
)
SELECT source_id, kind, count(*) FILTER (WHERE is_so), count(*) FILTER (WHERE is_false),
       count(*) FILTER (WHERE NOT is_so AND NOT is_false)
FROM judged GROUP BY source_id, kind ORDER BY 4 DESC, 1, 2"""


async def judgements(connection: AsyncConnection, asked: Asked, rules: Sequence[str]) -> list[Judgement]:
    """What people found of each camera's alerts of these rules, the most false ones first."""
    cursor = await connection.execute(JUDGED, _values(asked) | {"rules": list(rules)})
    return [Judgement(*row) for row in await cursor.fetchall()]


def _whole(question: LiteralString) -> LiteralString:
    return question.replace("{courses}", COURSES)


def _values(asked: Asked) -> dict[str, Any]:
    communes, sources = (None, None) if asked.seen is None else (list(asked.seen[0]), list(asked.seen[1]))
    values = {"begins": asked.begins, "ends": asked.ends, "communes": communes, "sources": sources}
    return values | {"kinds": list(asked.units), "of_kinds": list(asked.units.values())}
