"""The folder of sealed files: a file appears whole under its name, or not at all."""

import errno
import logging
import os
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import IO, BinaryIO
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from vaern import clock
from vaern.errors import BadInput, IntegrityBroken

log = logging.getLogger(__name__)
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
UNFINISHED = "unfinished"
HELD_BEHIND = 64 * 1024**2  # bytes: what was just written of a large file is held in memory until it is on the disk
LEFT_BEHIND_AFTER = timedelta(days=1)


def place_of(blob_id: UUID) -> Path:
    """Where a sealed file stands."""
    return Path(settings.VAULT_FOLDER) / blob_id.hex[:2] / f"{blob_id.hex}.sealed"


def unfinished_place_of(blob_id: UUID) -> Path:
    """Where it is written until it is whole."""
    return Path(settings.VAULT_FOLDER) / UNFINISHED / f"{blob_id.hex}.part"


def begin(blob_id: UUID) -> BinaryIO:
    """A new file to write to, readable by its owner alone; FileExistsError when the id is already being written."""
    path = unfinished_place_of(blob_id)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb", buffering=0)


def finish(blob_id: UUID, handle: BinaryIO) -> None:
    """Wait until the disk holds every byte, then give the file its name."""
    place = place_of(blob_id)
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.fsync(handle.fileno())
    handle.close()
    unfinished_place_of(blob_id).rename(place)
    _sync_folder(place.parent)


def abandon(blob_id: UUID, handle: BinaryIO) -> None:
    """Leave nothing of a file that was never finished."""
    handle.close()
    unfinished_place_of(blob_id).unlink(missing_ok=True)


def reopen(blob_id: UUID) -> BinaryIO:
    """An unfinished file, to go on with; BadInput when it was swept away."""
    try:
        return unfinished_place_of(blob_id).open("r+b", buffering=0)
    except FileNotFoundError:
        raise swept_away() from None


def swept_away() -> BadInput:
    """What was sent of a file is no longer all there."""
    return BadInput(
        _("The beginning of the file is no longer here."),
        _("A file that is only half sent is kept for a day."),
        _("Add the file once more."),
    )


def is_unfinished(blob_id: UUID) -> bool:
    """Whether the file has not got its name yet."""
    return not place_of(blob_id).exists()


def give_up(blob_id: UUID) -> None:
    """Leave nothing of a file that is on its way."""
    unfinished_place_of(blob_id).unlink(missing_ok=True)


def write_all(handle: BinaryIO, data: bytes | memoryview) -> None:
    """Every byte, also where the system takes fewer at a time."""
    left = memoryview(data)
    while left:
        left = left[handle.write(left) :]


def write_on(handle: BinaryIO, data: bytes | memoryview) -> None:
    """Every byte, and let the disk begin with them, without waiting: less is left to wait for at the end.

    What was written a good while before is on the disk by now and is let go from the machine's memory, so that a film
    of 2 GiB neither asks for as much memory nor drives out what others read.
    """
    place = handle.tell()
    write_all(handle, data)
    if hasattr(os, "posix_fadvise"):
        os.posix_fadvise(handle.fileno(), place, len(data), os.POSIX_FADV_DONTNEED)
        if place > HELD_BEHIND:
            os.posix_fadvise(handle.fileno(), 0, place - HELD_BEHIND, os.POSIX_FADV_DONTNEED)


def open_file(blob_id: UUID) -> BinaryIO:
    """A sealed file to read; IntegrityBroken when it is gone."""
    try:
        return place_of(blob_id).open("rb")
    except FileNotFoundError:
        raise IntegrityBroken(
            _("A sealed file is missing."),
            _("The row says that it was received, but the vault folder does not hold it."),
            _("Restore the vault folder from a backup."),
        ) from None


def delete(blob_id: UUID) -> None:
    """Take a sealed file away."""
    place_of(blob_id).unlink(missing_ok=True)


def all_ids() -> Iterator[UUID]:
    """Every sealed file in the folder."""
    for path in Path(settings.VAULT_FOLDER).glob("??/*.sealed"):
        yield UUID(hex=path.stem)


def put_back(blob_id: UUID, sealed: IO[bytes]) -> None:
    """A sealed file from a backup, in its own place and readable by its owner alone. FileExistsError where one is."""
    place = place_of(blob_id)
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        shutil.copyfileobj(sealed, out)


def age_of(path: Path) -> timedelta:
    """How long ago a file was last written."""
    return timedelta(seconds=clock.now().timestamp() - path.stat().st_mtime)


def sweep_unfinished() -> int:
    """Remove what a crash left half-written more than a day ago."""
    folder = Path(settings.VAULT_FOLDER) / UNFINISHED
    left = [path for path in folder.glob("*.part") if age_of(path) > LEFT_BEHIND_AFTER]
    for path in left:
        path.unlink()
    return len(left)


def no_room(error: OSError) -> BadInput | OSError:
    """What to tell the one who uploads: the disk is full, or the folder cannot be written. A taken id as it is."""
    if isinstance(error, FileExistsError):
        return error
    log.error("The vault folder: %s", error.strerror)
    full = error.errno in FULL
    return BadInput(
        _("The file could not be saved: there is no room on the disk.")
        if full
        else _("The file could not be saved: the place for files cannot be written just now."),
        _("Nothing of it was kept, and what was saved before is untouched."),
        _("Keep the file. Try again later, or call the one who runs Værn."),
    )


def _sync_folder(folder: Path) -> None:
    """Make the new name itself last through a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
