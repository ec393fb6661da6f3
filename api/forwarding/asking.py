"""How it is asked that a document be sent on, and how that is done once."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Annotated

from email_validator import EmailNotValidError, validate_email
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from activities.forwarding import Forwarding, Newcomer, forward
from activities.records import Recorded
from api.callers import SignedInContact, SignedInStaff
from api.inputs import Body, FormBody, Line
from api.once import Asked, Outcome, once
from domain.documents import DocumentKind
from domain.errors import BillingError, Invalid
from domain.forwarding import (
    NewcomerIncomplete,
    NobodyChosen,
    NoSubject,
    NoSuchRecipient,
    SubjectNotALine,
    TooManyRecipients,
    WordsNotPlain,
)
from domain.numbers import version_number
from domain.printing import DocumentKey
from domain.words import N_
from storage.books import Books

CUSTOMERS: Mapping[str, DocumentKind] = MappingProxyType(
    {
        "invoices": DocumentKind.INVOICE,
        "retainers": DocumentKind.RETAINER,
        "quotes": DocumentKind.QUOTE,
    }
)
"""What a customer's main contact person sends on, by where it is: a new kind is a row."""
STAFF: Mapping[str, DocumentKind] = MappingProxyType(
    {
        "invoices": DocumentKind.INVOICE,
        "retainers": DocumentKind.RETAINER,
        "quotes": DocumentKind.QUOTE,
        "credit-notes": DocumentKind.CREDIT_NOTE,
        "payments": DocumentKind.RECEIPT,
    }
)
"""What staff send on."""


async def document_meant(books: Books, kind: DocumentKind, number: str) -> DocumentKey:
    """Which document has this number: of a quote that of the version on offer."""
    quote = await books.quotes.find(number) if kind is DocumentKind.QUOTE else None
    if quote and quote.version:
        return DocumentKey(kind, version_number(number, quote.version))
    return DocumentKey(kind, number)


Text = Annotated[str, StringConstraints(max_length=20_000)]
Number = Annotated[Line, Field(min_length=1, max_length=40)]


class NotAnAddress(Invalid):
    message = N_("“{email}” is no e-mail address.")


class ForwardForm(FormBody):
    """`to` are contact persons, `name` and `email` those of somebody who is none yet."""

    to: list[Line] = Field(default_factory=list, max_length=100)
    name: Line = ""
    email: Line = ""
    subject: Text = ""
    words: Text = ""
    send_copy: Line = ""

    def wanted(self, document: DocumentKey) -> "Wanted":
        newcomer = _newcomer(self.name, self.email) if self.name or self.email else None
        return Wanted(document, tuple(filter(None, self.to)), newcomer, self.subject, self.words)


class NewcomerBody(Body):
    name: Line
    email: Line


class ForwardBody(Body):
    """`newcomer` becomes a contact person, where the organisation wants that."""

    to: list[Number] = Field(default_factory=list, max_length=100)
    newcomer: NewcomerBody | None = None
    subject: Text
    words: Text = ""
    send_copy: bool = False

    def wanted(self, document: DocumentKey) -> "Wanted":
        new = self.newcomer
        newcomer = _newcomer(new.name, new.email) if new else None
        return Wanted(document, tuple(self.to), newcomer, self.subject, self.words)


class ForwardedShape(BaseModel):
    """Whom it is on its way to."""

    model_config = ConfigDict(frozen=True)

    document: str
    to: list[str]

    @classmethod
    def of(cls, outcome: Outcome) -> "ForwardedShape":
        """Raises why it was refused."""
        record = outcome.done
        return cls(document=record.key, to=list(record.payload["to"]))


@dataclass(frozen=True)
class Wanted:
    """What is to be sent on to whom, with which words."""

    document: DocumentKey
    to: tuple[str, ...]
    newcomer: Newcomer | None
    subject: str
    words: str


async def send_on(
    by: SignedInContact | SignedInStaff, key: str, wanted: Wanted, *, send_copy: bool = False
) -> Outcome:
    """Send it on, once for this key. Only contact persons can have a copy sent to themselves."""
    said = {**asdict(wanted), "send_copy": send_copy}
    asked = Asked("documents/forward", key, said)
    recipients = (*wanted.to, by.actor.name) if send_copy else wanted.to

    async def work(books: Books, at: datetime) -> Recorded:
        forwarding = Forwarding(
            document=wanted.document,
            command=asked.id_for(by),
            by=by.actor,
            address=by.address,
            sender=_sender(by),
            recipients=recipients,
            newcomer=wanted.newcomer,
            subject=wanted.subject,
            words=wanted.words,
        )
        return await forward(books, forwarding, at)

    return await once(by, asked, work)


_FIELDS: Mapping[type[BillingError], str] = MappingProxyType(
    {
        NobodyChosen: "to",
        NoSuchRecipient: "to",
        TooManyRecipients: "to",
        NewcomerIncomplete: "name",
        NotAnAddress: "email",
        NoSubject: "subject",
        SubjectNotALine: "subject",
        WordsNotPlain: "words",
    }
)


def field_of(refusal: BillingError) -> str:
    """The field of the form that it is about; none for the whole."""
    return _FIELDS.get(type(refusal), "")


def _sender(by: SignedInContact | SignedInStaff) -> str:
    """Who sends it, as its reader knows them."""
    house = by.customer.name if isinstance(by, SignedInContact) else by.house.name
    return " ".join(f"{by.viewer}, {house}".split())


def _newcomer(name: str, email: str) -> Newcomer:
    """Raises `NotAnAddress`."""
    if not email:
        return Newcomer(name, "")
    try:
        checked = validate_email(email, check_deliverability=False)
    except EmailNotValidError:
        raise NotAnAddress(email=email) from None
    return Newcomer(name, checked.normalized)
