"""Kinds of units and the roles a person can hold in one."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class UnitKind(models.TextChoices):
    """A step in the tree: department, centre, workplace."""

    DEPARTMENT = "department", _("Department")
    CENTRE = "centre", _("Centre")
    WORKPLACE = "workplace", _("Workplace")


class OrgRole(models.TextChoices):
    """What a person is in a unit, from a day to a day. Gives no access to any case by itself."""

    LEADER = "leader", _("Leader")
    DEPUTY = "deputy", _("Deputy leader")
    AMR = "amr", _("Work-environment representative")
    TR = "tr", _("Union representative")
    MED_MEMBER = "med_member", _("MED committee member")
    JURIST = "jurist", _("Jurist")
    HR = "hr", _("HR, work injuries")
    DIRECTOR = "director", _("Director")
    SAFETY_TEAM = "safety_team", _("Work-environment team")
    OVERSIGHT = "oversight", _("Oversight")
    DPO = "dpo", _("Data protection officer")
    SYSTEM_OWNER = "system_owner", _("System owner")
