"""Addresses of the way in, and of the pages that all can read."""

from django.urls import path
from django.views.i18n import set_language

from vaern.web.start import demo, pages, signing, way_in

urlpatterns = [
    path("", demo.start, name="start"),
    path("demo/<uuid:person>/", demo.demo_sign_in, name="demo_sign_in"),
    path("log-ind/", signing.sign_in, name="sign_in"),
    path("log-ind/kode/", signing.second_factor, name="second_factor"),
    path("log-ind/kode/billede.svg", signing.second_factor_picture, name="second_factor_picture"),
    path("log-af/", signing.sign_out, name="sign_out"),
    path("invitation/<str:token>/", way_in.invitation, name="invitation"),
    path("faa-hjaelp/", pages.help_page, name="help"),
    path("vejledning/", pages.guidance, name="guidance"),
    path("om/oplysninger/", pages.privacy, name="privacy"),
    path("om/tilgaengelighed/", pages.accessibility, name="accessibility"),
    path("sprog/", set_language, name="language"),
]
