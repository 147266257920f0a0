"""What has happened in Lindsø Kommune over 18 months: short, plausible and invented."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Happening:
    """One thing that somebody told, and the codes it was given."""

    words: str
    media: tuple[str, ...]
    types: tuple[str, ...]
    answers: tuple[str, ...] = ()
    picture: tuple[str, tuple[str, ...]] | None = None


HAPPENINGS = (
    Happening(
        "Jeg har fået ti sms'er i weekenden fra en borger, som er utilfreds med sin ydelse. Han kalder mig en iskold idiot.",
        ("sms",), ("insults", "mass_contact"), ("contacted_directly", "degrading_words", "degrading_many_times", "many_within_days", "repeated_acts"),
        ("Sms (opdigtet)", ("»Svar mig nu«", "»Du er en iskold idiot«", "10 beskeder")),
    ),
    Happening(
        "En mor fra min klasse skriver i byens gruppe, at jeg er doven og skulle finde et andet arbejde.",
        ("social_post",), ("degrading_mention",), ("shared_with_others", "posted_publicly", "criticism_of_office", "opinion_or_judgement"),
        ("Opslag (opdigtet)", ("»Læreren er doven«", "14 kommentarer")),
    ),
    Happening(
        "Der er lagt en optagelse af vores møde ud. Man kan høre mig forklare afgørelsen, og mit navn står i teksten.",
        ("video",), ("recording_published",), ("own_meeting_recorded", "shared_with_others", "posted_publicly", "work_information_only"),
    ),
    Happening(
        "En borger har skrevet i kommentarfeltet, at jeg tager imod penge under bordet. Det passer ikke.",
        ("forum",), ("false_accusation",), ("shared_with_others", "posted_publicly", "accusation_of_crime_or_dishonesty"),
        ("Kommentarfelt (opdigtet)", ("»Hun tager imod penge«", "Synes godt om: 3")),
    ),
    Happening(
        "Der kom en mail, hvor han skriver, at han ved, hvilken vej jeg cykler hjem. Jeg tør ikke tage den vej nu.",
        ("email",), ("threat",), ("contacted_directly", "mentions_home_or_routine", "threat_vague"),
        ("Mail (opdigtet)", ("»Jeg ved, hvilken vej du cykler hjem«",)),
    ),
    Happening(
        "Nogen har lavet en profil med mit billede og skriver grimme ting til andre borgere.",
        ("false_profile",), ("false_profile",), ("profile_in_employees_name", "shared_with_others"),
        ("Profil (opdigtet)", ("En profil med en medarbejders billede", "Oprettet i går")),
    ),
    Happening(
        "Min adresse er lagt ud i en gruppe sammen med et billede af vores hus.",
        ("social_post",), ("private_data_exposed",),
        ("shared_with_others", "posted_publicly", "home_address_shared", "home_address_hidden"),
    ),
    Happening(
        "Han ringer mange gange om dagen til mit arbejdsnummer og lægger på, når jeg tager den.",
        ("call",), ("mass_contact",), ("contacted_directly", "many_within_days", "repeated_acts"),
    ),
    Happening(
        "Der kom et billede, jeg ikke havde bedt om, på Messenger. Det var seksuelt. Jeg har gemt det.",
        ("private_message",), ("sexual_content",), ("contacted_directly", "contact_on_private_channel", "sexual_content"),
    ),
    Happening(
        "En borger filmede mig i skranken og sagde, at det blev sendt live. Jeg blev helt stiv.",
        ("video",), ("filming",), ("shared_with_others", "during_work", "criticism_of_office"),
    ),
    Happening(
        "Hun skriver til mig på Instagram om sin byggesag, selv om jeg har bedt hende bruge kommunens mail.",
        ("private_message",), ("unwanted_private_contact",), ("contacted_directly", "contact_on_private_channel", "asked_to_stop", "after_clear_stop"),
        ("Besked (opdigtet)", ("»Hvornår svarer du på min byggesag?«", "»Hallo?«")),
    ),
    Happening(
        "Bemærkninger om min hudfarve i en mail, som er sendt til hele kontoret.",
        ("email",), ("racist_remarks",), ("contacted_directly", "degrading_words", "ground_targeted"),
        ("Mail (opdigtet)", ("Til: hele kontoret", "Emne: om jeres medarbejder")),
    ),
)  # fmt: skip
