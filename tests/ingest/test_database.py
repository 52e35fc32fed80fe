"""The one connection of a stream: what is asked of it never keeps what is saved from being stored."""

import psycopg

from ingest.database import Database
from ingest.meters import Meters
from store.incidents import unended
from store.write import save
from tests.builders import batch, reading, settings_for


def test_row_saved_after_a_question_is_there_for_everybody(database_url):
    settings = settings_for(database_url, "127.0.0.1:1").database
    with Database(settings, lambda: False, Meters("test")) as database, psycopg.connect(database_url) as other:
        assert database.ask(lambda link: unended(link, "cam-01")) == []
        database.ask(lambda link: save(link, batch(reading())))
        assert other.execute("SELECT count(*) FROM readings").fetchone() == (1,)
