"""A browser's log of a page being fetched."""

import base64
import json
from pathlib import Path

import pytest

from tests.evidence.readers.sample_files import codes, read_file
from vaern.evidence.readers.shapes import Reading, Unreadable

PAGE = "<html><body><p>Anna er en løgner</p></body></html>"
LOG = {
    "log": {
        "creator": {"name": "WebInspector", "version": "1"},
        "pages": [{"startedDateTime": "2024-03-05T21:15:22Z", "title": "Opslag"}],
        "entries": [
            {
                "startedDateTime": "2024-03-05T21:15:23Z",
                "serverIPAddress": "[192.0.2.1]",
                "request": {"method": "GET", "url": "https://example.dk/x", "headers": [{"name": "Cookie"}]},
                "response": {"status": 200, "content": {"mimeType": "text/html; charset=utf-8", "text": PAGE}},
            },
            {
                "startedDateTime": "nej",
                "request": {"url": "https://example.dk/a.png"},
                "response": {
                    "content": {"mimeType": "image/png", "encoding": "base64", "text": base64.b64encode(b"x").decode()}
                },
            },
            {"request": None, "response": {"content": {"encoding": "base64", "text": "="}}},
        ],
    }
}


def read(folder: Path, data: str) -> Reading:
    path = folder / "side.har"
    path.write_text(data, encoding="utf-8")
    return read_file(path, folder / "ud")


def test_log_of_a_browser_gives_pages_addresses_and_times(tmp_path: Path) -> None:
    reading = read(tmp_path, json.dumps(LOG))
    assert (reading.kind, reading.title, codes(reading)) == ("web.har", "Opslag", ["secrets"])
    assert [(part.name, part.size) for part in reading.parts] == [
        ("https://example.dk/x", len(PAGE.encode())),
        ("https://example.dk/a.png", 1),
        ("", 0),
    ]
    assert [text.text for text in reading.texts] == ["Anna er en løgner"]
    assert ("ip", "192.0.2.1") in [(one.kind, one.value) for one in reading.identifiers]


def test_cut_off_log_gives_what_stands_before_the_cut(tmp_path: Path) -> None:
    reading = read(tmp_path, json.dumps(LOG | {"x": "y" * 70_000})[:-10])
    assert (len(reading.parts), reading.whole, codes(reading)) == (3, False, ["cut_off", "secrets"])


def test_log_without_entries_is_refused_with_words(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="browsers log"):
        read(tmp_path, '{"log": {"creator": {}, "entries": 5}}' + " " * 70_000)
