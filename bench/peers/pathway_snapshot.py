"""pathway's keyed snapshot on the same messages; usage: BOOTSTRAP TOPIC DSN."""

import sys
from urllib.parse import parse_qs, urlsplit

import pathway as pw


class Row(pw.Schema):
    """A message of network.telemetry."""

    time: str
    source_id: str
    metric: str
    value: float


def main(servers: str, topic: str, dsn: str) -> None:
    """Consume for ever, into a table of pathway's own making."""
    parts = urlsplit(dsn)
    kafka = {"bootstrap.servers": servers, "group.id": "pathway", "auto.offset.reset": "earliest"}
    table = pw.io.kafka.read(kafka, topic=topic, format="json", schema=Row, autocommit_duration_ms=100)
    database = {
        "host": parse_qs(parts.query)["host"][0], "port": "5432", "dbname": parts.path.lstrip("/"), "user": "postgres",
    }  # fmt: skip
    key = [table.source_id, table.metric, table.time]
    pw.io.postgres.write(table, database, "snapshot", output_table_type="snapshot", primary_key=key)
    pw.run(monitoring_level=pw.MonitoringLevel.NONE)


if __name__ == "__main__":
    main(*sys.argv[1:])
