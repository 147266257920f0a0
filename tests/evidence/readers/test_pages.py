"""Whom a page names, in links that services write in several ways; and pages within pages."""

from pathlib import Path

import pytest

from tests.evidence.readers.sample_files import read_file
from vaern.evidence.readers.accounts import account_of, number_of
from vaern.evidence.readers.shapes import Reading

NUMBER = "100012345678901"


def read(tmp_path: Path, words: str, name: str) -> Reading:
    (tmp_path / name).write_text(words, "utf-8")
    return read_file(tmp_path / name, tmp_path / "ud")


@pytest.mark.parametrize(
    "address",
    [
        f"https://www.facebook.com/profile.php?id={NUMBER}&ref=x",
        f"https://www.facebook.com/profile.php?sk=about&id={NUMBER}",
        f"https://www.facebook.com/groups/lindsoe/user/{NUMBER}/?__cft__[0]=x",
        f"https://m.facebook.com/groups/1234567/user/{NUMBER}",
        f"https://www.facebook.com/people/Bo-Hansen/{NUMBER}/",
    ],
)
def test_facebooks_number_is_found_however_the_link_is_written(address: str) -> None:
    assert (number_of(address), account_of(address)) == (NUMBER, f"https://facebook.com/profile.php?id={NUMBER}")


@pytest.mark.parametrize(
    "address",
    [
        f"https://www.facebook.com/groups/lindsoe/posts/{NUMBER}/",
        f"https://eksempel.dk/groups/lindsoe/user/{NUMBER}/",
        f"https://facebook.com.eksempel.dk/profile.php?id={NUMBER}",
        "https://www.facebook.com/profile.php?id=bo",
        "https://www.facebook.com/groups/lindsoe/user/",
    ],
)
def test_other_numbers_are_no_account(address: str) -> None:
    assert (number_of(address), account_of(address)) == ("", "")


def test_page_tells_whom_one_may_write_to_and_call(tmp_path: Path) -> None:
    links = (
        f'<a href="https://www.facebook.com/groups/lindsoe/user/{NUMBER}/">Bo</a>'
        '<a href="mailto:bo%40eksempel.dk?subject=x">skriv</a><a href="tel:+4520123456">ring</a>'
    )
    found = read(tmp_path, f"<!doctype html><html><body>{links}</body></html>", "a.html")
    assert [(one.kind, one.value, one.name) for one in found.identifiers] == [
        ("user_id", NUMBER, "Bo"),
        ("profile_url", f"https://facebook.com/profile.php?id={NUMBER}", "Bo"),
        ("email", "bo@eksempel.dk", ""),
        ("phone", "+4520123456", ""),
    ]


def test_words_and_people_of_a_page_within_the_page_are_read(tmp_path: Path) -> None:
    page = "<html><head><title>Debat</title></head><body><p>Artiklen</p><iframe src='https://x.dk/k'></iframe></body></html>"
    frame = (
        "<html><head><title>Kommentarer</title></head><body>Jeg ved, hvor du bor "
        "<a href='https://www.instagram.com/bo.h/'>Bo</a></body></html>"
    )
    parts = "".join(
        f"--b\nContent-Type: text/html; charset=utf-8\nContent-Location: {where}\n\n{words}\n"
        for where, words in (("https://x.dk/", page), ("https://x.dk/k", frame))
    )
    head = 'MIME-Version: 1.0\nSubject: Debat\nContent-Type: multipart/related; type="text/html"; boundary="b"\n\n'
    found = read(tmp_path, f"From: <Saved by Blink>\n{head}{parts}--b--\n", "a.mhtml")
    assert (found.title, [(one.part, one.text) for one in found.texts]) == (
        "Debat",
        [("", "Artiklen"), ("2", "Jeg ved, hvor du bor Bo <https://www.instagram.com/bo.h/>")],
    )
    assert ("profile_url", "https://instagram.com/bo.h") in [(one.kind, one.value) for one in found.identifiers]
