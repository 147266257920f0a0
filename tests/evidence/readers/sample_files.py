"""The sample files that others made, and one way to read them as the product does."""

import os
from pathlib import Path

import pytest

from vaern.evidence.readers import sniff, table
from vaern.evidence.readers.out import Out
from vaern.evidence.readers.shapes import Reading, Source

SAMPLES = Path(os.environ.get("VAERN_SAMPLES") or Path(__file__).parents[4] / "shared" / "samples")


def sampled(name: str) -> Path:
    """The file or folder; the test skips where the samples are not."""
    path = SAMPLES / name
    if not path.exists():
        pytest.skip("the sample files are not here")
    return path


def read_file(path: Path, folder: Path, name: str = "") -> Reading:
    """Read a file through the table, with its parts laid in `folder`."""
    folder.mkdir(exist_ok=True)
    source = Source(path, name or path.name, sniff.media_type(path, name or path.name))
    reading: Reading = table.reader_for(source).read(source, Out(folder))
    return reading


def codes(reading: Reading) -> list[str]:
    """The codes of the warnings, in their order."""
    return [one.code for one in reading.warnings]
