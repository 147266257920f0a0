"""What capturing does before a browser is asked, and when the browser fails."""

import json
import subprocess
import sys

import pytest

from tests.evidence.items import kept
from vaern.errors import BadInput
from vaern.evidence.capture import acts
from vaern.evidence.capture.addresses import Inward, public_address
from vaern.evidence.capture.verdict import verdict
from vaern.evidence.enums import CaptureState
from vaern.evidence.models import Capture
from vaern.vault.text import read

pytestmark = pytest.mark.django_db
GOOD = {"text": "Gruppen om skolen", "words": 400, "pictures": 2, "media": 0, "passwords": 0, "over": []}


@pytest.fixture
def one(settings):
    settings.CAPTURE_BROWSER = "/bin/false"
    settings.CAPTURE_ALLOW = ("127.0.0.1:9",)
    return kept()


def asked(one, url="http://127.0.0.1:9/opslag"):
    return acts.ask(case=one.case, by=one.owner, url=url)


def test_process_of_its_own_refuses_what_is_no_public_page(tmp_path):
    request = {"url": "file:///etc/passwd", "out": str(tmp_path), "chromium": "/bin/false"}
    command = [sys.executable, "-P", "-s", "-m", "vaern.evidence.capture.run"]
    done = subprocess.run(command, input=json.dumps(request), capture_output=True, text=True, check=False)
    assert (done.returncode, json.loads(done.stdout)["problem"]) == (0, "inward")
    assert list(tmp_path.iterdir()) == []


def test_browser_that_stops_is_a_capture_that_failed(one):
    row = asked(one)
    acts.job({"capture": str(row.id)})
    row = Capture.objects.get(pk=row.pk)
    assert (row.state, row.verdict, row.item) == (CaptureState.FAILED, ["browser_failed"], None)
    before = row.finished_at
    acts.job({"capture": str(row.id)})
    assert Capture.objects.get(pk=row.pk).finished_at == before


def test_address_is_sealed_and_one_of_no_public_page_is_refused(one):
    assert read(asked(one), "url") == "http://127.0.0.1:9/opslag"
    for url in ("ftp://example.org/", "http://example.org:8080/", "http://maja@example.org/", "ingenting"):
        with pytest.raises(BadInput):
            asked(one, url)
    assert Capture.objects.count() == 1


@pytest.mark.parametrize("answer", [["10.0.0.1"], ["93.184.216.34", "127.0.0.1"], []])
def test_name_that_leads_inward_by_any_of_its_addresses_is_not_visited(answer):
    with pytest.raises(Inward):
        public_address("example.org", 443, ask=lambda _host, _port: answer)


@pytest.mark.parametrize(
    ("change", "more", "codes"),
    [
        ({}, {}, []),
        ({}, {"status": 500}, ["http_error"]),
        ({}, {"status": 403}, ["http_error", "login_wall"]),
        ({"passwords": 1}, {}, ["login_wall"]),
        ({"words": 20, "text": "Du skal logge ind"}, {}, ["login_wall"]),
        ({"words": 0, "pictures": 0, "text": ""}, {}, ["empty"]),
        ({"over": [{"part": 0.4, "text": "Vi bruger cookies"}]}, {}, ["consent_banner"]),
        ({"over": [{"part": 0.9, "text": "Hent vores app"}]}, {}, ["covered"]),
        ({}, {"moved": True, "finished": False}, ["redirected", "not_finished"]),
    ],
)
def test_what_may_be_wrong_with_a_page_is_told(change, more, codes):
    seen = {"status": 200, "moved": False, "finished": True, **more}
    assert verdict({**GOOD, **change}, **seen) == codes
