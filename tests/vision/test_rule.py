"""How rules are found and configured."""

import msgspec
import pytest
from msgspec.structs import replace

from config.load import ConfigError
from tests.vision.road import camera, vision
from vision.rule import Rule, configured, known


def test_known_rules_are_the_files_of_the_folder():
    assert "stopped_vehicle" in known()
    assert all(isinstance(rule(), Rule) for rule in known().values())


def test_configured_thresholds_default_then_follow_the_section_then_the_camera():
    assert configured(vision(), camera())["stopped_vehicle"].minimum_stop_seconds == 20
    assert configured(vision(minimum_stop_seconds=30), camera())["stopped_vehicle"].minimum_stop_seconds == 30
    own = camera(rules={"stopped_vehicle": {"minimum_stop_seconds": 40}})
    assert configured(vision(minimum_stop_seconds=30), own)["stopped_vehicle"].minimum_stop_seconds == 40


@pytest.mark.parametrize(
    ("section", "path"),
    [
        ({"minimum_secondz": 5}, r"vision\.rules\.stopped_vehicle\.minimum_secondz"),
        ({"minimum_stop_seconds": "soon"}, r"vision\.rules\.stopped_vehicle\.minimum_stop_seconds"),
        ({"minimum_stop_seconds": -1}, r"vision\.rules\.stopped_vehicle\.minimum_stop_seconds"),
        ({"minimum_width": 2.0}, r"vision\.rules\.stopped_vehicle\.minimum_width"),
    ],
)
def test_configured_wrong_key_is_refused_with_its_path(section, path):
    with pytest.raises(ConfigError, match=path):
        configured(vision(**section), camera())


def test_configured_unknown_rule_is_refused_with_its_path():
    settings = msgspec.structs.replace(vision(), rules={"flying_car": {}})
    with pytest.raises(ConfigError, match=r"vision\.rules\.flying_car.*stopped_vehicle"):
        configured(settings, camera())


@pytest.mark.parametrize("rules", [{"flying_car": {}}, {"stopped_vehicle": {"minimum_secondz": 1.0}}])
def test_configured_wrong_key_of_a_camera_is_refused_with_its_path(rules):
    name, section = next(iter(rules.items()))
    path = ".".join(["cameras", "cam-test", "rules", name, *section])
    with pytest.raises(ConfigError, match=path.replace(".", r"\.")):
        configured(vision(), camera(rules=rules))


def test_rule_that_is_off_looks_at_no_camera_but_those_that_name_it():
    off = replace(vision(), off=("wrong_way",))
    named = camera(rules={"wrong_way": {}})
    assert "wrong_way" not in configured(off, camera())
    assert "wrong_way" in configured(off, named)


def test_rule_that_is_off_and_does_not_exist_is_refused_with_its_key():
    with pytest.raises(ConfigError, match=r"vision\.off\.wrong_weigh"):
        configured(replace(vision(), off=("wrong_weigh",)), camera())
