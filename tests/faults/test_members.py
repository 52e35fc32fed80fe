"""A second consumer joins, and dies: partitions move, and what moves with them is stored once."""

import signal
import time

from tests.faults.account import Account, stored
from tests.faults.load import passed, under_load
from tests.faults.outages import read_only
from tests.faults.supervised import Supervised
from tests.patience import until


def test_second_consumer_that_joins_and_is_killed_costs_nothing(database_url, broker):
    account = Account("rebalance: a second consumer joins, is killed")
    with Supervised(database_url, broker.servers) as first:
        with under_load(broker.servers, account):
            until(lambda: stored(database_url))
            with Supervised(database_url, broker.servers, again=False) as second:
                until(lambda: second.figure("ioc_messages_total") > 0, why="the second consumer gets nothing")
                passed(2.0)
                second.kill()
                killed_at = time.monotonic()
                passed(4.0)
        account.recover(database_url, killed_at)
        account.settle(database_url)
    account.repeated = int(first.repeated + second.repeated)
    assert first.starts == 1


def test_second_consumer_that_comes_and_goes_in_order_costs_nothing(database_url, broker):
    account = Account("rebalance: a second consumer joins, leaves")
    with Supervised(database_url, broker.servers) as first:
        with under_load(broker.servers, account):
            until(lambda: stored(database_url))
            with Supervised(database_url, broker.servers, again=False) as second:
                until(lambda: second.figure("ioc_messages_total") > 0, why="the second consumer gets nothing")
                passed(1.0)
            left_at = time.monotonic()
            passed(1.0)
        account.recover(database_url, left_at)
        account.settle(database_url)
    account.repeated = int(first.repeated + second.repeated)
    assert first.starts == 1


def test_second_consumer_that_joins_while_the_database_is_away_costs_nothing(own_postgres, broker):
    account = Account("rebalance while the database is read-only")
    with Supervised(own_postgres.url, broker.servers) as first:
        with under_load(broker.servers, account):
            until(lambda: stored(own_postgres.url))
            read_only(own_postgres.url, True)
            with Supervised(own_postgres.url, broker.servers) as second:
                until(lambda: second.figure("ioc_database_wait_seconds_total") > 1)
                read_only(own_postgres.url, False)
                back_at = time.monotonic()
                until(lambda: second.figure("ioc_messages_total") > 0)
        account.recover(own_postgres.url, back_at)
        account.settle(own_postgres.url)
    account.repeated = int(first.repeated + second.repeated)
    assert (first.starts, second.starts) == (1, 1)


def test_consumer_frozen_until_the_group_gives_it_up_spoils_nothing_when_it_wakes(database_url, broker):
    account = Account("a consumer frozen for three sessions")
    with Supervised(database_url, broker.servers) as first, Supervised(database_url, broker.servers) as second:
        with under_load(broker.servers, account):
            until(lambda: first.figure("ioc_messages_total") > 0 and second.figure("ioc_messages_total") > 0)
            first.send(signal.SIGSTOP)
            passed(6.0)
            first.send(signal.SIGCONT)
            woken_at = time.monotonic()
            passed(2.0)
        account.recover(database_url, woken_at)
        account.settle(database_url)
        until(lambda: first.ready() and second.ready())
    account.repeated = int(first.repeated + second.repeated)
    assert (first.starts, second.starts) == (1, 1)
