"""The catalogue: every component in every state, with invented people. For those who build and those who check."""

from dataclasses import replace

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.utils.translation import gettext_lazy as _

from vaern.web.parts import Act, Cell, Clock, EvidenceRow, GateRow, Moment, PlanStep, Seal, Table, Track
from vaern.web.widgets import ChipCheckboxes, ChipRadio

CASE = "V-2026-K7Q4"
PRINT = "7f3a5d0e9b1c4f7f3a5d0e9b1c4f7f3a5d0e9b1c4f7f3a5d0e9b1c4f0000c21e"


class SampleForm(forms.Form):
    """A field of each kind."""

    words = forms.CharField(
        label="Fortæl det med dine egne ord",
        help_text="Skriv, som du ville sige det til en god kollega. Stikord er nok.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    clock_time = forms.CharField(
        label="Klokken cirka",
        help_text="Skriv for eksempel 21.40. Er du i tvivl, så skriv cirka, eller lad feltet stå tomt.",
        required=False,
        widget=forms.TextInput(attrs={"class": "input-width-xs", "inputmode": "numeric"}),
    )
    day = forms.ChoiceField(
        label="Hvilken dag?",
        widget=ChipRadio,
        choices=[("now", "Det sker lige nu"), ("today", "I dag"), ("before", "En anden dag"), ("unknown", "Ved ikke")],
    )
    places = forms.MultipleChoiceField(
        label="Hvor skete det?",
        help_text="Vælg gerne flere.",
        required=False,
        widget=ChipCheckboxes,
        choices=[("mail", "Mail"), ("sms", "Sms"), ("private", "Privat besked"), ("other", "Et andet sted")],
    )
    letter = forms.ChoiceField(
        label="Slags brev",
        required=False,
        widget=forms.RadioSelect,
        choices=[("request", "Anmodning og vejledning"), ("warning", "Varsel om politianmeldelse")],
    )
    role = forms.ChoiceField(label="Rolle", choices=[("leader", "Nærmeste leder"), ("hr", "HR")])
    told = forms.BooleanField(label="Min leder, Henrik Solbjerg", required=False)


def catalogue(request: HttpRequest) -> HttpResponse:
    """Show every component."""
    context = {
        "crumbs": [{"label": _("Front page"), "url": "/"}, {"label": _("Components")}],
        "clocks": clocks(),
        "seals": seals(),
        "evidence": evidence(),
        "gates": gates(),
        "tracks": tracks(),
        "acts": acts(),
        "moments": moments(),
        "steps": steps(),
        "facts": [
            ("Sådan vil den ramte kontaktes", "Ring, helst før kl. 15"),
            ("Næste samtale", "18. november kl. 13"),
        ],
        "people": people(),
        "table": table(),
        "letter_to": "Rune Thybo\nHavrevænget 7\n9999 Lindsø",
        "letter_from": "Lindsø Kommune\nFamilieafdelingen",
        "empty_form": SampleForm(auto_id="clean_%s"),
        "form": sample_with_errors(request),
    }
    return render(request, "catalogue.html", context)


def sample_with_errors(request: HttpRequest) -> SampleForm | None:
    """The form as it looks when something is missing; asked for, so that the page's own title stays calm."""
    return SampleForm({"role": "leader"}) if "errors" in request.GET else None


def clocks() -> list[Clock]:
    """A clock in each state."""
    return [
        Clock(
            label="72 timer til politianmeldelse",
            left="35 timer tilbage",
            share=51,
            note="Onsdag 18. november kl. 21.40, regnet fra beskederne. Ikke i sig selv en grund til at anmelde.",
        ),
        Clock(label="Opfølgende samtale", left="I morgen kl. 13", share=80, state="soon", note="2 af 4 samtaler."),
        Clock(label="Kontakt samme dag", left="Overholdt", share=100, state="met", note="Gjort 16. november kl. 9."),
        Clock(
            label="72 timer til politianmeldelse",
            left="Fristen er passeret",
            share=100,
            state="passed",
            note="Der kan stadig søges, hvis forholdene taler for det.",
            url="#clock",
            link="Skriv hvorfor",
        ),
        Clock(
            label="14 dage til EASY",
            left="Ikke aktuel",
            state="not_relevant",
            note="Ingen er kommet til skade. Starter, hvis det ændrer sig.",
        ),
        Clock(
            label="72 timer til politianmeldelse",
            left="Mangler et tidspunkt",
            state="unknown",
            note="Skriv, hvornår det skete.",
            url="#clock",
            link="Tilføj tidspunkt",
        ),
    ]


