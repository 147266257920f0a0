"""A page is captured in a real Chromium, sealed with its files, judged, and confirmed by a person."""

import hashlib
import io
import json
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from django.conf import settings
from django.test import override_settings
from PIL import Image
from warcio.archiveiterator import ArchiveIterator

from tests.evidence.capture.site import LONG, site
from tests.evidence.items import kept
from vaern.errors import BadInput, NotNow
from vaern.evidence import provenance
from vaern.evidence.capture import acts
from vaern.evidence.capture.browser import MOST_HEIGHT, capture
from vaern.evidence.capture.gate import Rules
from vaern.evidence.capture.verdict import verdict
from vaern.evidence.models import Capture
from vaern.evidence.queries import items_of
from vaern.jobs.models import Job
from vaern.vault.blobs import read_whole
from vaern.vault.text import read

CHROMIUM = settings.CAPTURE_BROWSER
# Not marked `browser`: those share one Chromium, and a process can hold no other beside it.
browser_here = pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="there is no Chromium here")
LEAVES_ITS_QUERY = "<script>history.replaceState(null, '', location.pathname)</script>"
ENOUGH = "<!doctype html><title>Side</title><p>Mange ord her, så siden ikke er tom, slet ikke, og lidt til.</p>"
ALL_OVER = "left:0;top:0;width:100vw;height:100vh;background:#fff"
ASKS = "Vi bruger cookies. Accepter alle</div>"
SHADOW = (
    f"<div id=h></div><script>h.attachShadow({{mode: 'open'}}).innerHTML = `<div style='position:fixed;{ALL_OVER}'>"
)
SHADOW += f"{ASKS}`</script>"


@pytest.fixture(scope="module")
def there():
    with site() as running:
        yield running


def captured(there, path, out, **pages):
    """One page of the site."""
    there.pages.update(pages)
    return capture(there.at(path), out, chromium=CHROMIUM, rules=Rules(allowed=frozenset({there.host})))


@browser_here
@pytest.mark.row("B04")
def test_page_becomes_picture_pdf_mhtml_dom_and_archive(there, tmp_path):
    made = captured(there, "/god", tmp_path)
    assert (made.problem, made.verdict, made.title, made.status) == ("", [], "Gruppen om skolen", 200)
    assert Image.open(tmp_path / made.files["png"]).width == 1280
    assert (tmp_path / made.files["pdf"]).read_bytes()[:5] == b"%PDF-"
    assert "Jeg ved hvor din sagsbehandler bor" in (tmp_path / made.files["html"]).read_text()
    assert "multipart/related" in (tmp_path / made.files["mhtml"]).read_text()
    with zipfile.ZipFile(tmp_path / made.files["wacz"]) as wacz:
        package = json.loads(wacz.read("datapackage.json"))
        for part in package["resources"]:
            assert part["hash"] == "sha256:" + hashlib.sha256(wacz.read(part["path"])).hexdigest()
        digest = json.loads(wacz.read("datapackage-digest.json"))["hash"]
        assert digest == "sha256:" + hashlib.sha256(wacz.read("datapackage.json")).hexdigest()
        records = [
            (row.rec_type, row.rec_headers.get_header("WARC-Target-URI"), row.content_stream().read())
            for row in ArchiveIterator(io.BytesIO(wacz.read("archive/data.warc.gz")), check_digests="raise")
        ]
    answers = {url: body for kind, url, body in records if kind == "response"}
    assert b"Rune: Jeg ved hvor" in answers[there.at("/god")]
    assert there.at("/billede.svg") in answers


@browser_here
@pytest.mark.parametrize(
    ("path", "codes"),
    [
        ("/tom", ["empty"]),
        ("/login", ["empty", "login_wall"]),
        ("/samtykke", ["consent_banner"]),
        ("/d%C3%A6kket", ["covered"]),
        ("/fejl", ["http_error"]),
    ],
)
def test_capture_that_may_be_bad_says_why(there, tmp_path, path, codes):
    there.pages["/d%C3%A6kket"] = there.pages["/dækket"]
    assert set(captured(there, path, tmp_path).verdict) >= set(codes[-1:])


def answered(folder) -> list[str]:
    """The addresses that the archive has an answer of."""
    with zipfile.ZipFile(folder / "side.wacz") as wacz:
        rows = ArchiveIterator(io.BytesIO(wacz.read("archive/data.warc.gz")))
        return [row.rec_headers.get_header("WARC-Target-URI") for row in rows if row.rec_type == "response"]


