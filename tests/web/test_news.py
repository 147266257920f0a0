"""What is new is said in a sentence; every code that is sent has one."""

import re

from tests.architecture.sources import python_files
from vaern.web.casework.news import sentences

SENT = re.compile(r'notify\([^"\n]*"([a-z_]+)"')


def codes_sent() -> set[str]:
    """Every code in a call of `notify` in the source."""
    return {code for path in python_files() for code in SENT.findall(path.read_text())}


def test_every_notice_that_is_sent_has_a_sentence_and_none_is_idle():
    assert codes_sent() == set(sentences())


def test_the_search_for_codes_finds_one():
    assert SENT.findall('notify(person, "planted_code", case.id)') == ["planted_code"]
