"""The command `ioc evaluate`, from its words to its files."""

import json

import pytest

from ops.cli import main


def test_evaluate_writes_table_json_and_page(tmp_path, capfd):
    out, html = tmp_path / "out.json", tmp_path / "out.html"
    asked = ["evaluate", "--rendered", "quiet", "--minutes", "0.2", "--json", str(out), "--html", str(html)]
    assert main(asked) == 0
    (clip,) = json.loads(out.read_text())["clips"]
    assert clip["events"] == [] and clip["seconds"] == pytest.approx(12, abs=0.5)
    assert html.read_text().startswith("<!doctype html>")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["gone.mp4"], "there is no such file"),
        (["--rendered", "flying"], "no clip of 'flying' can be rendered; there are: stopped_vehicle"),
        (["--rendered", "--condition", "hail"], "there is no condition 'hail'; there are: day"),
        ([], "nothing to evaluate"),
        (["--rendered", "--each", "0"], "must be above 0"),
    ],
)
def test_evaluate_that_cannot_be_done_says_why(words, said, capfd):
    assert main(["evaluate", *words]) == 2
    assert said in capfd.readouterr().err
