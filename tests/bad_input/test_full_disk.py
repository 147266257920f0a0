"""A disk without room: said in Danish, nothing half-written stays, and what was typed is on the page."""

import resource
import signal

import pytest
from django.conf import settings as django_settings
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse

from tests.bad_input.pages import browser, post, prose, text
from tests.factories.cases import MONDAY, draft, picture, sent, workplace
from tests.factories.uploads import by_pieces
from vaern import clock
from vaern.audit.verify import verify_all
from vaern.cases.models import Case
from vaern.evidence.queries import items_in
from vaern.process.opening import SAME_LOOK
from vaern.vault import storage
from vaern.vault.text import read

FULL = """
CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100'; END $$;
"""


class NoRoom:
    """The database itself says that there is no room: SQLite by its limit of pages, PostgreSQL by its own error."""

    def __enter__(self):
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute("VACUUM")
                pages = cursor.execute("PRAGMA page_count").fetchone()[0]
                cursor.execute(f"PRAGMA max_page_count = {pages}")
                return
            cursor.execute(FULL)
            for table in ("cases_report", "cases_case", "audit_event"):
                cursor.execute(f"CREATE TRIGGER no_room BEFORE INSERT OR UPDATE ON {table} EXECUTE FUNCTION no_room()")

    def __exit__(self, *_fault):
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute("PRAGMA max_page_count = 1073741823")
                return
            cursor.execute("DROP FUNCTION no_room() CASCADE")


@pytest.fixture
def little_room():
    """The system lets no file grow past 1.5 MiB: the same refusal as a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_500_000, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)
    signal.signal(signal.SIGXFSZ, ignored)


@pytest.fixture
def no_folder(tmp_path, settings):
    """A storage folder in which nothing can be made, whoever asks: a file stands in its place."""
    (tmp_path / "vault").write_text("not a folder")
    settings.VAULT_FOLDER = tmp_path / "vault"


@pytest.mark.django_db
def test_file_without_room_is_refused_and_the_words_are_kept(place, little_room):
    client, report = browser(place.maja), draft(place.maja)
    before, unfinished = set(storage.all_ids()), django_settings.VAULT_FOLDER / storage.UNFINISHED
    parts = set(unfinished.glob("*.part"))
    files = [SimpleUploadedFile("a.png", b"x" * 4_000_000), SimpleUploadedFile("b.png", picture())]
    answer = post(client, report, "send", words="Disken er fuld.", files=files)
    report.refresh_from_db()
    says = " ".join(map(str, get_messages(answer.wsgi_request)))
    assert ("ikke plads på disken" in says, read(report, "words"), report.sent_at) == (True, "Disken er fuld.", None)
    assert (items_in(report).count(), len(set(storage.all_ids()) - before)) == (1, 1)
    assert set(unfinished.glob("*.part")) - parts == set()


@pytest.mark.django_db
def test_storage_that_cannot_be_written_is_said_and_the_words_are_kept(place, no_folder):
    client, report = browser(place.maja), draft(place.maja)
    answer = post(client, report, "send", words="Ordene bliver.", files=[SimpleUploadedFile("a.png", picture())])
    report.refresh_from_db()
    says = " ".join(map(str, get_messages(answer.wsgi_request)))
    assert ("kan ikke skrives" in says, read(report, "words"), report.sent_at) == (True, "Ordene bliver.", None)
    upload = by_pieces(client, reverse("report_upload_begin", args=[report.id]), picture())
    assert (upload.status_code, "kan ikke skrives" in upload.json()["refused"]) == (422, True)


@pytest.mark.django_db(transaction=True)
def test_database_without_room_keeps_what_was_typed_on_the_page_and_goes_on_afterwards():
    with clock.travel(MONDAY):
        place = workplace()
        client, report = browser(place.maja), draft(place.maja, words="Gemt før.")
        long = "Skrevet nu. " * 4000
        with NoRoom():
            answer = post(client, report, "send", words=long, recipients=["leader"])
            saving = client.post(
                reverse("report_autosave", args=[report.id]),
                {"words": long, "revision": report.revision},
                headers={"Accept": "application/json"},
            )
        report.refresh_from_db()
        assert (answer.status_code, "Skrevet nu. Skrevet nu." in text(answer)) == (503, True)
        assert "kunne ikke gemmes lige nu" in prose(answer)
        assert (saving.status_code, "revision" in saving.json()) == (503, False)
        assert (read(report, "words"), report.sent_at, report.case.state) == ("Gemt før.", None, "draft")
        assert post(client, report, "send", words=long, recipients=["leader"]).status_code == 302
        assert (Case.objects.count(), verify_all().holds) == (1, True)


def look(client, case, number):
    """A look that is an event of its own, since the one before is long enough ago."""
    with clock.travel(MONDAY + number * SAME_LOOK):
        return client.get(reverse("case", args=[case.number]))


@pytest.mark.django_db(transaction=True)
def test_page_that_cannot_be_noted_as_read_is_not_shown_half():
    """Opening a case is an event. Without room for it the page is not shown, and the chain is whole."""
    with clock.travel(MONDAY):
        place = workplace()
        case = sent(place.maja).case
        client = browser(place.henrik)
        with NoRoom():
            answers = [look(client, case, number) for number in range(60)]
        assert answers[-1].status_code == 503
        assert "Værn holder en kort pause" in prose(answers[-1]) or "hviler" in prose(answers[-1])
        assert (client.get(reverse("case", args=[case.number])).status_code, verify_all().holds) == (200, True)
