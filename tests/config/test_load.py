"""Configuration: what is refused at start, and with which words."""

import pytest

from config import ConfigError, camera_pairs, load, load_city, source_ids


def _file(tmp_path, text: str) -> dict[str, str]:
    path = tmp_path / "own.toml"
    path.write_text(text)
    return {"IOC_CONFIG": str(path)}


def test_settings_without_any_override_load():
    assert load({}).dashboard.host == "127.0.0.1"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[dashboard]\nprot = 80", "dashboard.prot: unknown key"),
        ("[dashbord]\nport = 80", "dashbord: unknown key"),
        ("[dashboard]\nport = 'eighty'", "dashboard.port: Expected `int`, got `str`"),
        ("[city]\nlanguage = 'fr'", "city.language: "),
        ("dashboard = 1", "dashboard is a section"),
        ("[dashboard", "own.toml"),
    ],
)
def test_settings_with_a_wrong_key_are_refused_with_its_path(tmp_path, text, words):
    with pytest.raises(ConfigError) as refused:
        load(_file(tmp_path, text))
    assert words in str(refused.value)


def test_settings_with_a_missing_key_are_refused_with_its_path(tmp_path):
    text = "[[alerts.thresholds]]\nkind = 'x'\nprefix = 'link-'\nmetric = 'up'\n"
    with pytest.raises(ConfigError, match=r"alerts.thresholds\[0\].severity: missing key"):
        load(_file(tmp_path, text))


def test_settings_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(ConfigError, match=r"none\.toml"):
        load({"IOC_CONFIG": str(tmp_path / "none.toml")})


def test_environment_overrides_the_file(tmp_path):
    environ = _file(tmp_path, "[dashboard]\nport = 1000") | {
        "IOC_DASHBOARD__PORT": "2000",
        "DATABASE_URL": "postgresql://x",
    }
    settings = load(environ)
    assert (settings.dashboard.port, settings.database.url) == (2000, "postgresql://x")


@pytest.mark.parametrize(
    "name", ["IOC_DASHBORD__PORT", "IOC_DASHBOARD__PROT", "IOC_CITY__FOLDER__X", "IOC_DASHBOARD_PORT"]
)
def test_environment_with_a_misspelt_name_is_refused(name):
    with pytest.raises(
        ConfigError, match=r"(?i)" + name.removeprefix("IOC_").split("__")[-1] + "|section|joined by __"
    ):
        load({name: "1"})


def test_city_that_is_not_there_is_refused_with_those_there_are():
    with pytest.raises(ConfigError, match="nghe-an"):
        load({"IOC_CITY__FOLDER": "atlantis"})


def test_city_of_nghe_an_has_its_communes_and_a_known_source_for_each():
    city = load_city(load({}), {})
    assert len(city.communes) == 130
    assert {f"link-{commune.code}" for commune in city.communes} <= source_ids(city)
    assert {feature["properties"]["code"] for feature in city.boundaries["features"]} == {c.code for c in city.communes}


def test_cameras_named_on_the_command_line_take_the_place_of_the_citys():
    city = load_city(load({}), {"CAMERAS": "a=clip.mp4 'b=rtsp://host/a b'"})
    assert [(camera.id, camera.url, camera.placed) for camera in city.cameras] == [
        ("a", "clip.mp4", False),
        ("b", "rtsp://host/a b", False),
    ]


@pytest.mark.parametrize("text", ["a", "=clip.mp4", "a=", "a/b=clip.mp4"])
def test_cameras_that_are_not_named_well_are_refused(text):
    with pytest.raises(ConfigError, match="CAMERAS"):
        load_city(load({}), {"CAMERAS": text})


def test_camera_pairs_keep_an_equals_sign_of_the_url():
    assert camera_pairs("a=http://host/?x=1") == [("a", "http://host/?x=1")]
