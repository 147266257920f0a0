"""The few stored states and codes of a case."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CaseState(models.TextChoices):
    """All that is stored; everything finer is derived from facts, tasks and decisions."""

    DRAFT = "draft", _("Draft")
    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed")
    FORGOTTEN = "forgotten", _("Forgotten")


class CaseRole(models.TextChoices):
    """In which role a person takes part in a case. Participation is what gives access."""

    AFFECTED_EMPLOYEE = "affected_employee", _("Affected employee")
    REPORTER = "reporter", _("Reported for a colleague")
    CASE_OWNER = "case_owner", _("Case owner")
    LEADER = "leader", _("Leader")
    AMR = "amr", _("Work-environment representative")
    TR = "tr", _("Union representative")
    JURIST = "jurist", _("Jurist")
    HR = "hr", _("HR, work injuries")
    APPROVER = "approver", _("Approver")
    BREAK_GLASS = "break_glass", _("Emergency access")


class Area(models.TextChoices):
    """The second axis of access: which part of a case."""

    STATUS = "status", _("Status")
    REPORT = "report", _("Report")
    CARE = "care", _("Care")
    EVIDENCE = "evidence", _("Evidence")
    FACTS = "facts", _("Facts")
    LAW = "law", _("Law")
    INJURY = "injury", _("Work injury")
    DECISION = "decision", _("Decision")
    LETTERS = "letters", _("Letters")
    LOG = "log", _("Log")


class PartyKind(models.TextChoices):
    """Whom a case is about."""

    AFFECTED_EMPLOYEE = "affected_employee", _("Affected employee")
    SENDER = "sender", _("Sender")


class SenderKind(models.TextChoices):
    """What is known of a sender, in clear."""

    CITIZEN = "citizen", _("Citizen")
    COLLEAGUE = "colleague", _("Colleague")
    UNKNOWN = "unknown", _("Unknown")


class SenderCorrection(models.TextChoices):
    """Why what is written of a sender is corrected. A code: it stands in the event, where no personal words may."""

    MISTYPED = "mistyped", _("It was written wrong")
    CHANGED = "changed", _("It has changed, for example a new address")
    NOW_KNOWN = "now_known", _("We know more now")
    SOMEONE_ELSE = "someone_else", _("It was somebody else")


class ExclusionKind(models.TextChoices):
    """Exclusion beats role, in two kinds."""

    CANNOT_SEE = "cannot_see", _("Cannot see the case")
    CANNOT_DECIDE = "cannot_decide", _("Cannot decide in the case")


class ExclusionGround(models.TextChoices):
    """Why a person is excluded."""

    AFFECTED = "affected", _("Is the affected employee")
    COMPLAINED_OF = "complained_of", _("The citizen's complaint is about this person")
    HANDLES_COMPLAINT = "handles_complaint", _("Handles the citizen's complaint")
    SENDER = "sender", _("Is the sender")
    CLOSE_TO_PARTY = "close_to_party", _("Is close to a party")
    DECLARED = "declared", _("Has declared a conflict of interest")


class WhoIsHit(models.TextChoices):
    """Whom the reporter says it has hit."""

    ME = "me", _("Me")
    COLLEAGUE = "colleague", _("A colleague")
    SEVERAL = "several", _("Several of us")


class ContactWish(models.TextChoices):
    """How the employee wants to be reached today."""

    CALL = "call", _("Call")
    SMS = "sms", _("Text message")
    VISIT = "visit", _("Come by")


class Precision(models.TextChoices):
    """How well a time is known. `words` means that only the reporter's own words say when: no clock starts."""

    EXACT = "exact", _("Exact")
    ABOUT = "about", _("About")
    DAY = "day", _("That day")
    INTERVAL = "interval", _("Within an interval")
    WORDS = "words", _("In words only")
