"""When the broker is emptied, and when not."""

from ops.recycling import AGAIN_SECONDS, MEBIBYTE, PATIENCE_SECONDS, Recycling


class Stage:
    """A broker of a limit of 100 MB, producers and a clock that a test moves."""

    def __init__(self) -> None:
        self.memory_bytes, self.waiting, self.now = 0, 0, 0.0
        self.did: list[str] = []
        self.said: list[str] = []
        self.recycling = Recycling(self, 100, self.halt, self.said.append, 4.0, lambda: self.now)

    def lag(self) -> int:
        return self.waiting

    def recycle(self) -> None:
        self.did.append("recycle")
        self.memory_bytes = MEBIBYTE

    def halt(self):
        self.did.append("halt")
        return lambda: self.did.append("go on")

    def pass_by(self, seconds: float) -> None:
        end = self.now + seconds
        while self.now < end:
            self.now += 0.25
            self.recycling.check()

    def hold(self, megabytes: int, waiting: int) -> "Stage":
        self.memory_bytes, self.waiting = megabytes * MEBIBYTE, waiting
        return self


def test_broker_far_from_its_limit_is_let_be():
    stage = Stage().hold(70, 5)
    stage.pass_by(60)
    assert stage.did == []


def test_full_broker_is_emptied_once_all_is_consumed_and_consumers_have_settled():
    stage = Stage().hold(85, 5)
    stage.pass_by(3)
    assert stage.did == ["halt"]
    stage.hold(85, 0).pass_by(2)
    assert stage.did == ["halt", "recycle"]
    stage.pass_by(4)
    assert stage.did == ["halt", "recycle", "go on"]


def test_consumers_that_do_not_come_after_keep_their_messages_and_producers_go_on():
    stage = Stage().hold(85, 5)
    stage.pass_by(PATIENCE_SECONDS + 2)
    assert stage.did == ["halt", "go on"]
    stage.pass_by(AGAIN_SECONDS)
    assert stage.did == ["halt", "go on", "halt"]
    assert "5 messages wait" in stage.said[1]


def test_broker_at_its_limit_is_emptied_all_the_same_and_the_loss_is_said():
    stage = Stage().hold(101, 5)
    stage.pass_by(PATIENCE_SECONDS - 1)
    assert stage.did == ["halt"]
    stage.pass_by(10)
    assert stage.did == ["halt", "recycle", "go on"]
    assert any("5 messages that nobody had consumed are lost" in line for line in stage.said)


def test_producers_go_on_when_the_centre_ends_meanwhile():
    stage = Stage().hold(85, 5)
    stage.pass_by(1)
    stage.recycling.stop()
    assert stage.did == ["halt", "go on"]
