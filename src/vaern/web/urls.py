"""The pages, by task."""


from django.urls import URLPattern, URLResolver, include, path

from vaern.web.catalogue import catalogue


def _there(task: str) -> bool:
    try:
        __import__(f"vaern.web.{task}.urls")
    except ImportError:
        return False
    return True


TASKS = ("start", "reporting", "casework", "oversight", "admin")
urlpatterns: list[URLPattern | URLResolver] = [
    path("komponenter/", catalogue, name="catalogue"),
    *(path("", include(f"vaern.web.{task}.urls")) for task in TASKS if _there(task)),
]
