"""A letter as Markdown: its paragraphs that apply, with every placeholder filled."""

import re
from collections.abc import Mapping

from vaern.errors import BadInput
from vaern.rulebook.logic import YES, evaluate
from vaern.rulebook.shapes import LetterTemplate, Situation

PLACEHOLDER = re.compile(r"\{\{\s*([a-z][a-z0-9_]*)\s*\}\}")


def render(template: LetterTemplate, values: Mapping[str, str], situation: Situation) -> str:
    """The letter's Markdown for the situation.

    A value is put in as it is and never read again as a placeholder. BadInput, naming them, when required placeholders
    of the paragraphs that apply are missing; one that is not required becomes empty.
    """
    text = "".join(
        part
        for when, part in template.parts
        if when is None or evaluate(when, situation.answers, situation.norms) == YES
    )
    missing = [name for name in placeholders_in(text) if not values.get(name, "").strip() and _required(template, name)]
    if missing:
        labels = ", ".join(str(template.placeholders.get(name, {}).get("label", name)) for name in missing)
        raise BadInput(f"Brevet “{template.title}” mangler: {labels}.", todo="Udfyld felterne, og prøv igen.")
    filled = PLACEHOLDER.sub(lambda found: values.get(found[1], "").strip(), text)
    return re.sub(r"\n{3,}", "\n\n", filled).strip() + "\n"


def placeholders_in(text: str) -> tuple[str, ...]:
    """The placeholders of the text, each once, in reading order."""
    return tuple(dict.fromkeys(PLACEHOLDER.findall(text)))


def _required(template: LetterTemplate, name: str) -> bool:
    return bool(template.placeholders.get(name, {}).get("required", True))
