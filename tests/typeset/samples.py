"""One document of each kind, with invented people."""

from pathlib import Path
from typing import Any

from vaern.typeset.blocks import from_markdown, paragraph, table

LETTER_TEXT = (Path(__file__).parent / "letter.md").read_text(encoding="utf-8")


def letter(**changes: Any) -> dict[str, Any]:
    return {
        "dated": "2026-11-19",
        "organisation": "Lindsø Kommune",
        "unit": "Familieafdelingen",
        "sender_lines": ["Rådhuspladsen 1", "9999 Lindsø"],
        "case_number": "V-2026-K7Q4",
        "letter_kind": "Anmodning og vejledning",
        "addressee": ["Rune Thybo", "Havrevænget 7", "9999 Lindsø"],
        "title": "Om din kontakt til vores medarbejder",
        "blocks": from_markdown(LETTER_TEXT),
        "signature": {"name": "Henrik Solbjerg", "role": "afdelingsleder"},
        "contact": {
            "title": "Hvem du kan kontakte",
            "lines": ["Ditte Sørup, din nye rådgiver", "12 34 56 20, mandag til fredag kl. 9 til 12"],
        },
    } | changes


UNITS = [
    ("Familieafdelingen", "34", "9"),
    ("Jobcenter", "29", "8"),
    ("Borgerservice", "17", "6"),
    ("I alt", "80", "23"),
]

QUESTIONS = [
    "Hvilke retningslinjer følger I?",
    "Hvordan beslutter I, om en sag skal anmeldes til politiet, og hvad gør det ensartet?",
    "Får borgeren vejledning eller en advarsel først?",
    "Hvordan dokumenterer I adfærden på digitale medier?",
    "Hvad dokumenteres, hvordan og hos hvem?",
    "Hvornår anmelder I som arbejdsulykke?",
]

ANSWER = """
Alle sager følger de samme otte punkter, og to personer godkender. I perioden blev 80 sager registreret og 23 anmeldt.

- I alle 23 sager var en jurist spurgt.
- I 17 af 23 sager var borgeren vejledt eller advaret først.

> Vi vejledte ikke først, fordi beskeden indeholdt en trussel.
"""


def account(**changes: Any) -> dict[str, Any]:
    return {
        "dated": "2026-11-19",
        "organisation": "Lindsø Kommune",
        "unit": "Velfærd",
        "case_number": "V-2026-K7Q4",
        "title": "Redegørelse til borgerrådgiveren",
        "meta": [["Periode", "1. oktober 2025 til 30. september 2026"], ["Udgave", "Til tilsynet, uden navne"]],
        "intro": [paragraph("Seks spørgsmål, besvaret ud fra det, der står i sagerne.")],
        "questions": [{"question": question, "answer": from_markdown(ANSWER)} for question in QUESTIONS],
        "tables": [
            table(["Enhed", "Sager", "Anmeldt"], UNITS, caption="Sager efter enhed"),
            paragraph("Tal under 5 er skjult."),
        ],
        "appendices": [
            {"title": "Retningslinje for digital chikane", "note": "Udgave 5, 4. februar 2026"},
            {"title": "De otte punkter"},
        ],
    } | changes


def page(**changes: Any) -> dict[str, Any]:
    return {
        "dated": "2026-11-19",
        "organisation": "Lindsø Kommune",
        "title": "Beredskabsplan",
        "meta": [["Gælder for", "Familieafdelingen"]],
        "sections": [
            {"title": "Første døgn", "blocks": from_markdown("1. Ring til medarbejderen.\n2. Sikr beviserne.\n")},
            {"title": "Senere", "blocks": from_markdown("Tal sammen igen.\n\n---\n\n### Efter en måned\n\nSpørg.")},
        ],
    } | changes
