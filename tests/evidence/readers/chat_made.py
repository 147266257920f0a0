"""Exports of chats and SMS made at test time."""

import tempfile
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tests.evidence.readers.sample_files import read_file
from vaern.evidence.readers.shapes import Reading

Chat = Callable[..., Reading]


@pytest.fixture
def chat(tmp_path: Path) -> Chat:
    """Read this text, or these files as a zip, under this name."""

    def made(content: str | bytes | Mapping[str, str | bytes], name: str = "chat.txt") -> Reading:
        path = tmp_path / "export"
        if isinstance(content, Mapping):
            with zipfile.ZipFile(path, "w") as pack:
                for inside, data in content.items():
                    pack.writestr(inside, data)
        else:
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        return read_file(path, Path(tempfile.mkdtemp(dir=tmp_path)), name)

    return made


def rows(reading: Reading) -> list[tuple[str, str, str]]:
    """Kind, sender and words of each message."""
    return [(message.kind, message.sender, message.text) for message in reading.messages]


def clock(reading: Reading) -> list[str]:
    """The times of the messages in UTC."""
    return [f"{m.at.at:%Y-%m-%d %H:%M:%S}" if m.at and m.at.at else "" for m in reading.messages]