def seals() -> list[Seal]:
    """A seal in each state."""
    return [
        Seal(
            text="Forseglet 16. nov. kl. 08.14",
            fingerprint=PRINT,
            note="Filen er uændret, siden den blev lagt ind.",
        ),
        Seal(text="Bliver forseglet", state="sealing", note="Filen er modtaget. Seglet er klar om lidt."),
        Seal(text="Ikke sikret endnu", state="unsecured", note="Vi har kun et link eller en beskrivelse."),
        Seal(
            text="Seglet passer ikke",
            state="mismatch",
            note="Filen er ikke den samme som før. Den forseglede kopi er gemt.",
        ),
    ]


def evidence() -> list[EvidenceRow]:
    """Evidence blurred, shown, by name only, and not yet secured."""
    blurred = EvidenceRow(
        id="1",
        name="B1",
        label="B1. 14 beskeder fra to profiler",
        kind="message",
        meta="Messenger, skete 15. november kl. 21.40 til 22.15. Lagt ind af Maja.",
        seal=replace(seals()[0], note=""),
        reveal_url="#",
    )
    shown = replace(
        blurred,
        id="2",
        name="B2",
        label="B2. Tre sms'er til arbejdstelefonen",
        quote="Tag den telefon.",
        reveal_url="",
        picture_url=static("img/logo.svg"),
        hide_url="#",
        alt="Skærmbillede B2",
    )
    named = replace(blurred, id="3", name="B3", label="B3. Lydbesked", kind="sound", reveal_url="", name_only=True)
    link = EvidenceRow(
        id="4",
        name="B4",
        label="B4. Opslag i gruppen »Lindsø snakker«",
        kind="page",
        meta="Facebook, skete 12. november kl. 19.05. Vi har kun et link.",
        seal=Seal(text="Ikke sikret endnu", state="unsecured"),
        action="Sikr opslaget",
        action_url="#evidence",
    )
    return [blurred, shown, named, link]


def gates() -> list[GateRow]:
    """A condition in each state."""
    return [
        GateRow(
            title="Maja har sagt ja",
            state="met",
            text="Givet 16. november kl. 15.20 efter samtale. Det kan trækkes tilbage, indtil der er sendt.",
            url="#gates",
            link="Se svaret",
        ),
        GateRow(
            title="Beviserne er sikret",
            state="unmet",
            text="3 af 4 er forseglet. Opslaget (B4) mangler.",
            url="#gates",
            link="Fravig med begrundelse",
            button=True,
        ),
        GateRow(
            title="Afsenderen er vejledt eller advaret først",
            state="set_aside",
            reason="Politiet rådede til ikke at kontakte afsenderen, før de har set sagen.",
            by="Farid Nassar, 17. november kl. 10.12",
            url="#gates",
            link="Se begrundelsen",
        ),
        GateRow(title="Klage og habilitet er afklaret", state="not_relevant", text="Spurgt 16. november."),
        GateRow(title="Afsenderen er fyldt 15 år", state="unknown", text="Spørg afdelingen, der har sagen."),
    ]


