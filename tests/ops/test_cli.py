"""The command `ioc`: its help teaches, and what cannot be done is said in one line."""

import os
import socket
import subprocess
import sys

import pytest

from ops.effective import masked

WORKERS = ("up", "ingest", "cameras", "dashboard", "simulate", "canary", "replay", "probe")
TOOLS = ("import", "key", "messages", "migrate", "housekeep", "dead-letters", "config", "import-boundaries",
         "maintenance", "audit", "coverage", "import-sites", "import-population", "import-measurements",
         "import-units")  # fmt: skip
COMMANDS = (*WORKERS, *TOOLS)


def ioc(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    bare = {key: text for key, text in os.environ.items() if not key.startswith(("IOC_", "DATABASE_", "KAFKA_"))}
    command = [sys.executable, "-P", "-m", "ops", *arguments]
    return subprocess.run(
        command,
        env=bare | {"IOC_METRICS__PORT": "0"} | environment,  # another process of this machine may have it
        capture_output=True,
        text=True,
        timeout=60,
        stdin=subprocess.DEVNULL,
        check=False,
    )


def refusal(*arguments: str, **environment: str) -> str:
    """The one line of a command that exits with 2."""
    done = ioc(*arguments, **environment)
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 1
    return done.stderr


def test_help_names_every_command():
    text = ioc("--help").stdout
    assert all(name in text for name in COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_help_of_a_command_gives_examples(name):
    text = ioc(name, "--help").stdout
    assert f"ioc {name}" in text.partition("examples:")[2]


def test_misspelt_key_is_refused_with_its_path():
    assert "dashboard" in (text := refusal("config", IOC_DASHBOARD__PROT="1")) and "prot" in text


def test_wrong_type_is_refused_with_its_path():
    assert "dashboard.port" in refusal("config", IOC_DASHBOARD__PORT="many")


def test_unknown_stream_is_refused_with_those_there_are():
    text = refusal("ingest", "camera", DATABASE_URL="postgresql://x/x", KAFKA_BOOTSTRAP_SERVERS="127.0.0.1:1")
    assert "'camera'" in text and "camera_frames" in text


@pytest.mark.parametrize("name", ["ingest", "dashboard", "migrate"])
def test_command_alone_without_a_database_says_what_to_set(name):
    assert "DATABASE_URL" in refusal(name)


@pytest.mark.parametrize("name", ["cameras", "simulate", "canary"])
def test_command_alone_without_a_broker_says_what_to_set(name):
    assert "KAFKA_BOOTSTRAP_SERVERS" in refusal(name)


def test_replay_of_a_file_that_is_not_there_is_refused():
    assert "no file 'x.mp4'" in refusal("replay", "cam-01=x.mp4", KAFKA_BOOTSTRAP_SERVERS="127.0.0.1:1")


def test_replay_on_an_unknown_camera_is_refused_with_those_there_are(tmp_path):
    file = tmp_path / "it's here.mp4"
    file.touch()
    text = refusal("replay", f"nowhere={file}", KAFKA_BOOTSTRAP_SERVERS="127.0.0.1:1")
    assert "'nowhere'" in text and "cam-" in text


def test_up_on_a_port_in_use_starts_nothing(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        assert port in refusal("up", "--port", port, IOC_DATA__FOLDER=str(tmp_path / "data"))
    assert not (tmp_path / "data").exists()


def test_up_with_cameras_that_are_no_pairs_is_refused():
    assert "ID=URL" in refusal("up", "--cameras", "rtsp://10.0.0.5/1")


def test_migrate_of_a_database_that_is_down_is_refused_without_a_traceback():
    assert "ioc migrate:" in refusal("migrate", DATABASE_URL="postgresql://postgres@127.0.0.1:1/x")


def test_config_says_where_a_value_comes_from_and_hides_the_password():
    url = "postgresql://ioc:open%20sesame@db/ioc?sslpassword=deep"
    text = ioc("config", DATABASE_URL=url, IOC_DASHBOARD__PORT="8099").stdout
    assert "port = 8099  # from IOC_DASHBOARD__PORT" in text
    assert 'url = "postgresql://ioc:***@db/ioc?sslpassword=***"  # from DATABASE_URL' in text
    assert "sesame" not in text and "deep" not in text


@pytest.mark.parametrize(
    "text", ["postgresql://u@h/d", "rtsp://10.0.0.5/stream1", "no url at all: x@y", "host=a dbname=b"]
)
def test_text_without_a_password_is_shown_as_it_is(text):
    assert masked(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "postgresql://u:hush@h/d",
        "postgresql://u:hu:s@hush@h/d",
        "host=h password='hush hush' user=u",
        "rtsp://u:hush@c/1",
    ],
)
def test_password_is_never_shown(text):
    assert "hush" not in masked(text) and "***" in masked(text)
