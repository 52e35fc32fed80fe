"""Files of rows: plain and packed, and each kind of bad line or bad file, named."""

import gzip
from pathlib import Path

import pytest

from config import ConfigError
from config.rows import LONGEST_LINE, Line, Rejected, open_rows


def _file(tmp_path: Path, name: str, data: bytes) -> Path:
    path = tmp_path / name
    path.write_bytes(data)
    return path


def _lines(path: Path, encoding: str = "utf-8-sig") -> list[Line]:
    with open_rows(path, encoding) as file:
        return list(file.lines())


@pytest.mark.parametrize("name", ["rows.csv", "rows.csv.gz"])
def test_csv_gives_cells_by_column(tmp_path, name):
    text = '\ufeffid, name\n1,Yên Thành\n\n2,"a,\nb"\n'.encode()
    path = _file(tmp_path, name, gzip.compress(text) if name.endswith("gz") else text)
    assert _lines(path) == [
        Line(2, cells={"id": "1", "name": "Yên Thành"}),
        Line(5, cells={"id": "2", "name": "a,\nb"}),
    ]


@pytest.mark.parametrize("name", ["rows.ndjson", "rows.jsonl.gz"])
def test_ndjson_gives_bytes(tmp_path, name):
    text = b'{"a":1}\n\n {"b":2} \r\n{'
    path = _file(tmp_path, name, gzip.compress(text) if name.endswith("gz") else text)
    assert _lines(path) == [Line(1, data=b'{"a":1}'), Line(3, data=b'{"b":2}'), Line(4, data=b"{")]


def test_bad_byte_costs_its_own_line_and_is_named(tmp_path):
    good, bad, last = _lines(_file(tmp_path, "a.csv", b"id\n1\nY\xean\n2\n"))
    assert (good.cells, last.cells) == ({"id": "1"}, {"id": "2"})
    assert bad.number == 3 and "0xEA is not utf-8" in bad.reason and "--encoding" in bad.reason
    [line] = _lines(_file(tmp_path, "b.ndjson", b'{"a":"\xea"}'))
    assert "0xEA" in line.reason


def test_file_in_its_own_encoding_is_read(tmp_path):
    assert _lines(_file(tmp_path, "a.csv", "id\nYên\n".encode("cp1258")), "cp1258")[0].cells == {"id": "Yên"}
    assert _lines(_file(tmp_path, "b.csv", "id\nYên\n".encode("utf-16")), "utf-16")[0].cells == {"id": "Yên"}


def test_row_with_another_number_of_cells_is_named(tmp_path):
    [short, long, good] = _lines(_file(tmp_path, "a.csv", b"id,name\n1\n1,2,3\n4,5\n"))
    assert "1 cells under 2 columns" in short.reason and "3 cells" in long.reason and good.cells


def test_quote_that_never_ends_is_named_with_where_it_began(tmp_path):
    lines = _lines(_file(tmp_path, "a.csv", b'id\n1\n"2\n3\n'))
    assert lines[0].cells == {"id": "1"} and "from line 3 on" in lines[1].reason


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.xlsx", b"PK", "neither .csv nor .ndjson"),
        ("a.csv", "id\n1\n".encode("utf-16"), "UTF-16"),
        ("a.csv.gz", gzip.compress(b"id\n" + b"1\n" * 9999)[:-12], "cannot be read on"),
        ("a.csv", b"id,id\n1,2\n", "each once"),
        ("a.csv", b"id,\n1,2\n", "none empty"),
        ("a.csv", b'"' + b"i" * 200_000 + b'"\n1\n', "the first line names its columns, and is no CSV: field larger"),
        ("a.csv", b"i" * LONGEST_LINE * 2, "its columns: a line of more than 1,048,576 characters"),
        ("a.csv", "id\n1\n".encode("utf-16-le"), "a zero byte in it is no text in utf-8: name the file's encoding"),
    ],
    ids=["other-ending", "utf-16", "cut-short", "twice", "empty", "long-name", "long-line", "zero-bytes"],
)
def test_file_that_cannot_be_read_is_refused(tmp_path, name, data, words):
    with pytest.raises(ConfigError, match=words):
        _lines(_file(tmp_path, name, data))


MILLION = b"x" * LONGEST_LINE


@pytest.mark.parametrize("name", ["a.csv", "a.csv.gz", "a.ndjson"])
def test_line_of_megabytes_is_named_and_costs_no_other(tmp_path, name):
    text = b"id\n1\n" + MILLION * 3 + b"\n2\n"
    rows = _lines(_file(tmp_path, name, gzip.compress(text) if name.endswith("gz") else text))
    [long] = [row for row in rows if row.reason]
    assert long == Line(3, reason="a line of more than 1,048,576 characters")
    assert rows[-1].number == 4 and "2" in str(rows[-1])


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"id,name\n1,x\n2,a\0b\n", "a zero byte in it is no text in utf-8"),
        (b'id,name\n1,x\n2,"' + b"y\n" * 70_000, "no CSV from line 3 on: field larger than field limit"),
        (b"id,name\n1,x\n2," + b"y" * 200_000, "no CSV from line 3 on: field larger than field limit"),
        (b'id,name\n1,x\n2,"' + MILLION * 2 + b'"\n', "a line of more than"),
    ],
    ids=["zero-byte", "cell-of-many-lines", "long-cell", "long-line"],
)
def test_cell_that_no_table_has_is_named(tmp_path, data, words):
    good, bad, *_ = _lines(_file(tmp_path, "a.csv", data))
    assert good.cells == {"id": "1", "name": "x"} and words in bad.reason


def test_file_or_encoding_that_is_not_there_is_named(tmp_path):
    with pytest.raises(ConfigError, match=r"none\.csv"):
        _lines(tmp_path / "none.csv")
    with pytest.raises(ConfigError, match="klingon"):
        _lines(_file(tmp_path, "a.csv", b"id\n"), "klingon")


def test_file_that_ends_within_a_character_is_refused(tmp_path):
    with pytest.raises(ConfigError, match="cannot be read on"):
        _lines(_file(tmp_path, "a.csv", "id\n1\n".encode("utf-16") + b"a"), "utf-16")


def test_rejected_lines_stand_beside_the_file_and_old_ones_go(tmp_path):
    path = _file(tmp_path, "a.csv", b"")
    rejected = Rejected(path)
    rejected.add(b"{}")
    rejected.close()
    assert rejected.path.name == "a.csv.rejected.ndjson" and rejected.path.read_bytes() == b"{}\n"
    Rejected(path).close()
    assert not rejected.path.exists()