@browser_here
@pytest.mark.row("B04")
@pytest.mark.parametrize(
    "leads",
    [
        lambda url: (302, {"Location": url}, ""),
        lambda url: (200, {}, f"{ENOUGH}<script>location = '{url}'</script>"),
        lambda url: (200, {}, f"{ENOUGH}<meta http-equiv=refresh content='0;url={url}'>"),
    ],
)
def test_redirect_inward_is_refused_and_nothing_is_kept(there, tmp_path, leads):
    with site() as inner:
        made = captured(there, "/ind", tmp_path, **{"/ind": leads(inner.at("/god"))})
        assert (inner.asked, made.problem, made.files) == ([], "inward", {})


@browser_here
def test_page_that_leads_on_to_where_nothing_answers_is_no_capture(there, tmp_path):
    leads = (200, {}, f"{ENOUGH}<script>location = 'http://127.0.0.1:4443/'</script>")
    there.pages["/videre"] = leads
    rules = Rules(allowed=frozenset({there.host, "127.0.0.1:4443"}))
    made = capture(there.at("/videre"), tmp_path, chromium=CHROMIUM, rules=rules)
    assert (made.problem, made.files) == ("no_answer", {})


@browser_here
def test_archive_holds_no_answer_that_no_host_gave(there, tmp_path):
    with site() as inner:
        pictures = f"<img src='{inner.at('/a.png')}'><img src='http://127.0.0.1:4443/b.png'>"
        there.pages["/dele"] = (200, {}, ENOUGH + pictures)
        rules = Rules(allowed=frozenset({there.host, "127.0.0.1:4443"}))
        made = capture(there.at("/dele"), tmp_path, chromium=CHROMIUM, rules=rules)
    assert (made.problem, made.verdict) == ("", ["parts_refused"])
    assert answered(tmp_path) == [there.at("/dele")]


@browser_here
def test_file_instead_of_a_page_is_said(there, tmp_path):
    file = (200, {"Content-Type": "application/zip", "Content-Disposition": "attachment; filename=a.zip"}, "PK")
    assert captured(there, "/fil", tmp_path, **{"/fil": file}).problem == "download"


@browser_here
def test_page_longer_than_its_picture_says_so(there, tmp_path):
    made = captured(there, "/lang", tmp_path, **{"/lang": (200, {}, f"{ENOUGH}<div style='height:40000px'></div>")})
    assert made.verdict == ["cut"]
    assert Image.open(tmp_path / "skaerm.png").height == MOST_HEIGHT


@browser_here
@pytest.mark.parametrize(
    ("layer", "codes"),
    [
        (f"<div style='position:absolute;{ALL_OVER}'>{ASKS}", ["consent_banner"]),
        (SHADOW, ["consent_banner"]),
        (f"<div style='position:fixed;bottom:0;width:100%;height:20%'>{ASKS}", []),
        (f"<div style='position:absolute;{ALL_OVER}'>{LONG} Læs om cookies her. {LONG}</div>", []),
    ],
)
def test_consent_is_seen_however_it_is_laid_over_the_page(there, tmp_path, layer, codes):
    words = "" if "Læs om" in layer else LONG
    assert captured(there, "/lag", tmp_path, **{"/lag": (200, {}, words + layer)}).verdict == codes


@browser_here
@pytest.mark.row("B04")
def test_what_a_page_fetches_inward_is_refused(there, tmp_path):
    with site() as inner:
        made_of = [f"<{tag} src='{inner.at('/billede.svg')}'></{tag}>" for tag in ("img", "iframe", "script", "video")]
        scripts = f"fetch('{inner.at('/hent')}', {{mode: 'no-cors'}}); new WebSocket('ws://{inner.host}/ws');"
        scripts += f"navigator.sendBeacon('{inner.at('/spor')}')"
        made_of += [f"<link rel=stylesheet href='{inner.at('/stil')}'>", f"<script>{scripts}</script>"]
        words = "<!doctype html><title>Snu</title><p>Mange ord her, så siden ikke er tom, slet ikke.</p>"
        page = (200, {}, words + "".join(made_of))
        made = captured(there, "/snu", tmp_path, **{"/snu": page})
        assert (made.problem, made.verdict, inner.asked) == ("", ["parts_refused"], [])
        assert inner.host in made.refused
        assert not [url for url in answered(tmp_path) if inner.host in url]


@browser_here
def test_page_inward_is_not_opened_at_all(tmp_path):
    with site() as inner:
        made = capture(inner.at("/god"), tmp_path, chromium=CHROMIUM, rules=Rules())
        assert (made.problem, inner.asked, list(tmp_path.iterdir())) == ("inward", [], [])


