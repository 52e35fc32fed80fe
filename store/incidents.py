"""Questions about incidents and their evidence."""

from store.pool import Connection
from store.records import Incident

UNENDED = """
SELECT id, camera_id, rule, start_at, time, box, confidence, end_at, track
FROM incidents WHERE camera_id = %s AND end_at IS NULL ORDER BY start_at"""


def unended(connection: Connection, camera_id: str) -> list[Incident]:
    """The incidents of a camera that have not ended, oldest first."""
    return [_incident(row) for row in connection.execute(UNENDED, (camera_id,))]


def _incident(row: tuple) -> Incident:
    id_, camera_id, rule, start, time, box, confidence, end, track = row
    left, top, right, bottom = box
    path = tuple((seconds, x, y) for seconds, x, y in track)
    return Incident(id_, camera_id, rule, start, time, (left, top, right, bottom), confidence, end, path)
