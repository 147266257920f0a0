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
  const all = (root) => [...root.querySelectorAll('*')].flatMap((one) =>
    one.shadowRoot ? [one, ...all(one.shadowRoot)] : [one]);
  const stays = (one) => ['fixed', 'sticky'].includes(getComputedStyle(one).position) || one.tagName === 'DIALOG';
  const over = all(document.body || document).slice(0, 20000).filter((one) =>
    (stays(one) || getComputedStyle(one).position === 'absolute') && seen(one) && part(one) > 0.3);
  const text = (document.body ? document.body.innerText : '').trim();
  return {
    text: text.slice(0, 20000), words: text.split(/\\s+/).filter(Boolean).length,
    pictures: [...document.images].filter((one) => seen(one) && one.naturalWidth > 60).length,
    media: [...document.querySelectorAll('video, canvas, svg, iframe')].filter(seen).length,
    passwords: [...document.querySelectorAll('input[type=password]')].filter(seen).length,
    over: over.map((one) => ({ part: part(one), stays: stays(one), text: (one.innerText || '').slice(0, 2000),
      words: (one.innerText || '').split(/\\s+/).filter(Boolean).length })),
    height: Math.max(document.documentElement.scrollHeight, document.body ? document.body.scrollHeight : 0),
  };
}"""


def verdict(
    look: Mapping[str, Any], *, status: int, moved: bool, finished: bool, most_height: int = 1 << 31
) -> list[str]:
    """Codes of what may be wrong; none when it looks good. A person says in the end whether it shows what was seen."""
    text = str(look.get("text", "")).lower()
    words, passwords = int(look.get("words", 0)), int(look.get("passwords", 0))
    asked = passwords > 0 or (words < 150 and any(one in text for one in SIGN_IN))  # noqa: PLR2004 - a wall says little else
    nothing = words < LEAST_WORDS and not look.get("pictures") and not look.get("media")
    found = {
        "http_error": status >= ERROR_FROM,
        "empty": nothing,
        "login_wall": asked or status in (401, 403),
        "consent_banner": any(_is_consent(one, words) for one in look.get("over", ())),
        "covered": any(_covers(one) and not _is_consent(one, words) for one in look.get("over", ())),
        "redirected": moved,
        "not_finished": not finished,
        "cut": int(look.get("height", 0)) > most_height,
    }
    return [code for code, holds in found.items() if holds]


def _covers(one: Mapping[str, Any]) -> bool:
    """Whether it lies over much of the screen and stays there."""
    return float(one.get("part", 0)) > MOST_COVERED and bool(one.get("stays", True))


def _is_consent(one: Mapping[str, Any], page_words: int) -> bool:
    """A layer that asks. What is merely placed is one where it says little of what the page says: many pages are."""
    text, small = str(one.get("text", "")).lower(), int(one.get("words", 0)) * 2 < page_words
    over = _covers(one) or (float(one.get("part", 0)) > MOST_COVERED and small)
    return over and any(word in text for word in CONSENT)
