"""The invented people and units of Lindsø Kommune. Nobody and nothing here is real."""

from dataclasses import dataclass

from vaern.people.enums import OrgRole, UnitKind

ROOT = "Lindsø Kommune"


@dataclass(frozen=True)
class UnitPart:
    """A unit, by name, under another."""

    name: str
    kind: UnitKind
    parent: str | None


@dataclass(frozen=True)
class Role:
    """One of the cast: name, title, where, which roles there, and what a visitor may try as this person."""

    name: str
    title: str
    unit: str
    roles: tuple[tuple[OrgRole, str], ...] = ()
    tries: str = ""
    phone: str = ""

    @property
    def email(self) -> str:
        """An address that cannot exist."""
        letters = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", " ": "."})
        return f"{self.name.lower().translate(letters)}@lindsoe.invalid"


UNITS = (
    UnitPart(ROOT, UnitKind.DEPARTMENT, None),
    UnitPart("Børn og Familie", UnitKind.DEPARTMENT, ROOT),
    UnitPart("Job og Velfærd", UnitKind.DEPARTMENT, ROOT),
    UnitPart("Teknik og Borgerservice", UnitKind.DEPARTMENT, ROOT),
    UnitPart("Familiecentret", UnitKind.CENTRE, "Børn og Familie"),
    UnitPart("Familieafdelingen", UnitKind.WORKPLACE, "Familiecentret"),
    UnitPart("Lindsø Skole", UnitKind.WORKPLACE, "Børn og Familie"),
    UnitPart("Jobcentret", UnitKind.WORKPLACE, "Job og Velfærd"),
    UnitPart("Ydelseskontoret", UnitKind.WORKPLACE, "Job og Velfærd"),
    UnitPart("Borgerservice", UnitKind.WORKPLACE, "Teknik og Borgerservice"),
    UnitPart("Byggesag", UnitKind.WORKPLACE, "Teknik og Borgerservice"),
)
WORKPLACES = tuple(unit.name for unit in UNITS if unit.kind == UnitKind.WORKPLACE)

_L, _D, _A, _T = OrgRole.LEADER, OrgRole.DEPUTY, OrgRole.AMR, OrgRole.TR

