"""Broker out of reach, database that takes no writes: waited for, then everything is stored once."""

import time
from pathlib import Path

import pytest

from ops.postgres import Postgres
from store.migrate import migrate
from tests.faults.account import Account, figures, stored
from tests.faults.cable import Cable
from tests.faults.load import passed, under_load
from tests.faults.outages import CAN_MOUNT, fill, read_only, small_disk
from tests.faults.supervised import Supervised
from tests.patience import until

OUTAGE_SECONDS = 60.0
READ_ONLY_SECONDS = 5.0


def test_broker_out_of_reach_for_a_minute_is_waited_for(database_url, apache):
    account = Account(f"broker out of reach for {OUTAGE_SECONDS:g} s")
    way = f"127.0.0.1:{apache.cable}"
    with Cable(apache.cable, apache.behind) as cable, Supervised(database_url, way) as ingest:
        with under_load(apache.servers, account, per_second=200):
            until(lambda: stored(database_url))
            cable.cut()
            passed(OUTAGE_SECONDS / 2)
            assert figures(ingest.port)["ioc_broker_connected"] == 0
            passed(OUTAGE_SECONDS / 2)
            cable.mend()
            back_at = time.monotonic()
        account.recover(database_url, back_at)
        account.settle(database_url)
        until(ingest.ready)
    account.repeated = int(ingest.repeated)
    assert ingest.starts == 1


def test_database_that_takes_no_writes_is_waited_for(own_postgres, broker):
    account = Account("database read-only")
    with Supervised(own_postgres.url, broker.servers) as ingest:
        with under_load(broker.servers, account):
            until(lambda: stored(own_postgres.url))
            read_only(own_postgres.url, True)
            until(lambda: figures(ingest.port)["ioc_database_connected"] == 0)
            passed(READ_ONLY_SECONDS)
            read_only(own_postgres.url, False)
            back_at = time.monotonic()
        account.recover(own_postgres.url, back_at)
        account.settle(own_postgres.url)
        until(ingest.ready)
    account.repeated = int(ingest.repeated)
    assert ingest.starts == 1


@pytest.mark.skipif(not CAN_MOUNT, reason="only root on Linux can mount a small disk")
def test_database_whose_disk_is_full_is_waited_for(reachable_folder, broker):
    account = Account("disk of the database full")
    with small_disk(reachable_folder) as disk:
        server = Postgres(disk / "own")
        server.start()
        migrate(server.url)
        try:
            _fill_and_empty(server, disk, account, broker.servers)
        finally:
            server.stop()


def _fill_and_empty(server: Postgres, disk: Path, account: Account, servers: str) -> None:
    with Supervised(server.url, servers) as ingest:
        with under_load(servers, account):
            until(lambda: stored(server.url))
            full = fill(disk)
            until(lambda: figures(ingest.port)["ioc_database_connected"] == 0)
            passed(READ_ONLY_SECONDS)
            full.unlink()
            back_at = time.monotonic()
        account.recover(server.url, back_at)
        account.settle(server.url)
        until(ingest.ready)
    account.repeated = int(ingest.repeated)
    assert ingest.starts == 1
