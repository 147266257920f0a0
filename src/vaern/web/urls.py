"""The pages, by task."""

from django.urls import URLPattern, URLResolver, include, path

from vaern.web.catalogue import catalogue

TASKS = ("start", "reporting", "casework", "oversight", "admin")
urlpatterns: list[URLPattern | URLResolver] = [
    path("komponenter/", catalogue, name="catalogue"),
    *(path("", include(f"vaern.web.{task}.urls")) for task in TASKS),
]
