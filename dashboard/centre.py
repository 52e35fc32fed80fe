"""What every page is given: the settings, the part of the city that whoever asks may see, and who answers questions."""

from functools import cached_property

from msgspec.structs import replace

from alerts.engine import Place
from alerts.places import places
from alerts.tree import Tree
from config import Camera, City, Commune, Settings, sources
from config.settings import Language
from dashboard.authority import visitor
from dashboard.picture import Picture
from dashboard.scope import Scope, Thing, within
from dashboard.words import SPOKEN, Words
from geo.outlines import Outline, outlines
from store.reader import Reader


class Centre:
    """The operations centre as pages see it; nothing in it changes while the process runs.

    What is kept from one question to the next is made of ``whole``: ``city`` is another one for the next who asks.
    """

    def __init__(self, settings: Settings, city: City) -> None:
        self.settings, self.whole = settings, city
        # What people ask for (a picture, a list) must not wait behind the read that feeds the screens.
        self.reader = Reader(settings.database.url, settings.database.connect_seconds, "ioc dashboard")
        zone = settings.city.time_zone
        self._words: dict[Language, Words] = {"vi": Words("vi", zone), "en": Words("en", zone)}
        self._seen: dict[Scope, City] = {}

    def words(self, language: Language | None = None) -> Words:
        """The words of a language; without one, of the request being answered."""
        return self._words[language or SPOKEN.get(self.settings.city.language)]

    @property
    def city(self) -> City:
        """The city with those of its cameras that whoever asks may see."""
        scope = visitor().scope
        if scope is None:
            return self.whole
        if scope not in self._seen:
            cameras = tuple(camera for camera in self.whole.cameras if scope.holds(self.thing(camera.id)))
            self._seen[scope] = replace(self.whole, cameras=cameras)
        return self._seen[scope]

    @property
    def cameras(self) -> dict[str, Camera]:
        """Those cameras by id."""
        return {camera.id: camera for camera in self.city.cameras}

    def thing(self, camera_id: str) -> Thing:
        """A camera as a thing that somebody may see or not."""
        return Thing(camera_id, self.camera_communes.get(camera_id, ""))

    def part(self, picture: Picture, scope: Scope | None) -> Picture:
        """What of the picture somebody with this scope sees."""
        return within(picture, scope, self.camera_communes, self.settings.alerts.grouping)

    @cached_property
    def camera_communes(self) -> dict[str, str]:
        """The commune of every camera; "" of one whose place nobody knows."""
        rows = self.whole.cameras
        return {row.id: self.places[row.id].commune_code if row.placed else "" for row in rows}

    @cached_property
    def communes(self) -> dict[str, Commune]:
        """Communes by code."""
        return {commune.code: commune for commune in self.whole.communes}

    @cached_property
    def names(self) -> dict[str, str]:
        """The name of every source by its id."""
        return {row.id: row.name for row in sources(self.whole)}

    @cached_property
    def places(self) -> dict[str, Place]:
        """Where every source stands, and in which commune."""
        return places(self.whole)

    @cached_property
    def tree(self) -> Tree:
        """What hangs on what in the city's network."""
        return Tree(self.whole, self.places)

    @cached_property
    def outlines(self) -> list[Outline]:
        """The communes' outlines in metres."""
        return outlines(self.city.boundaries)

    def commune_name(self, code: str) -> str:
        """A commune's kind and name, "Phường Trường Vinh"; a code nobody knows stays what it is."""
        commune = self.communes.get(code)
        return f"{commune.kind.capitalize()} {commune.name}" if commune else code
