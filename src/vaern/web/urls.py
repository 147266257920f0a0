"""The pages, by task."""

from django.urls import URLPattern, URLResolver, path

from vaern.web.catalogue import catalogue

urlpatterns: list[URLPattern | URLResolver] = [
    path("komponenter/", catalogue, name="catalogue"),
]
