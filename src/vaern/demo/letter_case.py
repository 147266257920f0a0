"""What was told and answered in the case of the letter: a citizen visits a private profile, is blocked, and comes back
through another person's profile, while the citizen's complaint runs and the police have been asked. All invented."""

from collections.abc import Mapping
from typing import Any

FIRST_REPORT: Mapping[str, Any] = {
    "words": "En far i en af mine sager har været inde på min private Facebook flere gange. Jeg blokerede ham i torsdags. "
    "Nu er han kommet igen gennem en andens profil. Jeg kan se det på besøgene. Jeg synes, det er ubehageligt.",
    "day_typed": "i går",
    "clock_typed": "21.40",
    "before": "yes",
    "media": ["social_profile"],
    "types": ["following_observing"],
    "recipients": ["leader", "amr"],
    "contact_wish": "call",
    "who_knows": "Min mand. Ingen på arbejdet.",
}
FIRST_PICTURE = (
    "Besøg på din profil (opdigtet)",
    [
        "»Natugle 77« så din profil for 3. gang",
        "Du har blokeret »Natugle 77«",
        "»Bente på bakken« så din profil",
        "I går kl. 21.40",
    ],
)
SECOND_REPORT: Mapping[str, Any] = {
    "words": "Det er sket igen, efter at han fik brevet. Denne gang skrev han også til mig fra den anden profil: "
    "»Du kan ikke gemme dig.«",
    "day_typed": "i går",
    "clock_typed": "20.15",
    "before": "yes",
    "media": ["social_profile", "private_message"],
    "types": ["following_observing", "unwanted_private_contact"],
    "recipients": ["leader", "amr"],
    "contact_wish": "call",
}
SECOND_PICTURE = ("Ny besked (opdigtet)", ["»Bente på bakken«", "»Du kan ikke gemme dig.«", "I går kl. 20.15"])

SENDER = {
    "identity": "Torkild Vesterskov (opdigtet)",
    "address": "Opdigtet Vej 7\n9999 Lindsø",
    "how_known": "Den anden profils ejer, hans kusine, har fortalt os, at han lånte hendes telefon begge gange.",
}
POLICE_SAID = (
    "Vagthavende rådede os til at samle beviserne, skrive tydeligt til borgeren først og kontakte politiet igen, hvis det "
    "fortsatte. Borgerens navn blev ikke nævnt."
)

