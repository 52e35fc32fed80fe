"""kill -9 of every part under load: what the broker acknowledged is stored once, and ingest goes on by itself."""

import random
import signal
import time

import pytest

from tests.faults.account import Account, stored
from tests.faults.load import passed, under_load
from tests.faults.supervised import Supervised
from tests.patience import until

KILLS = 20


@pytest.mark.timeout(400)
def test_ingest_killed_twenty_times_under_load_stores_everything_once(database_url, broker):
    seed = random.randrange(1000)
    account, chance = Account(f"kill -9 of ingest x{KILLS}, seed {seed}"), random.Random(seed)
    with Supervised(database_url, broker.servers) as ingest:
        with under_load(broker.servers, account):
            for _ in range(KILLS):
                if chance.random() < 0.5:  # in the middle of work; else wherever it is, starting perhaps
                    until(lambda: ingest.figure("ioc_messages_total"), seconds=90, why="ingest stores nothing")
                passed(chance.uniform(0.1, 1.5))
                ingest.kill()
            killed_at = time.monotonic()
            passed(1.0)
        account.recover(database_url, killed_at)
        account.settle(database_url)
    account.repeated = int(ingest.repeated)


def test_database_killed_under_load_is_waited_for(own_postgres, broker):
    account = Account("kill -9 of PostgreSQL x2")
    with Supervised(own_postgres.url, broker.servers) as ingest:
        with under_load(broker.servers, account):
            for _ in range(2):
                until(lambda: len(stored(own_postgres.url)) > len(account.acknowledged) // 2 > 0)
                own_postgres._child.send_all(signal.SIGKILL)
                until(lambda: own_postgres.ended is not None)
                passed(2.0)
                own_postgres.start()
                back_at = time.monotonic()
                passed(1.0)
        account.recover(own_postgres.url, back_at)
        account.settle(own_postgres.url)
    account.repeated = int(ingest.repeated)
    assert ingest.starts == 1


def test_kafka_killed_under_load_loses_nothing_it_acknowledged(database_url, apache):
    account = Account("kill -9 of Apache Kafka")
    with Supervised(database_url, apache.servers) as ingest:
        with under_load(apache.servers, account):
            until(lambda: stored(database_url))
            passed(1.0)
            apache.kill()
            passed(3.0)
            apache.start()
            back_at, before = time.monotonic(), len(account.acknowledged)
            until(lambda: len(account.acknowledged) > before, seconds=60)
        account.recover(database_url, back_at)
        account.settle(database_url)
        until(ingest.ready)
    account.repeated = int(ingest.repeated)
    assert ingest.starts == 1
