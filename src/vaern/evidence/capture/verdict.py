"""Whether a capture shows the page: no wall to sign in at, not empty, no banner over everything. No Django here."""

from collections.abc import Mapping
from typing import Any

LEAST_WORDS = 8
MOST_COVERED = 0.35
ERROR_FROM = 400
SIGN_IN = (
    "log ind",
    "log på",
    "log in",
    "sign in",
    "login",
    "you must log in",
    "du skal logge ind",
    "create new account",
)
CONSENT = ("cookie", "samtykke", "consent", "accepter alle", "accept all", "tillad alle")

# Asked in the page: what a person would see, and what lies over it.
LOOK = """() => {
  const seen = (one) => { const box = one.getBoundingClientRect(), style = getComputedStyle(one);
    return box.width > 0 && box.height > 0 && style.visibility !== 'hidden' && style.display !== 'none'; };
  const screen = innerWidth * innerHeight;
  const part = (one) => { const box = one.getBoundingClientRect();
    const wide = Math.max(0, Math.min(box.right, innerWidth) - Math.max(box.left, 0));
    const high = Math.max(0, Math.min(box.bottom, innerHeight) - Math.max(box.top, 0));
    return wide * high / screen; };
  const over = [...document.querySelectorAll('body *')].slice(0, 20000).filter((one) => {
    const style = getComputedStyle(one);
    return (style.position === 'fixed' || style.position === 'sticky' || one.tagName === 'DIALOG') && seen(one); });
  const text = (document.body ? document.body.innerText : '').trim();
  return {
    text: text.slice(0, 20000), words: text.split(/\\s+/).filter(Boolean).length,
    pictures: [...document.images].filter((one) => seen(one) && one.naturalWidth > 60).length,
    media: [...document.querySelectorAll('video, canvas, svg, iframe')].filter(seen).length,
    passwords: [...document.querySelectorAll('input[type=password]')].filter(seen).length,
    over: over.map((one) => ({ part: part(one), text: (one.innerText || '').slice(0, 2000) })),
    height: Math.max(document.documentElement.scrollHeight, document.body ? document.body.scrollHeight : 0),
  };
}"""


def verdict(look: Mapping[str, Any], *, status: int, moved: bool, finished: bool) -> list[str]:
    """Codes of what may be wrong; none when it looks good. A person says in the end whether it shows what was seen."""
    text = str(look.get("text", "")).lower()
    words, passwords = int(look.get("words", 0)), int(look.get("passwords", 0))
    asked = passwords > 0 or (words < 150 and any(one in text for one in SIGN_IN))  # noqa: PLR2004 - a wall says little else
    nothing = words < LEAST_WORDS and not look.get("pictures") and not look.get("media")
    found = {
        "http_error": status >= ERROR_FROM,
        "empty": nothing,
        "login_wall": asked or status in (401, 403),
        "consent_banner": any(_is_consent(one) for one in look.get("over", ())),
        "covered": any(one["part"] > MOST_COVERED and not _is_consent(one) for one in look.get("over", ())),
        "redirected": moved,
        "not_finished": not finished,
    }
    return [code for code, holds in found.items() if holds]


def _is_consent(one: Mapping[str, Any]) -> bool:
    text = str(one.get("text", "")).lower()
    return float(one.get("part", 0)) > MOST_COVERED and any(word in text for word in CONSENT)