def tracks() -> list[Track]:
    """The three assessments, each its own question."""
    return [
        Track(
            id="environment",
            title="Arbejdsmiljø",
            question="Er det chikane i arbejdsmiljølovens forstand?",
            answer="Ja.",
            because="Majas oplevelse er det afgørende her.",
            by="Henrik Solbjerg og Lone Egeskov, 16. november kl. 10.30",
            parts=(True, True, True, False),
            progress="3 af 4 trin gjort.",
            url="#tracks",
            link="Åbn arbejdsmiljø",
        ),
        Track(
            id="injury",
            title="Arbejdsskade",
            question="Skal det anmeldes i EASY?",
            answer="Ikke besvaret endnu.",
            because="Der mangler oplysninger om fravær.",
            parts=(True, False, False, False),
            progress="1 af 4 trin gjort. Venter på HR.",
            url="#tracks",
            link="Åbn arbejdsskade",
        ),
        Track(
            id="law",
            title="Ret",
            question="Kan en bestemmelse være overtrådt?",
            answer="Svarene peger på § 119 a, foreløbigt.",
            because="§ 266 kan ikke afgøres. Svarene peger ikke på § 267.",
            by="Farid Nassar, jurist. Det er ikke en afgørelse.",
            parts=(True, True, False),
            progress="2 af 3 bestemmelser vurderet.",
            url="#tracks",
            link="Åbn de retlige vurderinger",
        ),
    ]


def acts() -> list[Act]:
    """Three things to do now."""
    return [
        Act(
            title="Sikr opslaget i gruppen",
            why="Det kan blive slettet når som helst.",
            who="Dig",
            role="sagsansvarlig",
            when="I dag kl. 15",
            url="#acts",
            link="Sikr opslaget",
        ),
        Act(
            title="Få svar på, om vi selv har lavet fejl",
            why="Svaret skal ligge, før nogen beslutter noget om politiet.",
            who="Kirstine Brohus",
            role="fagchef",
            when="I dag kl. 15",
            url="#acts",
            link="Skriv til Kirstine",
        ),
        Act(
            title="Hold den opfølgende samtale",
            why="Vent, til der er gået lidt tid.",
            who="Dig og Lone Egeskov",
            when="18. november kl. 13",
            url="#acts",
            link="Se samtaleguiden",
        ),
    ]


def moments() -> list[Moment]:
    """What we did, what happened, and what happened some time."""
    return [
        Moment(
            text="Henrik ringede til politiet på 114. Råd: kontakt ikke afsenderen endnu.",
            happened="16. november kl. 09.25",
            ours=True,
            url="#timeline",
            link="Læs notatet",
        ),
        Moment(
            text="14 beskeder til Majas private profil.",
            happened="søndag 15. november kl. 21.40",
            known="16. november kl. 08.12",
            url="#evidence",
            link="B1",
        ),
        Moment(
            text="Besøg på profilen. Dagen er usikker og starter intet ur.",
            happened="en dag i oktober",
            known="16. november kl. 08.12",
        ),
    ]


def steps() -> list[PlanStep]:
    """Steps done, next and open."""
    return [
        PlanStep(title="Ring til Maja", who="Leder, samme dag", when="Gjort 16. nov. kl. 09.00", state="done"),
        PlanStep(title="Sikr alle beviser", who="Sagsansvarlig", when="Næste: i dag kl. 15", state="next"),
        PlanStep(title="Fortæl teamet, hvad der er sket", who="Leder", when="19. nov.", url="#steps"),
    ]


def people() -> list[dict[str, str]]:
    """Participants of a case."""
    return [
        {"name": "Henrik Solbjerg", "role": "Sagsansvarlig", "note": "Åbnede sagen i dag kl. 10.28"},
        {"name": "Lone Egeskov", "role": "Arbejdsmiljørepræsentant", "note": "Ser ikke beviserne"},
    ]


def table() -> Table:
    """A list of cases."""
    return Table(
        label="Tabel over dine sager",
        heads=["Sag", "Den ramte", "Status", "Dage åben"],
        rows=[
            [Cell(text=CASE, url="#table", note="Beskeder og opslag"), "Maja Lindvig", "Under vurdering", 1],
            [Cell(text="V-2026-M3XD", url="#table", note="Mange mails"), "Jeppe Højlund", "Borger er vejledt", 12],
        ],
        numbers=frozenset({3}),
    )