@browser_here
@pytest.mark.row("B04")
@pytest.mark.parametrize(
    ("asked", "leads_to", "codes"),
    [
        ("/opslag/7", "/god", ["redirected"]),
        ("/opslag/8?id=8", "/opslag/8", ["redirected"]),
        ("/opslag/9?a=1&b=2", "/opslag/9/?b=2&a=1", []),
    ],
)
def test_post_that_leads_to_another_page_of_its_host_is_said(there, tmp_path, asked, leads_to, codes):
    pages = {leads_to.split("?")[0]: there.pages["/god"], asked.split("?")[0]: (302, {"Location": leads_to}, "")}
    if asked.split("?")[0] == leads_to:
        pages = {leads_to: (200, {}, LEAVES_ITS_QUERY + there.pages["/god"][2])}
    assert captured(there, asked, tmp_path, **pages).verdict == codes


@browser_here
def test_network_that_is_set_is_refused_by_the_captures_own_process():
    own = override_settings(CAPTURE_BROWSER=CHROMIUM, CAPTURE_REFUSE=["93.184.216.0/24"])
    with own, TemporaryDirectory() as folder:  # a short path, as the worker's: the browser puts a socket there
        made = acts.run("http://93.184.216.34/", Path(folder))
    refused = "93.184.216.34:80" in made.refused
    assert (made.problem, "93.184.216.34" in made.reached, refused) == ("inward", False, True)


@browser_here
def test_page_that_does_not_answer_is_said(tmp_path):
    rules = Rules(allowed=frozenset({"127.0.0.1:1"}))
    assert capture("http://127.0.0.1:1/", tmp_path, chromium=CHROMIUM, rules=rules).problem == "no_answer"


@browser_here
@pytest.mark.row("B04")
@pytest.mark.django_db
def test_worker_seals_the_capture_and_a_person_confirms_it(there):
    one = kept()
    with override_settings(CAPTURE_ALLOW=[there.host], CAPTURE_BROWSER=CHROMIUM):
        row = acts.ask(case=one.case, by=one.owner, url=there.at("/god"))
        with pytest.raises(NotNow):
            acts.confirm(row=row, by=one.owner)
        assert Job.objects.filter(name=acts.JOB, details__capture=str(row.id)).count() == 1
        acts.job({"capture": str(row.id)})
        acts.job({"capture": str(row.id)})
    row = Capture.objects.get()
    item = row.item
    assert (row.state, row.verdict, item.received_from_id) == ("done", [], one.owner.person_id)
    assert [read(inside, "name") for inside in item.inside.order_by("number")] == [
        "skaerm.png",
        "side.pdf",
        "side.mhtml",
        "dom.html",
    ]
    assert read_whole(item.blob)[:2] == b"PK"
    said = provenance.said_in(provenance.newest_of(item))
    assert (said["url"], "Chromium" in said["software"]) == (there.at("/god"), True)
    assert provenance.is_captured(item.inside.first()) is True
    acts.confirm(row=row, by=one.owner)
    row.refresh_from_db()
    assert row.confirmed_by_id == one.owner.person_id


@browser_here
@pytest.mark.django_db
def test_capture_that_cannot_be_is_said_and_leaves_nothing():
    one = kept()
    with override_settings(CAPTURE_ALLOW=["127.0.0.1:1"], CAPTURE_BROWSER=CHROMIUM):
        row = acts.ask(case=one.case, by=one.owner, url="http://127.0.0.1:1/")
        acts.job({"capture": str(row.id)})
    row.refresh_from_db()
    assert (row.state, row.verdict, items_of(one.case).count()) == ("failed", ["no_answer"], 1)


@pytest.mark.django_db
def test_asking_for_what_cannot_be_captured_is_refused():
    one = kept()
    with override_settings(CAPTURE_BROWSER="/findes/ikke"), pytest.raises(NotNow):
        acts.ask(case=one.case, by=one.owner, url="https://www.example.com/")
    for url in ("http://user@example.com", "ftp://example.com", "http://127.0.0.1:9/", "x"):
        with pytest.raises(BadInput):
            acts.ask(case=one.case, by=one.owner, url=url)
    assert Capture.objects.count() == 0


def test_browser_that_stops_is_said(tmp_path):
    with override_settings(CAPTURE_BROWSER="/bin/false", CAPTURE_ALLOW=["127.0.0.1:1"]):
        assert acts.run("http://127.0.0.1:1/", tmp_path).problem == "browser_failed"


def test_verdict_names_what_is_wrong():
    good = {"text": "ord " * 300, "words": 300, "pictures": 1, "over": []}
    assert verdict(good, status=200, moved=False, finished=True) == []
    assert verdict(good, status=403, moved=True, finished=False) == [
        "http_error",
        "login_wall",
        "redirected",
        "not_finished",
    ]
