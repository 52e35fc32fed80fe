"""Rows of a CSV or NDJSON file of any size, plain or gzip, one at a time; a bad line spoils no other."""

import csv
import gzip
import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import IO, Any, NamedTuple

from config.error import ConfigError

KINDS = {".csv": "csv", ".ndjson": "ndjson", ".jsonl": "ndjson"}
BOMS = {b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16"}
GZIP = b"\x1f\x8b"
LONGEST_LINE = 1 << 20  # characters; also of a gzip file, a few kilobytes of which may hold a line of gigabytes
ENDS = ("\n", "\r")
Cells = dict[str, str]


class Line(NamedTuple):
    """One row: the number of its (last) line in the file, and its cells, its bytes, or the reason why it has none."""

    number: int
    cells: Cells | None = None
    data: bytes | None = None
    reason: str = ""


class RowFile:
    """An open file of rows; ``read`` bytes of ``size`` have been read from the disk."""

    def __init__(self, path: Path, file: io.BufferedReader, encoding: str) -> None:
        self.size, self.columns = path.stat().st_size, list[str]()
        self._path, self._file, self._encoding = path, file, encoding
        self._too_long: int | None = None
        names = [suffix for suffix in path.suffixes if suffix != ".gz"]
        self.kind = KINDS.get(names[-1].lower() if names else "", "")
        if not self.kind:
            raise ConfigError(f"{path}: neither .csv nor .ndjson (each also as .gz)")

    @property
    def read(self) -> int:
        """Bytes of the file that were read by now."""
        return self.size if self._file.closed else self._file.tell()

    def lines(self) -> Iterator[Line]:
        """Every row under its line number; raises ConfigError when the file itself cannot be read on."""
        packed = self._file.peek(2)[:2] == GZIP
        plain: Any = gzip.GzipFile(fileobj=self._file) if packed else self._file
        try:
            self._check_start(plain.peek(2)[:2])
            yield from self._csv(plain) if self.kind == "csv" else self._ndjson(plain)
        except (OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
            raise ConfigError(f"{self._path}: cannot be read on: {error}") from error

    def _check_start(self, start: bytes) -> None:
        if start in BOMS and self._encoding.lower().replace("_", "-").startswith("utf-8"):
            raise ConfigError(f"{self._path}: it is {BOMS[start]}, not UTF-8: name it with --encoding utf-16")

    def _ndjson(self, plain: IO[bytes]) -> Iterator[Line]:
        text = _text(plain, self._encoding, "\n")
        for number, line in enumerate(self._short(text), start=1):
            if reason := self._length(number, number) or (_fault(line, self._encoding) if line.strip() else ""):
                yield Line(number, reason=reason)
            elif line.strip():
                yield Line(number, data=line.strip().encode())

    def _csv(self, plain: IO[bytes]) -> Iterator[Line]:
        reader = csv.reader(self._short(_text(plain, self._encoding, "")), strict=True)
        self.columns = self._heads(reader)
        while True:
            begun = reader.line_num + 1
            try:
                row = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                reason = self._length(begun, reader.line_num) or f"no CSV from line {begun} on: {error}"
                yield Line(reader.line_num, reason=reason)
                continue
            if reason := self._length(begun, reader.line_num):
                yield Line(reader.line_num, reason=reason)
            elif row:
                yield self._cells(reader.line_num, row)

    def _heads(self, row: Iterator[list[str]]) -> list[str]:
        """What the first line names."""
        try:
            names = [name.strip() for name in next(row, [])]
        except csv.Error as error:
            raise ConfigError(f"{self._path}: the first line names its columns, and is no CSV: {error}") from error
        if reason := self._length(1, 1) or _fault("".join(names), self._encoding):
            raise ConfigError(f"{self._path}: the first line names its columns: {reason}")
        if len(set(names)) < len(names) or "" in names:
            raise ConfigError(f"{self._path}: the first line names its columns, each once and none empty")
        return names

    def _short(self, text: io.TextIOWrapper) -> Iterator[str]:
        """Each line of the text; of one that is too long nothing is kept but its number."""
        for number, line in enumerate(iter(partial(text.readline, LONGEST_LINE), ""), start=1):
            if len(line) < LONGEST_LINE or line.endswith(ENDS):
                yield line
                continue
            while (more := text.readline(LONGEST_LINE)) and not more.endswith(ENDS):
                pass
            self._too_long = number
            yield "\n"

    def _length(self, first: int, last: int) -> str:
        """Why the lines from ``first`` to ``last`` are no row: the last one that was too long is among them."""
        there = self._too_long is not None and first <= self._too_long <= last
        return f"a line of more than {LONGEST_LINE:,} characters" if there else ""

    def _cells(self, number: int, row: list[str]) -> Line:
        if reason := _fault("".join(row), self._encoding):
            return Line(number, reason=reason)
        if len(row) != len(self.columns):
            return Line(number, reason=f"{len(row)} cells under {len(self.columns)} columns")
        return Line(number, cells=dict(zip(self.columns, map(str.strip, row), strict=True)))


@contextmanager
def open_rows(path: Path, encoding: str = "utf-8-sig") -> Iterator[RowFile]:
    """The file; raises ConfigError when there is none, or it is of no kind we know."""
    try:
        "".encode(encoding)
        with path.open("rb") as file:
            yield RowFile(path, file, encoding)
    except LookupError as error:
        raise ConfigError(f"--encoding {encoding}: {error}") from error
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror or error}") from error


class Rejected:
    """The file of lines that were not taken, made when the first of them comes; an older one goes at once."""

    def __init__(self, beside: Path) -> None:
        self.path = beside.with_name(beside.name + ".rejected.ndjson")
        self.path.unlink(missing_ok=True)
        self._file: IO[bytes] | None = None

    def add(self, line: bytes) -> None:
        """One more line."""
        if self._file is None:
            self._file = self.path.open("wb")
        self._file.write(line + b"\n")

    def close(self) -> None:
        """Nothing more comes."""
        if self._file is not None:
            self._file.close()


def _text(plain: IO[bytes], encoding: str, newline: str) -> io.TextIOWrapper:
    """What is no text in this encoding comes through as lone surrogates, so that one bad byte costs one line."""
    return io.TextIOWrapper(plain, encoding, "surrogateescape", newline)


def _fault(text: str, encoding: str) -> str:
    if "\0" in text:
        known = encoding.removesuffix("-sig")
        return f"a zero byte in it is no text in {known}: name the file's encoding, as --encoding utf-16"
    if text.isascii():
        return ""
    try:
        text.encode()
    except UnicodeEncodeError as error:
        byte = ord(text[error.start]) - 0xDC00
        return (
            f"byte 0x{byte:02X} is not {encoding.removesuffix('-sig')}: name the file's encoding, as --encoding cp1258"
        )
    return ""
