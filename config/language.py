"""Reads the words of a language from its gettext catalogue; English is what the code itself says."""

from functools import cache
from pathlib import Path

from babel.messages.pofile import PoFileError, read_po

from config.load import ConfigError
from config.settings import Language

LOCALE = Path(__file__).parent / "locale"
LANGUAGES: tuple[Language, ...] = ("vi", "en")


@cache
def catalogue(language: Language) -> dict[str, str]:
    """English text → text of ``language``; raises ConfigError that names the file when it cannot be read."""
    if language == "en":
        return {}
    path = LOCALE / f"{language}.po"
    try:
        with path.open("rb") as file:
            read = read_po(file, locale=language, abort_invalid=True)
    except (OSError, PoFileError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: {error}") from error
    return {str(message.id): str(message.string) for message in read if message.id and message.string}
