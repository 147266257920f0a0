"""Readers are held to what they read, not to this machine's speed: how long they may take is tested where it is set."""

import time

import pytest

from vaern.evidence.readers import archive_limits, database, mbox, media_ffmpeg, pdf, smime, threads, tnef, unknown

PATIENCE = 30


@pytest.fixture(autouse=True)
def _patient(monkeypatch):
    """Thirty times as long for each reader, since a machine with much else to do may stop for seconds."""
    for reader in (database, media_ffmpeg, pdf, smime, threads, tnef, unknown):
        monkeypatch.setattr(reader, "SECONDS", reader.SECONDS * PATIENCE)
    monkeypatch.setattr(mbox, "MOST_SECONDS", mbox.MOST_SECONDS * PATIENCE)
    monkeypatch.setattr(archive_limits.Budget, "__post_init__", _later)


def _later(budget):
    budget.until = time.monotonic() + budget.seconds * PATIENCE
