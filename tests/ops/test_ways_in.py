"""`ioc import`, `ioc key` and `ioc messages`, as they are typed."""

import gzip
import hashlib
import json
import re

import pytest
from kafka import KafkaConsumer, TopicPartition

from config import project_folder
from tests.ops.test_cli import ioc, refusal
from tests.patience import until

HEAD = "time,indicator,commune_code,period,value,unit\n"
GOOD = "2026-01-02T00:00:00Z,cashless_accounts,17506,2025,135241,accounts\n"
MISSING = "2026-01-02T00:00:00Z,cashless_accounts,17569,2025,null,accounts\n"
BAD = (
    "2026-01-02T00:00:00Z,cashless_accounts,17506,2025,,accounts\n2026-01-02T00:00:00Z,happiness,17506,2025,1,smiles\n"
)


def _sent(servers: str, topic: str) -> list[dict]:
    consumer = KafkaConsumer(bootstrap_servers=servers, auto_offset_reset="earliest", enable_auto_commit=False)
    consumer.assign([TopicPartition(topic, number) for number in range(4)])
    rows: list = []
    until(lambda: rows.extend(m for part in consumer.poll(500).values() for m in part) or rows, 30)
    consumer.close()
    return [json.loads(row.value) for row in rows]


def test_import_sends_good_rows_and_puts_bad_ones_aside(tmp_path, broker):
    path = tmp_path / "q.csv"
    path.write_text(HEAD + GOOD + BAD + MISSING)
    done = ioc("import", "indicators", str(path), KAFKA_BOOTSTRAP_SERVERS=broker.servers)
    assert (done.returncode, done.stdout) == (1, "") and "2 rows taken, 2 refused" in done.stderr
    rejected = [json.loads(line) for line in (tmp_path / "q.csv.rejected.ndjson").read_text().splitlines()]
    assert [row["line"] for row in rejected] == [3, 4]
    assert "`value`" in rejected[0]["reason"] and "unknown indicator" in rejected[1]["reason"]
    assert sorted((row["value"] for row in _sent(broker.servers, "indicators")), key=str) == [135241.0, None]


def test_import_of_packed_lines_sends_them_all(tmp_path, broker):
    rows = [
        json.dumps({"time": "2026-01-01T00:00:00Z", "source_id": "link-17506", "metric": "up", "value": n})
        for n in range(5000)
    ]
    path = tmp_path / "rows.ndjson.gz"
    path.write_bytes(gzip.compress("\n".join(rows).encode()))
    done = ioc("import", "network.telemetry", str(path), KAFKA_BOOTSTRAP_SERVERS=broker.servers)
    assert done.returncode == 0 and "5,000 rows taken, 0 refused" in done.stderr
    assert not (tmp_path / "rows.ndjson.gz.rejected.ndjson").exists()


def test_dry_run_needs_no_broker_and_tells_on_stdout(tmp_path):
    path = tmp_path / "q.csv"
    path.write_text(HEAD + GOOD + BAD)
    done = ioc("import", "--dry-run", "indicators", str(path))
    assert [json.loads(line)["line"] for line in done.stdout.splitlines()] == [3, 4]
    assert "1 rows would be taken, 2 refused" in done.stderr and done.returncode == 1
    assert [file.name for file in tmp_path.iterdir()] == ["q.csv"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("import", "--dry-run", "nothing", "a.csv"), "'nothing'"),
        (("import", "--dry-run", "indicators", "nowhere.csv"), "nowhere.csv"),
        (("import", "indicators", "a.csv"), "KAFKA_BOOTSTRAP_SERVERS"),
        (("key", "Bad Name"), "'Bad Name'"),
        (("probe",), "KAFKA_BOOTSTRAP_SERVERS"),
    ],
)
def test_what_cannot_be_done_is_said_on_one_line(arguments, words):
    assert words in refusal(*arguments, IOC_METRICS__PORT="0")


def test_import_of_pictures_is_refused(tmp_path):
    (tmp_path / "a.csv").write_text("id\n1\n")
    assert "ioc replay" in refusal("import", "--dry-run", "camera_frames", str(tmp_path / "a.csv"))


def test_probe_without_any_target_says_where_they_stand():
    assert "column probe" in refusal("probe", KAFKA_BOOTSTRAP_SERVERS="127.0.0.1:1", IOC_METRICS__PORT="0")


def test_key_is_printed_with_the_line_for_the_configuration(tmp_path):
    text = ioc("key", "yen-thanh").stdout
    [key] = set(re.findall(r"ioc_[\w-]{43}", text))
    file = tmp_path / "own.toml"
    file.write_text("\n".join(line for line in text.splitlines() if re.match(r"\s+(\[|sha256)", line)))
    assert f'sha256 = "{hashlib.sha256(key.encode()).hexdigest()}"' in ioc("config", IOC_CONFIG=str(file)).stdout
    assert key not in ioc("key", "yen-thanh").stdout


def test_messages_prints_the_page_that_is_kept():
    assert ioc("messages").stdout == (project_folder() / "docs" / "messages.md").read_text(encoding="utf-8")
