"""Rounds of an approval: each submission is one, is reminded of, and is decided as it was seen."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from domain.approvals import EntryStatus
from domain.errors import Conflict, Invalid
from domain.signatures import UNSIGNED, Signature, SignatureAsked, checked_signature
from domain.words import N_

REMIND_AGAIN = timedelta(hours=1)


class NothingWaits(Conflict):
    message = N_("Approval {approval} does not wait for a decision any more.")


class SubmittedAgain(Conflict):
    message = N_("Approval {approval} was submitted again since you looked at it: look again.")


class NoApprovalWanted(Conflict):
    message = N_("Project {project} asks its customer for no approval: invoice its time at once.")


class CustomersSeeNoProjects(Conflict):
    message = N_("Customers see no projects in the portal: switch “{preference}” on first.")


class HowApprovedMissing(Invalid):
    message = N_("Say how the customer has approved it.")


class JustReminded(Conflict):
    message = N_("The customer was told of approval {approval} within the last hour.")


class NotADraft(Conflict):
    message = N_("Approval {approval} was submitted before: it stays in the books.")


def check_round(approval: str, now: int, seen: int | None) -> None:
    """Whether what was seen is what waits. Raises `SubmittedAgain`."""
    if seen != now:
        raise SubmittedAgain(approval=approval)


def signature_of_verdict(
    decisions: Collection[EntryStatus], signature: Signature, asked: SignatureAsked
) -> Signature:
    """What a verdict is signed with: whoever approves something signs, rejecting needs none.

    Raises what `checked_signature` does.
    """
    if EntryStatus.APPROVED not in decisions:
        return UNSIGNED
    return checked_signature(signature, asked)


def check_reminder(approval: str, last_told: datetime | None, at: datetime) -> None:
    """Raises `JustReminded`."""
    if last_told and at - last_told < REMIND_AGAIN:
        raise JustReminded(approval=approval)


def next_reminder(submitted_at: datetime, days: Sequence[int], at: datetime) -> datetime | None:
    """When the customer is reminded next, after `at`; None if never again."""
    moments = (submitted_at + timedelta(days=count) for count in days)
    return next((moment for moment in moments if moment > at), None)
