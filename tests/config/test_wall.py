"""The wall's playlist as configuration."""

import pytest

from config import ConfigError, load
from config.wall import View

PLAYLIST = "IOC_WALL__PLAYLIST"


def test_playlist_names_pages_with_times_and_areas():
    text = '[{ page = "/", seconds = 90, area = [105.6, 18.6, 105.8, 18.8] }, { page = "/cameras", hours = [7, 18] }]'
    first, second = load({PLAYLIST: text}).wall.playlist
    assert first == View("/", 90.0, (105.6, 18.6, 105.8, 18.8))
    assert (second.page, second.seconds, second.hours) == ("/cameras", 60.0, (7.0, 18.0))


@pytest.mark.parametrize(
    "text",
    [
        '[{ page = "https://elsewhere.example/" }]',
        '[{ page = "//elsewhere" }]',
        "[{ seconds = 1 }]",
        "[{ area = [105.8, 18.6, 105.6, 18.8] }]",
        "[{ hours = [7, 25] }]",
        '[{ pages = "/" }]',
    ],
)
def test_playlist_that_makes_no_sense_is_refused(text):
    with pytest.raises(ConfigError, match="playlist"):
        load({PLAYLIST: text})
