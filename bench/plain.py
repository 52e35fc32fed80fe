"""The loop to be better than: poll, decode, stage, insert, commit, one after the other; usage: BOOTSTRAP TOPIC DSN."""

import sys
from datetime import datetime

import msgspec
import psycopg
from kafka import KafkaConsumer


class Row(msgspec.Struct, gc=False):
    """A message of network.telemetry."""

    time: datetime
    source_id: str
    metric: str
    value: float


def main(servers: str, topic: str, dsn: str) -> None:
    """Consume for ever."""
    decode = msgspec.json.Decoder(Row).decode
    link = psycopg.connect(dsn)
    cursor = link.cursor()
    cursor.execute("CREATE TEMPORARY TABLE stage (LIKE readings) ON COMMIT DELETE ROWS")
    link.commit()
    consumer = KafkaConsumer(
        topic, bootstrap_servers=servers, group_id="plain", auto_offset_reset="earliest", enable_auto_commit=False,
        session_timeout_ms=6000, max_poll_records=5000, max_partition_fetch_bytes=4 * 2**20,
    )  # fmt: skip
    while True:
        rows = [decode(message.value) for found in consumer.poll(250).values() for message in found]
        if not rows:
            continue
        with cursor.copy("COPY stage (time, source_id, metric, value) FROM STDIN (FORMAT BINARY)") as copy:
            copy.set_types(["timestamptz", "text", "text", "float8"])
            for row in rows:
                copy.write_row((row.time, row.source_id, row.metric, row.value))
        cursor.execute("INSERT INTO readings SELECT time, source_id, metric, value FROM stage ON CONFLICT DO NOTHING")
        link.commit()
        consumer.commit()


if __name__ == "__main__":
    main(*sys.argv[1:])
