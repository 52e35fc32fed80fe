"""A second consumer joins, and dies: partitions move, and what moves with them is stored once."""

import time

from tests.faults.account import Account, stored
from tests.faults.load import passed, under_load
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
