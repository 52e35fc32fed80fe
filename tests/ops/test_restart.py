"""What ended by itself is started again, later each time."""

from ops.restart import FIRST_SECONDS, HEALTHY_SECONDS, LONGEST_SECONDS, Restart


class Stage:
    """A process and a clock that a test moves."""

    def __init__(self) -> None:
        self.now, self.code, self.starts, self.fails = 0.0, None, list[float](), False
        self.said: list[str] = []
        self.restart = Restart("the thing", self.start, lambda: self.code, self.said.append, lambda: self.now)

    def start(self) -> None:
        self.starts.append(self.now)
        if self.fails:
            raise OSError("no room")
        self.code = None

    def pass_by(self, seconds: float) -> None:
        for _ in range(round(seconds * 10)):
            self.now = round(self.now + 0.1, 1)
            self.restart.check()


def test_process_that_runs_is_let_be():
    stage = Stage()
    stage.pass_by(10)
    assert stage.starts == [] and stage.said == []


def test_process_that_was_killed_is_started_again_and_both_are_said():
    stage = Stage()
    stage.code = -9
    stage.pass_by(5)
    assert len(stage.starts) == 1
    assert stage.said == ["the thing was killed by signal 9; starting it again in 1 s", "the thing runs again"]


def test_process_that_cannot_start_is_tried_later_each_time():
    stage = Stage()
    stage.code, stage.fails = 1, True
    stage.pass_by(100)
    waits = [round(later - sooner) for sooner, later in zip(stage.starts, stage.starts[1:], strict=False)]
    assert waits[:4] == [2, 4, 8, 16] and set(waits[4:]) == {LONGEST_SECONDS}
    assert "could not be started: no room" in stage.said[1]


def test_process_that_ran_well_for_long_is_started_again_soon():
    stage = Stage()
    for seconds in (0.1, 5, 5, HEALTHY_SECONDS + 10):
        stage.pass_by(seconds)
        stage.code = 1
    stage.pass_by(5)
    waits = [line.rpartition(" in ")[2] for line in stage.said if "again in" in line]
    assert waits == ["1 s", "2 s", "4 s", f"{FIRST_SECONDS:g} s"]
