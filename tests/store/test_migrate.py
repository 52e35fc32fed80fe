"""Migrations: once each, by one at a time, never backwards."""

from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from store.migrate import SchemaError, migrate


def test_migrate_again_applies_nothing(empty_database_url):
    assert migrate(empty_database_url)[0] == "001_tables.sql"
    assert migrate(empty_database_url) == []


def test_migrate_by_several_at_once_applies_each_file_once(empty_database_url):
    with ThreadPoolExecutor(4) as pool:
        applied = list(pool.map(migrate, [empty_database_url] * 4))
    assert sorted(map(bool, applied)) == [False, False, False, True]


def test_migrate_of_a_database_of_a_newer_program_is_refused(database_url):
    with psycopg.connect(database_url) as connection:
        connection.execute("INSERT INTO migrations (name) VALUES ('999_future.sql')")
    with pytest.raises(SchemaError, match="999_future"):
        migrate(database_url)
