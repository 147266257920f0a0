"""The same account, number or address is the same, however it was written; what many share is nobody's."""

import pytest

from vaern.evidence.identifiers import Known, in_one_form

SAME = [
    ("phone", "+4512345678", ["12345678", "12 34 56 78", "+45 12 34 56 78", "0045 12345678", "(+45) 1234-5678"]),
    ("phone", "+46701234567", ["+46 (0)70-123 45 67", "0046 701234567", "tel:+46701234567"]),
    ("email", "vred@x.invalid", ["Vred@X.invalid", "<vred@x.invalid>", "mailto:vred@x.invalid", " VRED@X.INVALID "]),
    ("account", "vred_borger", ["@Vred_Borger", "vred_borger", "VRED_BORGER.", "\u201cvred_borger\u201d"]),
    ("user_id", "100012345678901", ["100012345678901", "1000 1234 5678 901", "100.012.345.678.901"]),
    (
        "profile_url",
        "facebook.com/vred.borger",
        [
            "https://www.facebook.com/Vred.Borger",
            "m.facebook.com/vred.borger/",
            "facebook.com/vred.borger?ref=ts&fref=ts",
            "HTTPS://WWW.FACEBOOK.COM/vred.borger#top",
            "fb.com/vred.borger/about",
        ],
    ),
    ("profile_url", "x.com/vred", ["https://twitter.com/Vred", "x.com/vred/status/1"]),
    ("profile_url", "youtube.com/channel/UCabcDEF", ["https://www.youtube.com/channel/UCabcDEF/videos"]),
    ("profile_url", "t.me/vred_borger", ["https://t.me/Vred_Borger", "t.me/vred_borger/"]),
]


@pytest.mark.row("G16")
@pytest.mark.parametrize(
    ("kind", "value", "written"), [(kind, value, one) for kind, value, every in SAME for one in every]
)
def test_identifier_is_the_same_however_it_was_written(kind: str, value: str, written: str) -> None:
    assert in_one_form(kind, written) == Known(kind, value)


@pytest.mark.parametrize(
    ("asked", "written", "known"),
    [
        ("url", "https://facebook.com/profile.php?id=100012345678901&ref=x", Known("user_id", "100012345678901")),
        ("profile_url", "facebook.com/100012345678901", Known("user_id", "100012345678901")),
        ("url", "https://www.instagram.com/Vred.Borger/", Known("profile_url", "instagram.com/vred.borger")),
        ("user_id", "@vred.borger", Known("account", "vred.borger")),
        ("user_id", "vred@x.invalid", Known("email", "vred@x.invalid")),
        ("account", "100012345678901", Known("user_id", "100012345678901")),
        ("account", "https://x.com/vred", Known("profile_url", "x.com/vred")),
        ("profile", "@Vred", Known("account", "vred")),
        ("profile", "vred_borger77", Known("account", "vred_borger77")),
        ("profile", "facebook.com/vred.borger", Known("profile_url", "facebook.com/vred.borger")),
        ("profile_url", "@vred", Known("account", "vred")),
        (
            "url",
            "https://www.facebook.com/groups/5551/posts/777?utm_source=a&fbclid=b&z=2&a=1",
            Known("url", "facebook.com/groups/5551/posts/777?a=1&z=2"),
        ),
        ("url", "forum.invalid/Traad/12/", Known("url", "forum.invalid/Traad/12")),
    ],
)
def test_what_is_written_in_another_field_is_known_for_what_it_is(asked: str, written: str, known: Known) -> None:
    assert in_one_form(asked, written) == known


@pytest.mark.parametrize(
    ("kind", "written"),
    [
        ("phone", "hemmeligt nummer"),
        ("phone", "114"),
        ("phone", "010190-1234"),
        ("phone", ""),
        ("email", "vred"),
        ("user_id", "1234"),
        ("user_id", "kurt hansen"),
        ("account", "ab"),
        ("account", "Kurt Hansen"),
        ("profile", "Kurt Hansen"),
        ("profile", "Kurt Hansen 77"),
        ("profile", "Rune"),
        ("profile", "Rune."),
        ("url", "https://www.facebook.com/"),
        ("url", "facebook.com/messages/t"),
        ("url", "instagram.com/direct/inbox/?hl=da"),
        ("url", "javascript:alert(1)"),
        ("url", "https://[x"),
        ("url", "localhost/x"),
        ("name", "Kurt Hansen"),
        ("posted", "i går"),
    ],
)
def test_what_names_nobody_or_too_many_is_no_identifier(kind: str, written: str) -> None:
    assert in_one_form(kind, written) is None
