"""The packet of a case: what is in it, that it proves itself, and how small it is."""

import hashlib
import re
from datetime import timedelta

import cv2
import msgspec
import numpy as np
import pytest
from font_roboto import font_files
from reportlab.pdfbase.ttfonts import TTFont

from config.language import catalogue
from dashboard.app import build
from dashboard.centre import Centre
from dashboard.packet import Packet, packet, read
from dashboard.packet_page import MOST_BYTES, SCRIPT_BYTES, packet_page
from dashboard.packet_pdf import packet_pdf
from dashboard.small_pictures import frames, small_jpeg
from store.records import AlertRaised, Evidence
from tests import builders
from tests.builders import NOON
from tests.dashboard import scenes
from tests.dashboard.asking import ask as ask_app
from tests.database import ask, saved

LATER = NOON + timedelta(minutes=3)
INCIDENT = "cam-01/stopped_vehicle/20261121T050000"


def noisy(seed: int) -> bytes:
    """A picture as large as a real camera's: noise hardly gets smaller."""
    picture = np.random.default_rng(seed).integers(0, 255, (720, 1280, 3), np.uint8)
    return cv2.imencode(".jpg", cv2.blur(picture, (5, 5)))[1].tobytes()


def proof(kind, picture: bytes) -> Evidence:
    return Evidence(INCIDENT, kind, NOON, picture, hashlib.sha256(picture).hexdigest(), "cam-01")


def pictures() -> list[Evidence]:
    rows = [proof(kind, noisy(n)) for n, kind in enumerate(("start", "worst", "end", "start_plain", "start_masked"))]
    return [*rows, proof("strip", scenes.strip()), proof("strip_masked", scenes.strip())]


def written(url: str, *more: Evidence) -> None:
    """A stopped vehicle with its proof and its alert."""
    details = {"incident_id": INCIDENT, "confidence": 0.9}
    alert = AlertRaised("i", "stopped_vehicle", "severe", "cam-01", NOON, NOON, 105.65, 18.65, "1", details)
    saved(url, builders.incident(), *(more or pictures()), alert)


def made(url: str, plain: str = "true") -> tuple[Packet, Centre]:
    centre = Centre(builders.settings(DATABASE_URL=url, IOC_DASHBOARD__PLAIN_EVIDENCE=plain), builders.city())

    return packet(*ask(url, read, 1), centre, LATER), centre


def test_pdf_holds_every_picture_byte_by_byte_and_its_fonts(database_url):
    written(database_url)
    found, centre = made(database_url)
    document = packet_pdf(found, centre)
    stills = [row for kind, row in found.pictures.items() if kind != "strip"]
    assert len(stills) == 3 and all(row.picture in document for row in stills)
    assert document.count(b"/FontFile2 ") == 2 and b"Helvetica" not in document and b"Type1" not in document


def test_manifest_lists_every_kept_picture_and_counts_its_hash_anew(database_url):
    written(database_url)
    found, _ = made(database_url)
    assert {row.kind: row.sha256 for row in found.manifest} == {row.kind: row.sha256 for row in pictures()}
    assert all(row.whole for row in found.manifest)
    assert {row.kind for row in found.manifest if row.enclosed} == {"start", "worst", "end", "strip"}


def test_picture_that_was_changed_in_the_store_is_told(database_url):
    written(database_url, msgspec.structs.replace(proof("start", noisy(1)), picture=noisy(2)))
    found, centre = made(database_url)
    assert [row.whole for row in found.manifest] == [False]
    assert "DOES NOT MATCH" in packet_page(found, centre, centre.words("en"))


def test_who_may_not_see_faces_gets_masked_copies_alone(database_url):
    written(database_url)
    found, centre = made(database_url, plain="false")
    assert {row.kind for row in found.pictures.values()} == {"start_masked", "strip_masked"}
    assert noisy(0) not in packet_pdf(found, centre)
    assert "/start_plain" not in packet_page(found, centre, centre.words("vi"))


def test_phone_page_stays_small_however_large_its_pictures(database_url):
    written(database_url)
    found, centre = made(database_url)
    page = packet_page(found, centre, centre.words("vi"))
    assert len(page.encode()) + SCRIPT_BYTES <= MOST_BYTES
    assert page.count("data:image/jpeg;base64,") == 3
    assert all(row.sha256 in page for row in found.manifest)


def test_page_escapes_what_people_wrote(database_url):
    written(database_url)
    found, centre = made(database_url)
    evil = msgspec.structs.replace(found.case.alert, owner="<script>alert(1)</script>", state="acknowledged")
    case = msgspec.structs.replace(found.case, alert=evil)
    spoiled = msgspec.structs.replace(found, case=case)
    assert "<script>alert" not in packet_page(spoiled, centre, centre.words("vi"))
    assert packet_pdf(spoiled, centre).startswith(b"%PDF")


def test_alert_without_pictures_has_a_packet_too(database_url):
    saved(database_url, builders.raised(0))
    found, centre = made(database_url)
    assert packet_pdf(found, centre).startswith(b"%PDF")
    assert "There are no pictures of this." in packet_page(found, centre, centre.words("en"))


def test_font_has_every_letter_that_the_screens_say():
    letters = set("".join(catalogue("vi").values()))
    there = TTFont("tried", font_files["Roboto"]).face.charToGlyph
    assert {c for c in letters if ord(c) not in there} - set("←☑☐\n") == set()


@pytest.mark.parametrize("most", [40_000, 15_000, 6_000])
def test_small_picture_is_no_larger_than_asked(most):
    assert 0 < len(small_jpeg(noisy(1), most)) <= most
    assert small_jpeg(noisy(1), 100) == b""


def test_frames_are_spread_over_the_strip():
    assert len(frames(scenes.strip(), 4)) == 4 and len(frames(scenes.strip(), 2)) == 2


@pytest.mark.parametrize("path", ["/case/9/packet", "/case/9/packet.pdf", f"/case/{2**70}/packet"])
def test_packet_of_a_case_that_is_not_there_is_not_found(database_url, path):
    app = build(builders.settings(DATABASE_URL=database_url), builders.city())
    assert ask_app(app, path).status == 404


def test_page_asks_for_nothing_but_its_two_scripts(database_url):
    written(database_url)
    found, centre = made(database_url)
    page = packet_page(found, centre, centre.words("vi"))
    assert re.findall(r'src="(/[^"]+)"', page) == ["/assets/desk.js", "/assets/packet.js"]
