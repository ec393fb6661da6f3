"""Forwarding: what may be written beside a document that is sent on, to how many, how often.

What people write is a plain text and a subject of one line: nothing in it can become a header.
"""

import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from domain.errors import Conflict, Invalid, NotFound
from domain.plain_words import TURNS, is_blank
from domain.words import N_

MOST_RECIPIENTS = 10
MOST_A_DAY = 20
"""Mails that a customer's people may have sent on within a day."""
MOST_SUBJECT = 150
MOST_WORDS = 4000
_BREAKS = frozenset({"Cc", "Zl", "Zp"})
_MISLEADING = frozenset({"Cs", "Co", "Cn"})


class Recipients(StrEnum):
    """Whom a document may be forwarded to."""

    CONTACTS_ONLY = "contacts_only"
    ANYONE_BECOMES_CONTACT = "anyone_becomes_contact"


class NobodyChosen(Invalid):
    message = N_("Choose at least one person to send it to.")


class TooManyRecipients(Invalid):
    message = N_("At most {most} people can be sent it at once.")


class NoSuchRecipient(NotFound):
    message = N_("{contact} is no contact person to whom this can be sent.")


class OnlyContactPersons(Conflict):
    message = N_("It can only be sent to people who are contact persons already.")


class NewcomerIncomplete(Invalid):
    message = N_("Write both the name and the e-mail address of the new person.")


class NoSubject(Invalid):
    message = N_("Write a subject.")


class SubjectNotALine(Invalid):
    message = N_("The subject is one line of at most {most} characters.")


class WordsNotPlain(Invalid):
    message = N_("The text is plain text of at most {most} characters.")


class ForwardedEnough(Conflict):
    message = N_(
        "At most {most} mails can be forwarded within a day. {left} can still go out today."
    )


class NotToBeForwarded(Conflict):
    message = N_("{number} is void: it cannot be forwarded any more.")


class NotThePrimaryContact(Conflict):
    message = N_("Only the main contact person can forward documents.")


@dataclass(frozen=True)
class Note:
    """What is written beside the document."""

    subject: str
    words: str


def note_of(subject: str, words: str) -> Note:
    """What somebody has written. Raises `NoSubject`, `SubjectNotALine` and `WordsNotPlain`."""
    line, text = subject.strip(), words.replace("\r\n", "\n").strip()
    if is_blank(line):
        raise NoSubject
    if len(line) > MOST_SUBJECT or any(_breaks(each) for each in line):
        raise SubjectNotALine(most=MOST_SUBJECT)
    if len(text) > MOST_WORDS or any(_breaks(each) for each in text if each not in "\n\t"):
        raise WordsNotPlain(most=MOST_WORDS)
    return Note(line, text)


def _breaks(letter: str) -> bool:
    """Whether it ends a line, is no letter at all, or turns round what follows."""
    return unicodedata.category(letter) in _BREAKS | _MISLEADING or letter in TURNS


def check_number(recipients: int) -> None:
    """Raises `NobodyChosen` and `TooManyRecipients`."""
    if recipients < 1:
        raise NobodyChosen
    if recipients > MOST_RECIPIENTS:
        raise TooManyRecipients(most=MOST_RECIPIENTS)


def check_room(sent_today: int, wanted: int) -> None:
    """Whether so many more may go out within the day. Raises `ForwardedEnough`."""
    if sent_today + wanted > MOST_A_DAY:
        raise ForwardedEnough(most=MOST_A_DAY, left=max(MOST_A_DAY - sent_today, 0))
