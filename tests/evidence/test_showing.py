"""What may be shown of an item: always a derived copy."""

from pathlib import Path

import pytest

from tests.bad_input.pages import samples
from tests.evidence.items import THREAD, kept, read_as
from vaern.errors import BadInput, NotNow
from vaern.evidence import actions, reading, redaction, showing
from vaern.evidence.models import DerivedFile
from vaern.evidence.queries import custody_of
from vaern.evidence.readers.shapes import Message, Part, Text
from vaern.vault.blobs import Sealer
from vaern.vault.text import seal_into

pytestmark = pytest.mark.django_db


def part(item, data, kind, name="1"):
    sealer = Sealer(item.vault_scope)
    sealer.write(data)
    row = DerivedFile(item=item, part=name, blob=sealer.finish(), media_type=kind)
    seal_into(row, name="del", sha256=sealer.sha256)
    row.save()


def test_picture_is_shown_as_a_data_address():
    one = kept()
    shown = showing.open_and_note(one.item, one.owner)
    assert (len(shown.pictures), shown.pictures[0][:23]) == (1, "data:image/jpeg;base64,")
    assert [entry.act for entry in custody_of(one.item)] == ["received", "viewed"]


def test_thread_is_shown_as_words():
    one = kept(b"beskeder som tekst")
    read_as(one.item, **THREAD)
    shown = showing.show(one.item)
    assert shown.messages[0]["text"] == "Jeg ved hvor dine børn går i skole."
    assert shown.texts == ["Jeg holder øje med dig hver dag."]


def test_parts_are_shown_by_their_kind():
    one = kept(b"en pakke")
    part(one.item, b"<p onclick=x>Hej<script>alert(1)</script><img src=//x.invalid/1.png></p>", "text/html")
    part(one.item, "blåbær".encode(), "text/plain", "2")
    part(one.item, b"MZ", "application/octet-stream", "3")
    assert showing.show(one.item, "1").markup == "<p>Hej</p>"
    assert showing.show(one.item, "2").texts == ["blåbær"]
    for name in ("3", "4"):
        with pytest.raises(BadInput):
            showing.show(one.item, name)


def test_what_may_harm_or_says_nothing_is_not_shown():
    one = kept(b"MZ\x00\x01")
    with pytest.raises(NotNow):
        showing.show(one.item)
    read_as(one.item, kind="program")
    with pytest.raises(BadInput):
        showing.show(one.item)
    read_as(one.item, **THREAD)
    reading.quarantine(one.item)
    with pytest.raises(BadInput):
        showing.show(one.item)


def test_picture_that_was_set_apart_is_not_drawn_in_any_way():
    one = kept()
    reading.quarantine(one.item)
    area = [(10.0, 10.0, 20.0, 20.0)]
    for draws in (
        lambda: actions.view(one.item, one.owner),
        lambda: actions.copy_without_position(one.item, one.owner),
        lambda: redaction.redact_picture(item=one.item, by=one.owner, areas=area, reason="Andres børn."),
    ):
        with pytest.raises(BadInput):
            draws()
    assert [entry.act for entry in custody_of(one.item)] == ["received", "quarantined"]


@pytest.mark.samples
def test_hostile_strings_are_washed_to_words():
    folder: Path = samples("adversarial/strings")
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.stat().st_size < 2_000_000:
            clean = showing.washed(path.read_text(errors="replace")).lower()
            assert not any(bad in clean for bad in ("<script", "<img", "<iframe", "<svg", "<a ", "<link", "<style")), (
                path
            )


def test_words_of_a_message_are_said_once_and_attachments_by_name():
    one = kept(b"en mail")
    mail = Message(1, "Rune", "Svar mig.", attachments=("1", "9"))
    read_as(
        one.item,
        kind="mail.eml",
        messages=(mail,),
        texts=(Text("Svar mig.\n"),),
        parts=(Part("1", "attachment", "hus.png"),),
    )
    shown = showing.show(one.item)
    assert (shown.texts, shown.messages[0]["attachments"]) == ([], ["hus.png", "9"])
