"""Our scripts and styles, each as one file that a browser keeps until it changes."""

import gzip
import re

from dashboard.app import build
from dashboard.bundle import FOLDER, bundles
from tests import builders
from tests.dashboard.asking import ask


def page(app) -> str:
    return ask(app, "/", accept="text/html").body.decode()


def test_page_asks_for_one_file_of_each_kind(database_url):
    app = build(builders.settings(DATABASE_URL=database_url), builders.city())
    found = re.findall(r'(?:href|src)="(/bundle/[^"]+|/assets/[^"]+\.(?:js|css)[^"]*)"', page(app))
    assert found == [one.address for one in bundles()]
    for one in bundles():
        plain, zipped = (ask(app, one.address, accept_encoding=coding) for coding in ("", "gzip"))
        assert plain.body == gzip.decompress(zipped.body) == one.body
        assert "immutable" in zipped.headers["cache-control"]
    assert ask(app, "/bundle/0123456789abcdef.js").status == 404


def test_bundles_hold_every_file_and_change_their_address_with_it(tmp_path):
    for one in bundles():
        for path in FOLDER.glob(f"*{one.kind}"):
            assert path.read_bytes() in one.body, path.name
    (tmp_path / "a.js").write_text("1;")
    before = bundles(tmp_path)
    (tmp_path / "a.js").write_text("2;")
    assert [a.address == b.address for a, b in zip(before, bundles(tmp_path), strict=True)] == [True, False]


def test_scripts_of_dash_come_zipped(database_url):
    app = build(builders.settings(DATABASE_URL=database_url), builders.city())
    address = re.findall(r'src="(/_dash-component-suites/dash_leaflet/[^"]+)"', page(app))[0]
    plain, zipped, again = (ask(app, address, accept_encoding=coding) for coding in ("", "gzip", "gzip"))
    assert gzip.decompress(zipped.body) == plain.body and again.body == zipped.body
    assert zipped.headers["content-encoding"] == "gzip" and "max-age" in zipped.headers["cache-control"]


def test_what_charts_alone_need_comes_with_charts():
    app = build(builders.settings(), builders.city())
    parts = dict.fromkeys(("css", "app_entry", "config", "renderer"), "")
    parts["scripts"] = '<script src="/polyfill@7.min.js"></script>'
    asked = {path: "polyfill" in app.state.document(path, parts) for path in ("/", "/services", "/network")}
    assert asked == {"/": False, "/services": True, "/network": True}
