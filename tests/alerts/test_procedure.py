"""A kind of alert without a procedure is refused, with what to write."""

import tomllib

import pytest
from msgspec.structs import replace

from alerts import procedure
from config import ConfigError, load_city
from config.procedures import Procedure, Said, Unprepared, block, check_procedures
from tests.builders import settings
from vision.rule import known


def test_real_city_has_a_procedure_for_every_kind_there_is():
    procedure.check(settings(), load_city(settings(), {}), known())


def test_kind_without_a_procedure_is_refused_with_lines_that_can_be_pasted():
    real = load_city(settings(), {})
    without = {kind: known for kind, known in real.procedures.items() if kind != "queue_long"}
    with pytest.raises(Unprepared, match="queue_long") as refused:
        procedure.check(settings(), replace(real, procedures=without), ())
    _, _, lines = str(refused.value).partition("\n\n")
    pasted = tomllib.loads(lines)["procedures"]["queue_long"]
    assert pasted["unit"] in real.units
    assert pasted["checklist"]


def test_block_for_a_city_without_units_brings_one():
    tree = tomllib.loads(block("crash", {}))
    assert tree["procedures"]["crash"]["unit"] in tree["units"]


@pytest.mark.parametrize("key", ["unit", "escalate_to"])
def test_procedure_that_names_an_unknown_unit_is_refused(key):
    real = load_city(settings(), {}).procedures["crash"]
    wrong: dict[str, Procedure] = {"crash": replace(real, **{key: "nobody"})}
    units = {real.unit: Said(vi="a", en="b"), real.escalate_to: Said(vi="c", en="d")}
    with pytest.raises(ConfigError, match=rf"procedures\.crash\.{key}: there is no \[units\.nobody\]"):
        check_procedures((), wrong, units, "procedures.toml")


def test_severity_of_an_alert_is_that_of_its_procedure():
    real = load_city(settings(), {})
    assert real.procedures["crash"].severity == "extreme"
    assert procedure.of(real, "crash").acknowledge_minutes == 1
    assert procedure.of(real, "gone").severity == "unknown"
