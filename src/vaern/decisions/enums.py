"""Codes of a decision."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DecisionKind(models.TextChoices):
    """What is decided."""

    POLICE_REPORT = "police_report", _("Report to the police")


class Outcome(models.TextChoices):
    """What the approver decided."""

    APPROVED = "approved", _("Report")
    ASK_POLICE = "ask_police", _("Ask the police for advice and wait")
    REJECTED = "rejected", _("Do not report")


class Moment(models.TextChoices):
    """When the gate was evaluated."""

    PROPOSAL = "proposal", _("At the proposal")
    APPROVAL = "approval", _("At the approval")
    ACT = "act", _("At the act")


class CannotDecide(models.TextChoices):
    """Why a person may not approve this proposal."""

    PROPOSER = "proposer", _("Made the proposal")
    AFFECTED = "affected", _("Is the affected employee")
    SUBSTITUTE = "substitute", _("Stands in for someone who may not decide")
    LATE_SUBSTITUTE = "late_substitute", _("Was made substitute after the proposal")
    COMPLAINED_OF = "complained_of", _("The citizen's complaint is about this person")
    HANDLES_COMPLAINT = "handles_complaint", _("Handles the citizen's complaint")
    DECLARED = "declared", _("Has declared a conflict of interest")
    SENDER = "sender", _("Is the sender")
    CLOSE_TO_PARTY = "close_to_party", _("Is close to a party")
