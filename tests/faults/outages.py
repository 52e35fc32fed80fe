"""Ways to take something from the centre without killing it."""

import psycopg


def read_only(url: str, on: bool) -> None:
    """For every transaction that begins from now on, as on a standby or after an administrator's order."""
    with psycopg.connect(url, autocommit=True) as link:
        link.execute("SET default_transaction_read_only = off")
        link.execute(f"ALTER SYSTEM SET default_transaction_read_only = {'on' if on else 'off'}".encode())
        link.execute("SELECT pg_reload_conf()")
