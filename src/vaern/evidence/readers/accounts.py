"""Accounts on the services that Danish cases meet: what in an address names a person or a page."""

import re
from urllib.parse import urlsplit

NOT_NAMES = frozenset(
    """
    home login signup about help privacy terms settings search explore hashtag share sharer sharer.php watch reel reels
    p stories groups events pages marketplace intent i tv legal policies policy accounts dialog plugins photo photo.php
    tos story.php permalink.php people company jobs feed embed results playlist hashtags
    direct inbox messages notifications home.php index.php
    """.split()  # noqa: SIM905 - a list of words
)
NUMBERED = re.compile(
    r"https?://(?:[\w-]+\.)?facebook\.com/"
    r"(?:profile\.php\?(?:[^#]*&)?id=(\d{5,20})|groups/[^/]+/user/(\d{5,20})|people/[^/]+/(\d{5,20}))(?:[/&?#]|$)"
)
NAME = re.compile(r"@?[\w.%-]{2,100}")
PLAIN = ("facebook.com", "instagram.com", "twitter.com", "x.com", "threads.net", "snapchat.com", "github.com")
PREFIXED = {
    "tiktok.com": ("@",),
    "youtube.com": ("@", "user/", "channel/", "c/"),
    "linkedin.com": ("in/", "company/"),
    "reddit.com": ("user/", "u/"),
    "t.me": ("",),
    "bsky.app": ("profile/",),
    "threads.com": ("@",),
    "snapchat.com": ("add/",),
    "trustpilot.com": ("users/",),
}


def account_of(address: str) -> str:
    """The account's own address, or "" where the address names none."""
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").removeprefix("www.").removeprefix("m.").removeprefix("da-dk.")
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https"):
        return ""
    path = parts.path.strip("/")
    if host == "facebook.com" and (number := number_of(address)):
        return f"https://facebook.com/profile.php?id={number}"
    if host == "facebook.com" and path == "profile.php":
        return ""
    return _prefixed(host, path) or _plain(host, path)


def number_of(address: str) -> str:
    """Facebook's own number of the account, which stays when the name is changed; "" where the address has none."""
    found = NUMBERED.match(address)
    return (found[1] or found[2] or found[3]) if found else ""


def _prefixed(host: str, path: str) -> str:
    for prefix in PREFIXED.get(host, ()):
        if path.startswith(prefix):
            name = path[len(prefix) :].partition("/")[0]
            if NAME.fullmatch(name) and name not in NOT_NAMES:
                return f"https://{host}/{prefix}{name}"
    return ""


def _plain(host: str, path: str) -> str:
    name = path.partition("/")[0]
    if host in PLAIN and NAME.fullmatch(name) and name.lower() not in NOT_NAMES:
        return f"https://{host}/{name}"
    return ""
