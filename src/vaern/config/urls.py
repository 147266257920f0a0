"""Every address of Værn. Each name here has a row in `vaern.web.access`; one without fails a test."""

from django.urls import include, path

urlpatterns = [path("", include("vaern.web.urls"))]

handler400 = "vaern.web.errors.bad_request"
handler404 = "vaern.web.errors.not_found"
handler500 = "vaern.web.errors.server_error"
