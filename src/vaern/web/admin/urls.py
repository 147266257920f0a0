"""Addresses of the organisation and of the running of the system."""

from django.urls import path

from vaern.web.admin import absences, corrections, importing, operations, organisation, persons

urlpatterns = [
    path("organisation/", organisation.people, name="people"),
    path("organisation/enheder/<uuid:unit>/", organisation.unit_page, name="unit"),
    path("organisation/enheder/<uuid:unit>/luk/", corrections.unit_close, name="unit_close"),
    path("organisation/personer/ny/<uuid:unit>/", organisation.person_add, name="person_add"),
    path("organisation/personer/<uuid:person>/", persons.person_page, name="person"),
    path("organisation/personer/<uuid:person>/ret/", corrections.person_correct, name="person_correct"),
    path("organisation/personer/<uuid:person>/stopper/", corrections.person_left, name="person_left"),
    path("organisation/personer/<uuid:person>/invitation/", persons.invite_person, name="invite"),
    path("organisation/personer/<uuid:person>/kode/", persons.reset, name="second_factor_reset"),
    path("organisation/roller/<uuid:role>/slut/", persons.role_end, name="role_end"),
    path("organisation/indlaes/", importing.import_file, name="import_people"),
    path("mit-fravaer/", absences.my_absence, name="my_absence"),
    path("mit-fravaer/<uuid:absence>/slut/", absences.absence_end, name="absence_end"),
    path("drift/", operations.jobs, name="jobs"),
    path("drift/<int:job>/igen/", operations.job_retry, name="job_retry"),
]
