"""Times of a thread on the Danish clock with what stood in the file, and what is said of a stamp there is or is not."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from django.urls import reverse

from tests.bad_input.pages import browser, prose
from tests.evidence.items import kept, read_as
from tests.timestamps.authority import authority
from vaern.evidence.enums import Strength
from vaern.evidence.file_times import danish_time
from vaern.evidence.models import ItemToken, Provenance
from vaern.evidence.readers.shapes import Message, Time
from vaern.evidence.stamping import stamp_items
from vaern.web.casework.evidence_item import strength_says

pytestmark = pytest.mark.django_db

SUMMER = datetime(2024, 6, 4, 13, 31, tzinfo=UTC)
NO_ZONE = "(filen siger ikke tidszonen; læst som dansk tid)"


def thread(*times):
    """The page with a thread whose messages were sent at these times."""
    found = kept(b"beskeder som tekst")
    said = tuple(Message(number, "Rune", f"Besked {number}.", at=at) for number, at in enumerate(times, start=1))
    read_as(found.item, kind="chat.messenger", messages=said)
    client = browser(found.place.henrik)
    client.post(reverse("evidence_open", args=[found.case.number, found.item.id]))
    return prose(client.get(reverse("evidence_view", args=[found.case.number, found.item.id])))


@pytest.mark.row("B04")
def test_messages_of_three_files_stand_on_one_clock_with_their_own_words_after():
    shown = thread(
        Time("sent", SUMMER, words="1717507860000"),
        Time("sent", SUMMER.astimezone(timezone(timedelta(hours=-4))), words="Tue, 04 Jun 2024 09:31:00 -0400"),
        Time("sent", SUMMER + timedelta(seconds=7), words=""),
        Time("sent", datetime(2024, 1, 4, 13, 31, tzinfo=UTC), words="2024-01-04 13:31 UTC"),
    )
    told = (
        "4. juni 2024 kl. 15.31 I filen: 1717507860000",
        "4. juni 2024 kl. 15.31 I filen: Tue, 04 Jun 2024 09:31:00 -0400",
        "4. juni 2024 kl. 15.31.07 Besked 3.",
        "4. januar 2024 kl. 14.31 I filen: 2024-01-04 13:31 UTC",
    )
    assert [one for one in told if one not in shown] == []


def test_time_without_a_zone_says_so_and_one_that_cannot_be_placed_stays_words():
    shown = thread(
        Time("sent", SUMMER, words="04.06.2024 15:31", zone_known=False),
        Time("sent", None, words="i går kl. 21.40"),
    )
    assert (f"4. juni 2024 kl. 15.31 {NO_ZONE} I filen: 04.06.2024 15:31" in shown, "i går kl. 21.40" in shown) == (
        True,
        True,
    )
    assert shown.count("I filen:") == 1


@pytest.mark.parametrize("at", [None, "", "XXXX", "9999-12-31T23:59:59+00:00", "2024-13-40T00:00:00+00:00"])
def test_time_outside_the_calendar_is_not_placed(at):
    assert danish_time({"at": at, "words": "?"}) == ""


@pytest.mark.row("B04")
def test_capture_is_called_time_stamped_only_when_it_is(settings):
    item = kept().item
    row = Provenance(item=item, strength=Strength.SERVER_CAPTURE)
    without = strength_says(row)
    with authority() as tsa:
        settings.TIMESTAMP_URL, settings.TIMESTAMP_ROOTS_FILE = tsa.url, f"{tsa.folder}/ca.pem"
        stamp_items({})
    assert ItemToken.objects.filter(item=item).count() == 1
    settings.TIMESTAMP_URL = ""  # the stamp stands, also when the authority is no longer asked
    assert (without.endswith("Den har intet tidsstempel."), strength_says(row).endswith("Den er tidsstemplet.")) == (
        True,
        True,
    )
