"""quixstreams' PostgreSQLSink on the same messages; usage: BOOTSTRAP TOPIC DSN."""

import sys
from urllib.parse import parse_qs, urlsplit

from quixstreams import Application
from quixstreams.sinks.community.postgresql import PostgreSQLSink


def main(servers: str, topic: str, dsn: str) -> None:
    """Consume for ever."""
    parts = urlsplit(dsn)
    sink = PostgreSQLSink(
        host=parse_qs(parts.query)["host"][0], port=5432, dbname=parts.path.lstrip("/"), user="postgres", password="",
        table_name="readings", schema_auto_update=False, include_metadata=False,
        primary_key_columns=["source_id", "metric", "time"], on_conflict_do_nothing=True,
    )  # fmt: skip
    application = Application(broker_address=servers, consumer_group="quix", auto_offset_reset="earliest")
    application.dataframe(application.topic(topic, value_deserializer="json")).sink(sink)
    application.run()


if __name__ == "__main__":
    main(*sys.argv[1:])
