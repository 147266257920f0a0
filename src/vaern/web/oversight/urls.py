"""Addresses of oversight."""

from django.urls import path

from vaern.web.oversight import pages

urlpatterns = [
    path("noedadgang/brugt/", pages.emergencies, name="emergencies"),
    path("tilsyn/", pages.accounts, name="accounts"),
    path("tilsyn/<str:number>/", pages.account, name="oversight_account"),
    path("tilsyn/<str:number>/pdf/", pages.account_pdf, name="oversight_account_pdf"),
]
