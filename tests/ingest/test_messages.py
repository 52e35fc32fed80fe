"""docs/messages.md is what the schemas say, and every example in it decodes."""

import json
import re

import pytest

from config import project_folder
from ingest.messages import document, fields
from ingest.stream import contract, known_streams
from ingest.topics import TOPICS
from tests.ingest.mission import decoded

PAGE = project_folder() / "docs" / "messages.md"
WITH_LINES = [name for name in known_streams() if contract(name).wire]


def test_page_is_the_one_that_would_be_printed():
    assert PAGE.read_text(encoding="utf-8") == document(), "print it anew: ioc messages > docs/messages.md"


def test_every_topic_has_its_section_and_every_section_its_topic():
    assert set(re.findall(r"^## (\S+)$", document(), re.MULTILINE)) == set(TOPICS)


@pytest.mark.parametrize("name", WITH_LINES)
def test_every_field_says_what_it_means(name):
    assert [field for field, about, _ in fields(contract(name).wire) if not about.get("description")] == []


def test_every_example_on_the_page_decodes():
    sections = re.split(r"^## ", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    for section in sections:
        name = section.partition("\n")[0].replace(".", "_")
        examples = [json.loads(text) for text in re.findall(r"```json\n(.+?)\n```", section, re.DOTALL)]
        assert bool(examples) == (name in WITH_LINES)
        assert all(decoded(name, example) for example in examples)