CAST = (
    Role("Maja Lindvig", "Familierådgiver", "Familieafdelingen", (), "Fortæl, hvad der er sket, og følg din sag"),
    Role("Henrik Solbjerg", "Afdelingsleder", "Familieafdelingen", ((_L, "Familieafdelingen"),),
         "Modtag en besked, ring, følg planen og foreslå en beslutning", "12 34 56 01"),
    Role("Mikkel Lundager", "Souschef", "Familieafdelingen", ((_D, "Familieafdelingen"),),
         "Tag over, når Henrik er væk", "12 34 56 03"),
    Role("Lone Egeskov", "Arbejdsmiljørepræsentant", "Familieafdelingen", ((_A, "Børn og Familie"),),
         "Støt en kollega: plan, samtaler og status, men ikke beviserne", "12 34 56 02"),
    Role("Ole Ravnkilde", "Tillidsrepræsentant", "Familieafdelingen", ((_T, "Børn og Familie"),),
         "Se, at du intet ser, før nogen har givet dig adgang", "12 34 56 04"),
    Role("Farid Nassar", "Jurist", "Job og Velfærd", ((OrgRole.JURIST, ROOT),),
         "Vurder betingelse for betingelse og skriv din udtalelse", "12 34 56 05"),
    Role("Sofie Damsbo", "HR-konsulent, arbejdsskader", "Job og Velfærd", ((OrgRole.HR, ROOT),),
         "Se kun sporet om arbejdsskade", "12 34 56 06"),
    Role("Birthe Kramhøft", "Velfærdschef", "Børn og Familie",
         ((OrgRole.DIRECTOR, "Børn og Familie"), (_L, "Børn og Familie")),
         "Beslut på et forslag med alt foran dig", "12 34 56 07"),
    Role("Kirstine Brohus", "Fagchef", "Familiecentret", ((_L, "Familiecentret"),),
         "Du behandler borgerens klage og kan derfor ikke beslutte i sagen", "12 34 56 08"),
    Role("Anders Toftlund", "Direktør", ROOT, ((OrgRole.DIRECTOR, ROOT), (_L, ROOT)),
         "Sidste led, når andre er væk eller ikke må beslutte", "12 34 56 11"),
    Role("Nanna Birkelund", "Chefkonsulent, tilsyn", ROOT, ((OrgRole.OVERSIGHT, ROOT),),
         "Svar Borgerrådgiveren ud fra data", "12 34 56 12"),
    Role("Jens Overgaard", "Databeskyttelsesrådgiver", ROOT, ((OrgRole.DPO, ROOT),),
         "Få besked om nødadgang, og se, hvem der brugte den og hvorfor", "12 34 56 13"),
    Role("Tove Markussen", "Systemejer", ROOT, ((OrgRole.SYSTEM_OWNER, ROOT),),
         "Enheder, roller og drift, men ingen adgang til sager", "12 34 56 14"),
    Role("Grethe Fuglsang", "Arbejdsmiljøteamet", ROOT, ((OrgRole.SAFETY_TEAM, ROOT),),
         "Modtag, når en medarbejder ikke vil have sin leder først", "12 34 56 10"),
    Role("Rikke Holmager", "Skoleleder", "Lindsø Skole", ((_L, "Lindsø Skole"),), "", "12 34 56 20"),
    Role("Torben Askholt", "Viceskoleleder", "Lindsø Skole", ((_D, "Lindsø Skole"),), "", "12 34 56 21"),
    Role("Pernille Vangsø", "Lærer", "Lindsø Skole"),
    Role("Camilla Ørsholt", "Jobcenterchef", "Jobcentret",
         ((_L, "Jobcentret"), (_L, "Job og Velfærd")), "", "12 34 56 30"),
    Role("Bjarne Lyngholt", "Teamleder", "Jobcentret", ((_D, "Jobcentret"), (_A, "Job og Velfærd")), "", "12 34 56 31"),
    Role("Signe Rosenvang", "Jobkonsulent", "Jobcentret"),
    Role("Kasper Dybdal", "Jobkonsulent", "Jobcentret"),
    Role("Lis Hedegård Strand", "Leder af Ydelseskontoret", "Ydelseskontoret",
         ((_L, "Ydelseskontoret"),), "", "12 34 56 40"),
    Role("Mogens Skovfoged Lind", "Sagsbehandler", "Ydelseskontoret"),
    Role("Amina Yildirim", "Leder af Borgerservice", "Borgerservice",
         ((_L, "Borgerservice"), (_L, "Teknik og Borgerservice")), "", "12 34 56 50"),
    Role("Jørn Espelund", "Servicemedarbejder", "Borgerservice", ((_A, "Teknik og Borgerservice"),)),
    Role("Dorthe Klinteby", "Leder af Byggesag", "Byggesag", ((_L, "Byggesag"),), "", "12 34 56 60"),
    Role("Emil Sandbjerg", "Byggesagsbehandler", "Byggesag"),
    Role("Karen Sølvbæk", "Familierådgiver", "Familieafdelingen"),
    Role("Nadia Rahimsen", "Familierådgiver", "Familieafdelingen"),
    Role("Peter Grønholt", "Lærer", "Lindsø Skole"),
    Role("Sigrid Aamark", "Lærer", "Lindsø Skole"),
    Role("Tom Vesterlund", "Jobkonsulent", "Jobcentret"),
    Role("Hanne Ravnholt", "Sagsbehandler", "Ydelseskontoret"),
    Role("Ivan Skovlunde", "Borgervejleder", "Borgerservice"),
    Role("Else Markbæk", "Borgervejleder", "Borgerservice"),
)  # fmt: skip
BY_NAME = {person.name: person for person in CAST}
