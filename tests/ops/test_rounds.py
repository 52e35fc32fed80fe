"""Work on the database goes on by itself after an outage, and ends when it is told to."""

import threading

from ops.rounds import through_outages
from tests.builders import settings_for

NAME = "SELECT application_name FROM pg_stat_activity WHERE pid = pg_backend_pid()"


def test_work_goes_on_with_a_new_connection_after_the_old_one_was_cut(database_url):
    told, done = threading.Event(), []

    def work(connection):
        done.extend(connection.execute(NAME).fetchone())
        if done.count("ioc try") == 2:
            told.set()
        else:
            connection.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    through_outages(settings_for(database_url, "").database, "ioc try", told, work, lambda: done.append("back"))
    assert done == ["ioc try", "back", "ioc try"]
