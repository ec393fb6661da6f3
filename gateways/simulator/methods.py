"""Methods of payment as the ledger keeps them: saved by customers, or known from the start."""

import secrets
import sqlite3
from dataclasses import dataclass, replace
from datetime import datetime

from domain.processor import MethodFacts, MethodKind
from gateways.simulator.behaviours import Behaviour
from gateways.simulator.cards import CARDS, TOKEN, TestCard, card_behind
from gateways.simulator.refusals import unknown_method


@dataclass(frozen=True)
class Method:
    """What a token stands for. One that is not reusable paid once, and its token is never told."""

    facts: MethodFacts
    behaviour: Behaviour
    reusable: bool

    @property
    def token(self) -> str:
        return self.facts.token

    @property
    def told(self) -> MethodFacts:
        """What the merchant hears."""
        return self.facts if self.reusable else replace(self.facts, token="")


def find(books: sqlite3.Connection, token: str) -> Method | None:
    row = books.execute("SELECT * FROM methods WHERE token = ?", (token,)).fetchone()
    return _from_row(row) if row else None


def find_or_begin(books: sqlite3.Connection, token: str, at: datetime) -> Method | None:
    """The method of this token; one of a test card begins to exist by being named."""
    known = find(books, token)
    if known:
        return known
    card = card_behind(token)
    if card is None:
        return None
    method = Method(card.facts(token, at), card.behaviour, reusable=True)
    _insert(books, method)
    return method


def remember(books: sqlite3.Connection, card: TestCard, at: datetime, *, reusable: bool) -> Method:
    """The card that a customer chose on a page, under a token of its own."""
    kind = "bank" if card.kind is MethodKind.BANK_ACCOUNT else "card"
    facts = card.facts(f"pm_{kind}_{secrets.token_hex(12)}", at)
    method = Method(facts, card.behaviour_once_saved, reusable)
    _insert(books, method)
    return method


def forget(books: sqlite3.Connection, token: str) -> None:
    """What could not be charged is not saved."""
    books.execute("UPDATE methods SET reusable = 0 WHERE token = ?", (token,))


def change_behaviour(
    books: sqlite3.Connection, token: str, behaviour: Behaviour, at: datetime
) -> None:
    """A token of another processor, named in an import, begins to exist by being given one."""
    if not TOKEN.fullmatch(token):
        raise unknown_method(token)
    if find_or_begin(books, token, at) is None:
        _insert(books, Method(CARDS[0].facts(token, at), behaviour, reusable=True))
    books.execute("UPDATE methods SET behaviour = ? WHERE token = ?", (str(behaviour), token))


def latest(books: sqlite3.Connection, most: int) -> list[Method]:
    """The methods that can be charged again, the newest first."""
    query = "SELECT * FROM methods WHERE reusable = 1 ORDER BY place DESC LIMIT ?"
    return [_from_row(row) for row in books.execute(query, (most,))]


def _insert(books: sqlite3.Connection, method: Method) -> None:
    facts = method.facts
    books.execute(
        "INSERT INTO methods (token, kind, brand, last4, expires_month, expires_year, country,"
        " behaviour, reusable) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            facts.token,
            facts.kind,
            facts.brand,
            facts.last4,
            facts.expires_month,
            facts.expires_year,
            facts.country,
            str(method.behaviour),
            method.reusable,
        ),
    )


def _from_row(row: sqlite3.Row) -> Method:
    facts = MethodFacts(
        token=row["token"],
        kind=MethodKind(row["kind"]),
        brand=row["brand"],
        last4=row["last4"],
        expires_month=row["expires_month"],
        expires_year=row["expires_year"],
        country=row["country"],
    )
    return Method(facts, Behaviour.parse(row["behaviour"]), bool(row["reusable"]))
