"""Reads the words of a language from its gettext catalogue; English is what the code itself says, in the plural."""

from functools import cache
from pathlib import Path

from babel import Locale
from babel.messages.catalog import Catalog
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
    return {str(message.id): str(message.string) for message in _read(language) if message.id and message.string}


@cache
def plurals(language: Language) -> dict[str, dict[str, str]]:
    """English text in the plural → its forms by the kind of number ("one", "other"), of a language that has several."""
    order = [tag for tag in TAGS if tag in Locale.parse(language).plural_form.tags | {"other"}]
    if len(order) < 2:
        return {}
    rows = [message for message in _read(language) if message.pluralizable]
    return {str(row.id[1]): dict(zip(order, row.string or (), strict=True)) for row in rows}


TAGS = ("zero", "one", "two", "few", "many", "other")


def said(language: Language, message: str, count: object = None) -> str:
    """The text of an English message in this language, in the form for ``count``, which is a number as it is shown."""
    forms = plurals(language).get(message) if count is not None else None
    if forms:
        digits = str(count).replace(".", "").replace(",", "")
        return forms[Locale.parse(language).plural_form(int(digits)) if digits.isdecimal() else "other"]
    return catalogue(language).get(message, message)


@cache
def _read(language: Language) -> Catalog:
    path = LOCALE / f"{language}.po"
    try:
        with path.open("rb") as file:
            return read_po(file, locale=language, abort_invalid=True)
    except (OSError, PoFileError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: {error}") from error
