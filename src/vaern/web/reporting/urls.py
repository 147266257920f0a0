"""Addresses of telling, the receipt and one's own cases."""

from django.urls import path

from vaern.web.reporting import drafts, files, following

urlpatterns = [
    path("fortael/", drafts.start, name="report_start"),
    path("fortael/<uuid:report>/", drafts.draft, name="report_draft"),
    path("fortael/<uuid:report>/gem/", drafts.autosave, name="report_autosave"),
    path("fortael/<uuid:report>/filer/modtag/", files.upload_begin, name="report_upload_begin"),
    path("fortael/<uuid:report>/filer/modtag/<uuid:upload>/", files.upload_go_on, name="report_upload_go_on"),
    path("fortael/<uuid:report>/filer/<uuid:item>/fjern/", files.remove, name="report_remove_file"),
    path("kvittering/<str:number>/", following.receipt, name="receipt"),
    path("mine-sager/", following.my_cases, name="my_cases"),
    path("mine-sager/<str:number>/", following.my_case, name="my_case"),
    path("mine-sager/<str:number>/hvem-har-laest/", following.who_has_read, name="my_case_log"),
    path("mine-sager/<str:number>/ja-eller-nej/", following.accept, name="my_accept"),
]