CASE_ANSWERS: Mapping[str, tuple[str, str]] = {
    "experienced_as_violating": ("yes", "Maja har fortalt, at hun er utryg ved det."),
    "danger_now": ("no", ""),
    "several_employees_hit": ("no", ""),
    "contact_person_named": ("yes", "Henrik er fast kontaktperson."),
    "help_offered": ("yes", "Psykologordningen er tilbudt i første samtale."),
    "help_with_report_offered": ("yes", ""),
    "work_environment_group_told": ("yes", ""),
    "colleagues_looked_after": ("yes", "Uden navne og uden at fortælle om beskederne."),
    "absent_next_day": ("no", "Maja gik på arbejde dagen efter."),
    "symptoms_need_treatment": ("no", ""),
    "claim_likely": ("no", ""),
    "within_five_days": ("no", "Handlingerne ligger over flere uger."),
    "doctor_advised": ("yes", ""),
    "employee_public_service": ("yes", "Maja er familierådgiver i kommunen."),
    "sender_has_case_here": ("yes", ""),
    "employee_handles_senders_case": ("no", "Sagen er flyttet til en anden rådgiver."),
    "sender_named": ("yes", ""),
    "sender_is_journalist": ("no", ""),
    "tilhold_in_force": ("no", ""),
    "identity_said_by_sender": ("no", ""),
    "identity_known_address": ("no", "Den ene profil tilhører en anden person."),
    "identity_from_content": ("no", ""),
    "identity_from_profile_owner": (
        "yes",
        "Profilens ejer har fortalt det i telefonen 9. dagen. Notatet ligger på sagen.",
    ),
    "identity_from_witness": ("no", ""),
    "other_explanation_possible": ("no", "Ejeren af profilen har bekræftet det begge gange."),
    "senders_version_invited": ("yes", "I brevet og i et opkald fra Henrik."),
    "sender_under_15": ("no", "Borgeren er voksen part i en sag."),
    "sender_in_vulnerable_situation": ("unknown", "Vi ved det ikke. Den nye rådgiver er spurgt."),
    "sender_is_colleague": ("no", ""),
    "own_errors_examined": ("yes", "Kirstines sekretariat har gennemgået sagen."),
    "own_errors_examined_by_outsider": ("yes", "Gennemgået af en konsulent uden for Familiecentret."),
    "own_errors_found": ("no", ""),
    "complaint_handled_by_other": ("yes", "Klagen behandles af fagchefen, som ikke er med i denne sag."),
    "complaint_not_the_reason": (
        "yes",
        "Klagen er modtaget, før det første besøg blev meldt, og behandles for sig. Anmeldelsen handler kun om besøgene og "
        "beskeden, efter at kontakten var bedt stoppet.",
    ),
    "authority_needs_it": ("yes", "Anmeldelsen rummer besøgene, beskeden og brevene. Intet fra familiens sag er med."),
    "authority_sensitive_included": ("no", ""),
    "report_needs_employees_request": ("no", "§ 119 a har offentlig påtale."),
    "police_asked_us_to_wait": ("no", ""),
    "earlier_violence_known": ("no", ""),
    "prevention_considered": (
        "yes",
        "Drøftet i arbejdsmiljøgruppen: gode råd om private profiler på næste personalemøde.",
    ),
}
VISIT_ANSWERS: dict[str, str] = {
    "contacted_directly": "no", "contact_on_private_channel": "yes", "repeated_acts": "yes", "many_within_days": "no",
    "many_acts": "no", "hidden_number_shared": "no", "group_about_workplace": "no", "threat_to_report_offence": "no",
    "overwhelming_number": "no",
    "lasted_weeks": "no", "asked_to_stop": "no", "sender_blocked": "yes", "after_clear_stop": "yes",
    "another_persons_profile_used": "yes", "new_profile_or_number_used": "yes", "contact_through_others": "no",
    "degrading_words": "no", "ground_targeted": "no", "sexual_content": "no", "aimed_at_employee": "yes",
    "told_own_circle_only": "no", "profile_visited": "yes", "profile_visited_several_times": "yes",
    "profile_open_to_all": "no", "viewed_only": "yes", "visit_seen_by_employee": "yes", "copied_from_profile": "unknown",
    "followed_in_person": "no", "home_or_family_sought_out": "no", "filmed_in_private": "no", "shared_with_others": "no",
    "during_work": "no", "because_of_work": "yes", "criticism_of_office": "no", "opinion_or_judgement": "no",
    "accusation_of_crime_or_dishonesty": "no", "some_factual_basis": "no", "complaint_or_legal_request": "no",
    "said_to_those_who_should_hear": "no", "private_life_drawn_in": "yes", "threat_of_harm": "no",
    "threat_death_or_serious_violence": "no", "mentions_home_or_routine": "no", "weapon_or_means_shown": "no",
    "threat_vague": "no", "meant_as_figure_of_speech": "no", "only_lawful_steps_announced": "no",
    "threat_given_to_another": "no", "because_of_public_speech": "no", "posted_publicly": "no", "home_address_shared": "no",
    "private_number_shared": "no", "private_picture_shared": "no", "intimate_matters_shared": "no",
    "work_information_only": "no", "employee_made_it_public": "no", "employee_agreed_to_sharing": "no",
    "own_meeting_recorded": "no", "profile_in_employees_name": "no", "group_against_employee": "no", "still_online": "no",
    "physical_violence": "no", "property_damaged": "no", "work_obstructed": "no", "because_of_testimony": "no", "system_disturbed": "no",
    "demand_made": "no", "gain_demanded": "no", "account_accessed": "no", "credentials_passed_on": "no",
    "talk_recorded_secretly": "no", "entered_without_leave": "no", "refused_to_leave": "no",
    "filmed_where_not_open": "no", "watched_by_device": "no", "tracked_by_device": "no", "filmed_at_work": "no",
    "acted_in_employees_name": "no", "picture_manipulated": "no", "fake_sexual_picture_made": "no",
    "camera_put_up": "no", "threat_of_violence": "no", "threat_of_detention": "no", "threat_to_accuse": "no",
    "nude_or_sexual_picture": "no", "material_unlawfully_obtained": "no",
}  # fmt: skip
MESSAGE_ANSWERS: dict[str, str] = VISIT_ANSWERS | {
    "contacted_directly": "yes", "viewed_only": "no", "asked_to_stop": "yes", "lasted_weeks": "yes",
}  # fmt: skip
NORM_REASONS: Mapping[str, tuple[str, str]] = {
    "violates_peace": (
        "yes",
        "Kontakten blev genoptaget gennem en anden persons profil, efter at den var blokeret og skriftligt bedt stoppet. "
        "Det er rettet mod Majas privatliv og er egnet til at gøre en medarbejder utryg i sit hjem.",
    ),
    "harasses_otherwise": (
        "yes",
        "Gentagne besøg ad omveje efter blokering er samlet set opsøgende adfærd og ikke blot et enkelt blik på en profil.",
    ),
    "systematic_and_persistent": (
        "no",
        "Nogle få besøg og én besked over nogle uger er ikke systematisk og vedvarende i lovens forstand.",
    ),
    "causes_serious_fear": (
        "no",
        "Ordene varsler ikke et strafbart forhold og er ikke egnede til at fremkalde alvorlig frygt.",
    ),
    "private_matter": ("no", "Der er ikke videregivet noget til andre."),
    "reasonable_occasion": ("no", "Der er ikke fremsat kritik af forvaltningen. Klagen er et andet spor og er en ret."),
}
OPINION = (
    "Besøgene på profilen er hver for sig ikke kontakt. Efter blokeringen, brevet og beskeden fra den anden profil peger "
    "svarene på § 119 a for den seneste hændelse. § 266 og § 264 d peger svarene ikke på. Der er intet i forløbet, som "
    "borgeren har ret til og nu bliver mødt med for: klagen holdes helt ude. Jeg anbefaler, at den seneste hændelse anmeldes, "
    "og at de første besøg kun følger med som baggrund."
)
RELEVANCE = (
    "Borgeren er vejledt skriftligt og har fået et fast kontaktpunkt. Alligevel fortsatte han fra en anden persons profil og "
    "skrev til medarbejderens private profil. Vi har ikke selv flere midler til at standse henvendelser uden for myndigheden."
)
ALTERNATIVES = (
    "Samtale og brev er prøvet. Sagen er flyttet, og borgeren har et kontaktpunkt. Profilen er lukket mere af. "
    "At vente er overvejet, men beskeden kom efter brevet."
)
DECISION_REASON = (
    "De mildere veje er prøvet, Maja har sagt ja, juristen anbefaler det, og klagen behandles et andet sted."
)
QUESTION = "Kan og bør den seneste hændelse anmeldes? Borgeren har klaget, og vi vil ikke svare igen på klagen."
NO_INJURY = "Intet fravær ud over den dag, det skete, og ikke sandsynligt med et krav. Hændelsen er registreret internt og følges."
LETTER_VALUES: dict[str, str] = {
    "behaviour": "En af vores medarbejderes private profil på Facebook er blevet besøgt flere gange. Efter at en profil blev "
    "blokeret, kom der besøg igen fra en anden profil.",
    "request": "Vi beder dig om ikke at opsøge vores medarbejderes private profiler. Skriv eller ring i stedet til afdelingen, "
    "når det gælder din sag.",
    "contact_name": "rådgiver Ditte Sørup",
    "disagree_name": "direktør Anders Toftlund",
}
POLICE_STATUS_NOTE = "Anklagemyndigheden har truffet sin afgørelse. Maja har fået det at vide."
OUTCOME_TOLD = "Vi har talt om, hvad politiet har svaret, og at sagen nu kan lukkes. Sig til, hvis der sker noget nyt."
POLICE_STATUS = "fined"
