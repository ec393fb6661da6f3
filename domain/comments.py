"""Comments: what staff and customers write to each other about a document, and who reads it.

A comment is internal, for staff alone, or shown, for the customer as well; what it was written as
it stays. Whoever wrote one can take it back for a while: that it was there remains, its text does
not.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from domain.commands import Actor, ActorKind
from domain.errors import Conflict, Forbidden, Invalid, NotFound
from domain.plain_words import TURNS, is_blank
from domain.policy import Action
from domain.words import N_

MOST_WORDS = 4000
TAKEN_BACK_WITHIN = timedelta(minutes=15)
_CONTROLS = frozenset({"Cc", "Cs", "Zl", "Zp"})
_CALL = re.compile(r"(?<![\w.@])@")
_LONGEST_NAME = 200


class SubjectKind(StrEnum):
    """What can be commented on."""

    INVOICE = "invoice"
    RETAINER = "retainer"
    QUOTE = "quote"
    PROJECT = "project"
    APPROVAL = "approval"


class Visibility(StrEnum):
    """INTERNAL is read by staff alone, SHOWN in the portal too."""

    INTERNAL = "internal"
    SHOWN = "shown"


@dataclass(frozen=True)
class Subject:
    """A document that people comment on."""

    kind: SubjectKind
    number: str


@dataclass(frozen=True)
class Place:
    """Where the documents of a kind stand, in the portal and the console, and who may see them.

    `part` is the part of the portal that they belong to, and `console_part` that of the console.
    """

    shelf: str
    view: Action
    part: str
    console_part: str


PLACES: Mapping[SubjectKind, Place] = MappingProxyType(
    {
        SubjectKind.INVOICE: Place("invoices", Action.INVOICE_VIEW, "invoices", "invoices"),
        SubjectKind.RETAINER: Place("retainers", Action.RETAINER_VIEW, "invoices", "invoices"),
        SubjectKind.QUOTE: Place("quotes", Action.QUOTE_VIEW, "quotes", "quotes"),
        SubjectKind.PROJECT: Place("projects", Action.PROJECT_VIEW, "projects", "projects"),
        SubjectKind.APPROVAL: Place("approvals", Action.PROJECT_VIEW, "timesheets", "projects"),
    }
)
"""A new kind is a row here, one in `storage/comments.py`, and a card on its pages."""


class NothingToCommentOn(NotFound):
    message = N_("There is no {number} to comment on.")


class NoSuchComment(NotFound):
    message = N_("There is no such comment.")


class CommentEmpty(Invalid):
    message = N_("Write something.")


class CommentTooMuch(Invalid):
    message = N_("A comment has at most {most} characters.")


class CommentNotPlain(Invalid):
    message = N_("A comment is plain text, without signs that cannot be seen.")


class NotShownToCustomer(Conflict):
    message = N_("The customer does not see {number} yet, so no comment on it can be shown.")


class CustomersWriteOpenly(Forbidden):
    message = N_("Internal comments are for staff.")


class TakenBackTooLate(Conflict):
    message = N_("A comment can be taken back within {minutes} minutes.")


def plain_words(typed: str) -> str:
    """The text of a comment. Raises `CommentEmpty`, `CommentTooMuch` and `CommentNotPlain`."""
    words = typed.replace("\r\n", "\n").strip()
    if is_blank(words):
        raise CommentEmpty
    if len(words) > MOST_WORDS:
        raise CommentTooMuch(most=MOST_WORDS)
    if any(_misleads(letter) for letter in words if letter not in "\n\t"):
        raise CommentNotPlain
    return words


def _misleads(letter: str) -> bool:
    return letter in TURNS or unicodedata.category(letter) in _CONTROLS


def check_visibility(by: Actor, visibility: Visibility) -> None:
    """Raises `CustomersWriteOpenly`."""
    if by.kind is not ActorKind.STAFF and visibility is not Visibility.SHOWN:
        raise CustomersWriteOpenly


def can_take_back(written_at: datetime, at: datetime) -> bool:
    """Whether it was written so lately that its author may still take it back."""
    return at < written_at + TAKEN_BACK_WITHIN


def check_take_back(written_at: datetime, at: datetime) -> None:
    """Raises `TakenBackTooLate`."""
    if not can_take_back(written_at, at):
        raise TakenBackTooLate(minutes=TAKEN_BACK_WITHIN // timedelta(minutes=1))


def mentioned(words: str, members: Mapping[str, str]) -> tuple[str, ...]:
    """The members of staff who are named after an `@`, by their numbers.

    `members` are names by numbers. A member is called by the whole name, with spaces or dots, or by
    a first name that nobody else has; of several names that fit, the longest is meant.
    """
    calls = _calls(members)
    named = set[str]()
    for call in _CALL.finditer(words):
        rest = words[call.end() : call.end() + _LONGEST_NAME].casefold()
        fitting = [name for name in calls if _is_named(rest, name)]
        named |= calls[max(fitting, key=len)] if fitting else set()
    return tuple(number for number in members if number in named)


def _calls(members: Mapping[str, str]) -> dict[str, set[str]]:
    names = {number: name.casefold().split() for number, name in members.items() if name.strip()}
    firsts = Counter(parts[0] for parts in names.values())
    calls: dict[str, set[str]] = {}
    for number, parts in names.items():
        first = {parts[0]} if firsts[parts[0]] == 1 else set()
        for call in {" ".join(parts), ".".join(parts)} | first:
            calls.setdefault(call, set()).add(number)
    return calls


def _is_named(rest: str, name: str) -> bool:
    after = rest[len(name) : len(name) + 1]
    return rest.startswith(name) and not (after.isalnum() or after == "_")
