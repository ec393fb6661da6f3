"""What preferences are about, and what one of them says to people."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from domain.words import N_


class Group(StrEnum):
    PORTAL = "portal"
    PAYING = "paying"
    QUOTES = "quotes"
    TRIALS = "trials"
    SUBSCRIPTIONS = "subscriptions"
    CHANGES = "changes"
    RESTS = "rests"
    LEAVING = "leaving"
    DUNNING = "dunning"
    REMINDERS = "reminders"
    PROJECTS = "projects"


GROUPS: Mapping[Group, str] = {
    Group.PORTAL: N_("The portal"),
    Group.PAYING: N_("Invoices and paying"),
    Group.QUOTES: N_("Quotes"),
    Group.TRIALS: N_("Trials"),
    Group.SUBSCRIPTIONS: N_("Subscriptions"),
    Group.CHANGES: N_("Changing subscriptions"),
    Group.RESTS: N_("Pausing subscriptions"),
    Group.LEAVING: N_("Leaving and coming back"),
    Group.DUNNING: N_("When a charge fails"),
    Group.REMINDERS: N_("When an invoice is not paid"),
    Group.PROJECTS: N_("Projects and time"),
}


@dataclass(frozen=True)
class Meaning:
    """What a preference is called, and what follows from it."""

    group: Group
    label: str
    consequence: str
