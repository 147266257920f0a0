"""What is read before the first visitor comes."""

import gc
from pathlib import Path

from django.template import engines

from vaern.rulebook.load import load
from vaern.web.readiness import TEMPLATES, make_ready


def read_templates() -> set[str]:
    (cached,) = engines["django"].engine.template_loaders  # type: ignore[attr-defined]  # Django's own engine has one
    return {template.origin.template_name for template in cached.get_template_cache.values() if template}


def test_every_template_and_the_law_are_read_before_the_first_visitor() -> None:
    load.cache_clear()
    engines["django"].engine.template_loaders[0].reset()  # type: ignore[attr-defined]  # as above
    assert read_templates() == set()
    gc.unfreeze()
    make_ready()
    ours = {path.relative_to(TEMPLATES).as_posix() for path in Path(TEMPLATES).rglob("*.html")}
    assert ours - read_templates() == set()
    assert load.cache_info().currsize == 1
    assert gc.get_freeze_count() > len(load().facts)
