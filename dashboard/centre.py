"""What every page is given: the settings, the city by id, and who answers questions."""

from functools import cached_property

from alerts.engine import Place
from alerts.places import places
from alerts.tree import Tree
from config import Camera, City, Commune, Settings, sources
from config.settings import Language
from dashboard.words import SPOKEN, Words
from geo.outlines import Outline, outlines
from store.reader import Reader


class Centre:
    """The operations centre as pages see it; nothing in it changes while the process runs."""

    def __init__(self, settings: Settings, city: City) -> None:
        self.settings, self.city = settings, city
        # What people ask for (a picture, a list) must not wait behind the read that feeds the screens.
        self.reader = Reader(settings.database.url, settings.database.connect_seconds, "ioc dashboard")
        zone = settings.city.time_zone
        self._words: dict[Language, Words] = {"vi": Words("vi", zone), "en": Words("en", zone)}

    def words(self, language: Language | None = None) -> Words:
        """The words of a language; without one, of the request being answered."""
        return self._words[language or SPOKEN.get(self.settings.city.language)]

    @cached_property
    def cameras(self) -> dict[str, Camera]:
        """Cameras by id."""
        return {camera.id: camera for camera in self.city.cameras}

    @cached_property
    def communes(self) -> dict[str, Commune]:
        """Communes by code."""
        return {commune.code: commune for commune in self.city.communes}

    @cached_property
    def names(self) -> dict[str, str]:
        """The name of every source by its id."""
        return {row.id: row.name for row in sources(self.city)}

    @cached_property
    def places(self) -> dict[str, Place]:
        """Where every source stands, and in which commune."""
        return places(self.city)

    @cached_property
    def tree(self) -> Tree:
        """What hangs on what in the city's network."""
        return Tree(self.city, self.places)

    @cached_property
    def outlines(self) -> list[Outline]:
        """The communes' outlines in metres."""
        return outlines(self.city.boundaries)

    def commune_name(self, code: str) -> str:
        """A commune's kind and name, "Phường Trường Vinh"; a code nobody knows stays what it is."""
        commune = self.communes.get(code)
        return f"{commune.kind.capitalize()} {commune.name}" if commune else code
