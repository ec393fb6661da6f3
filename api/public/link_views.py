"""The one document that a link shows, from what was written down at its issue."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from activities.documents import issued_document
from api.papers import span
from api.portal.views.payments import waits_for_customer
from api.public.held_links import HeldLink
from api.security.cookies import Jar
from domain.documents import TO_BE_PAID, DocumentFacts
from domain.invoices import PAYABLE
from domain.money import Money
from domain.printing import DocumentKey
from runtime.documents import OPTION, OPTION_LEFT_OUT, TITLES
from storage.books import Books
from storage.payments import PaymentRow


@dataclass(frozen=True)
class LinkedLine:
    description: str
    detail: str
    amount: Money


@dataclass(frozen=True)
class LinkedDocument:
    """`due` is what can be paid now, `seal` what is confirmed by paying it.

    `under_way` is a payment that somebody has begun; `go_on` where its own payer goes on with it.
    """

    title: str
    number: str
    seller: str
    buyer: str
    issued_on: date
    due_on: date | None
    lines: Sequence[LinkedLine]
    total: Money
    owed: Money | None
    due: Money | None
    seal: str
    under_way: PaymentRow | None
    go_on: str


async def linked_document(held: HeldLink, books: Books, key: DocumentKey) -> LinkedDocument:
    facts = (await issued_document(books, key)).to_domain()
    owed, under_way = await _owed(books, key)
    due = None if under_way or owed is None or owed.is_zero else owed
    go_on = ""
    if under_way and under_way.link == held.row.id and waits_for_customer(held.visitor, under_way):
        go_on = f"{held.home}/payments/{under_way.number}?go=on"
    return LinkedDocument(
        title=held.visitor.say(TITLES[key.kind]),
        number=facts.number,
        seller=facts.seller.signs_as,
        buyer=facts.buyer.name,
        issued_on=facts.issued_on,
        due_on=facts.due_on,
        lines=_lines(held, facts),
        total=facts.total,
        owed=owed,
        due=due,
        seal=_seal(held, due) if due else "",
        under_way=under_way,
        go_on=go_on,
    )


def confirmed(held: HeldLink, seal: str) -> int | None:
    """The minor units that were confirmed; None for what we never showed."""
    text = Jar.of(held.visitor.parts.settings).unsign(_purpose(held), seal)
    return int(json.loads(text)) if text else None


async def _owed(books: Books, key: DocumentKey) -> tuple[Money | None, PaymentRow | None]:
    """What is still to be paid of it, and a payment of it that is not decided."""
    if key.kind not in TO_BE_PAID:
        return None, None
    invoice = await books.invoices.with_number(key.number)
    if invoice is None or invoice.status not in PAYABLE:
        return None, None
    return invoice.balance.outstanding, await books.payments.open_attempt([invoice.id])


def _lines(held: HeldLink, facts: DocumentFacts) -> Sequence[LinkedLine]:
    lines = [
        LinkedLine(
            held.visitor.say(each.description) if each.kind.has_our_words else each.description,
            _detail(held, facts, place),
            each.taxed.gross,
        )
        for place, each in enumerate(facts.items)
    ]
    paid = [LinkedLine(each.invoice, "", each.paid) for each in facts.shares]
    return [*lines, *paid]


def _detail(held: HeldLink, facts: DocumentFacts, place: int) -> str:
    """For which days a line is, or that it is optional."""
    item, offered = facts.items[place], facts.offered
    if offered and place in offered.optional:
        out = place in offered.left_out
        return held.visitor.say(OPTION_LEFT_OUT if out else OPTION)
    if item.starts_on and item.ends_on:
        return span(held.visitor, item.starts_on, item.ends_on)
    return ""


def _seal(held: HeldLink, due: Money) -> str:
    jar = Jar.of(held.visitor.parts.settings)
    return jar.sign(_purpose(held), json.dumps(due.minor_units))


def _purpose(held: HeldLink) -> str:
    return f"pay/{held.row.id}"
