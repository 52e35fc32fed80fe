"""Apache Kafka itself: fetched by Maven, one KRaft broker on loopback, a direct child that dies with the tests."""

import contextlib
import os
import re
import shutil
import signal
import subprocess
from functools import cache
from pathlib import Path

from msgspec.structs import replace

from config import Settings
from ingest.topics import TOPICS, BrokerUnusable, ensure_topics, lag
from kafka import KafkaAdminClient
from kafka.errors import KafkaError
from ops.broker import free_port
from ops.process import Child
from tests.patience import until

HERE = Path(__file__).parent
CACHE = HERE.parent.parent / ".cache" / "kafka"
PROPERTIES = """
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:{controller}
listeners=PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller},BEHIND://127.0.0.1:{behind}
advertised.listeners=PLAINTEXT://127.0.0.1:{port},BEHIND://127.0.0.1:{cable}
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,BEHIND:PLAINTEXT
inter.broker.listener.name=PLAINTEXT
controller.listener.names=CONTROLLER
log.dirs={folder}/log
auto.create.topics.enable=false
offsets.topic.replication.factor=1
offsets.topic.num.partitions=4
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
group.initial.rebalance.delay.ms=0
group.min.session.timeout.ms=1000
"""


@cache
def missing() -> str:
    """Why Apache Kafka cannot run here, or nothing; fetches it at the first call."""
    if not (java := shutil.which("java")) or not shutil.which("mvn"):
        return "no Java or no Maven on this machine"
    said = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr
    found = re.search(r'version "(\d+)', said)
    if not found or int(found[1]) < 17:
        return "Java is older than 17"
    try:
        libraries()
    except (RuntimeError, subprocess.TimeoutExpired) as error:
        return str(error)
    return ""


def libraries() -> Path:
    """The folder of Kafka's jars, fetched once; raises RuntimeError with Maven's words when it cannot be."""
    folder = CACHE / re.findall(r"<version>(.+)</version>", (HERE / "pom.xml").read_text())[1]
    if not (folder / "complete").exists():
        goal = ["dependency:copy-dependencies", "-DincludeScope=runtime", f"-DoutputDirectory={folder}"]
        command = ["mvn", "-q", "-B", "-f", str(HERE / "pom.xml"), *goal]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=600)
        if done.returncode:
            raise RuntimeError(f"Maven did not bring Apache Kafka: {done.stdout[-1000:]}{done.stderr[-500:]}")
        (folder / "complete").touch()
    return folder


class ApacheKafka:
    """One broker whose data survives ``stop`` and ``kill``; ``start`` again goes on with it on the same port.

    Who asks it on ``behind`` is told to use ``cable``, where a test may put a way to it that can be cut.
    """

    def __init__(self, settings: Settings, folder: Path) -> None:
        self.port, self.behind, self.cable, controller = free_port(), free_port(), free_port(), free_port()
        self._folder = folder
        self.settings = replace(settings, broker=replace(settings.broker, bootstrap_servers=self.servers))
        self._child = Child("kafka", lambda _name, _line: None, signal.SIGKILL)
        self._properties = folder / "server.properties"
        ports = {"port": self.port, "behind": self.behind, "cable": self.cable, "controller": controller}
        self._properties.write_text(PROPERTIES.format(folder=folder, **ports))
        self._java("kafka.tools.StorageTool", "format", "-t", "aW9jLXRlc3RzLWJyb2tlcg", "-c", str(self._properties))

    @property
    def servers(self) -> str:
        """What clients are given as bootstrap servers."""
        return f"127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start and wait until the topics stand."""
        self._child.start(
            [*_command(), "kafka.Kafka", str(self._properties)], dict(os.environ) | {"LOG_DIR": str(self._folder)}
        )
        until(self._stands, seconds=90, every=0.2, why=" / ".join(list(self._child.last_lines)[-5:]))

    def stop(self) -> None:
        """An orderly end."""
        self._child.stop(signal.SIGTERM, 30)

    def kill(self) -> None:
        """As a power cut would end it."""
        self._child.stop(signal.SIGKILL, 10)

    def lag(self) -> int:
        """Messages not yet consumed."""
        return lag(self.settings)

    def wipe(self) -> None:
        """Forget every message and every group, for the next test."""
        admin = KafkaAdminClient(bootstrap_servers=self.servers)
        try:
            until(lambda: self._forgotten(admin), seconds=60, every=0.2)
        finally:
            admin.close()
        until(self._stands, seconds=60, every=0.2)

    def _forgotten(self, admin: KafkaAdminClient) -> bool:
        groups = [group["group_id"] for group in admin.list_groups()]
        with contextlib.suppress(KafkaError):  # a group whose member has just left is not empty yet: asked again
            if groups:
                admin.delete_groups(groups)
            admin.delete_topics(list(TOPICS), raise_errors=False)
        return not [group["group_id"] for group in admin.list_groups()] and not set(TOPICS) & set(_topics(admin))

    def _stands(self) -> bool:
        assert self._child.ended is None, list(self._child.last_lines)[-5:]
        try:
            ensure_topics(self.settings, 5)
        except BrokerUnusable:
            return False
        return True

    def _java(self, *arguments: str) -> None:
        subprocess.run([*_command(), *arguments], check=True, capture_output=True, cwd=self._folder)


def _topics(admin: KafkaAdminClient) -> list[str]:
    return [row["name"] for row in admin.describe_topics()]


def _command() -> list[str]:
    return [
        shutil.which("java") or "java",
        "-Xmx512m",
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-cp",
        f"{libraries()}/*",
    ]
