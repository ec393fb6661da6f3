"""Writes the chart of accounts and the postings of each event into docs/journal.md.

`python -m tests.support.journal_table`; `make docs` does it too.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from domain import accounts
from domain.accounts import Account, Posting
from domain.chart import CHART
from domain.money import Money

PAGE = Path(__file__).resolve().parents[2] / "docs" / "journal.md"
_NOT_EVENTS = {"check_balanced"}


@dataclass(frozen=True)
class Event:
    """What happened, an example of its postings, and the words of its cause in the journal."""

    what: str
    maker: Callable[..., Sequence[Posting]]
    postings: Sequence[Posting]
    cause: str


def eur(minor_units: int) -> Money:
    return Money(minor_units, "EUR")


_ISSUED = accounts.invoice_issued(net=eur(100), tax=eur(20), gross=eur(120))
EVENTS = (
    Event("An invoice is finalised", accounts.invoice_issued, _ISSUED, "INV-… issued"),
    Event(
        "A retainer invoice is issued: it asks for money, and earns none",
        accounts.retainer_issued,
        accounts.retainer_issued(eur(100)),
        "RET-… issued",
    ),
    Event(
        "It is paid",
        accounts.payment_received,
        accounts.payment_received(
            eur(100),
            applied=eur(100),
            excess=eur(0),
            via=Account.BANK,
            claim=Account.RETAINERS_ASKED,
        ),
        "PAY-… received",
    ),
    Event(
        "It is drawn for an invoice",
        accounts.retainer_drawn,
        accounts.retainer_drawn(eur(60)),
        "INV-… drawn from RET-…",
    ),
    Event(
        "What is left of it is to go back",
        accounts.refund_requested,
        accounts.refund_requested(eur(40), reopened=eur(0), fund=Account.RETAINERS),
        "RF-… requested",
    ),
    Event(
        "Money comes in; what is too much is the customer's",
        accounts.payment_received,
        accounts.payment_received(
            eur(150), applied=eur(120), excess=eur(30), via=Account.PROCESSOR_CLEARING
        ),
        "PAY-… received",
    ),
    Event(
        "A payment comes back; credit of it that was used is lost",
        accounts.payment_returned,
        accounts.payment_returned(
            eur(150), applied=eur(120), credit=eur(20), via=Account.PROCESSOR_CLEARING
        ),
        "PAY-… returned",
    ),
    Event(
        "It comes back though it had been given back: the customer has it twice",
        accounts.payment_returned,
        accounts.payment_returned(
            eur(60), applied=eur(0), credit=eur(0), via=Account.PROCESSOR_CLEARING
        ),
        "PAY-… returned",
    ),
    Event(
        "That refund did not go out after all: the customer has it once",
        accounts.loss_undone,
        accounts.loss_undone(eur(60)),
        "RF-… regained",
    ),
    Event(
        "A credit note is issued",
        accounts.credit_issued,
        accounts.credit_issued(net=eur(50), tax=eur(10), gross=eur(60)),
        "CN-… issued",
    ),
    Event(
        "Credit is used for an invoice",
        accounts.credit_applied,
        accounts.credit_applied(eur(60)),
        "INV-… credited up to …",
    ),
    Event(
        "Money is to go back: of an invoice that is owed again, the rest of credit",
        accounts.refund_requested,
        accounts.refund_requested(eur(60), reopened=eur(40)),
        "RF-… requested",
    ),
    Event(
        "It has gone back",
        accounts.refund_paid,
        accounts.refund_paid(eur(60), via=Account.PROCESSOR_CLEARING),
        "RF-… paid",
    ),
    Event(
        "It did not go back: it pays what is still owed of it, the rest is credit",
        accounts.refund_failed,
        accounts.refund_failed(eur(60), paid=eur(40), credit=eur(20)),
        "RF-… failed",
    ),
    Event(
        "An invoice is written off",
        accounts.invoice_written_off,
        accounts.invoice_written_off(eur(60)),
        "INV-… written off",
    ),
    Event(
        "A document is declared void, here an invoice: all of it the other way round",
        accounts.reversal,
        accounts.reversal(_ISSUED),
        "INV-… void",
    ),
)


def makers() -> set[str]:
    """Every function of `domain.accounts` that makes postings."""
    return {
        name
        for name, value in vars(accounts).items()
        if callable(value)
        and not name.startswith("_")
        and name not in _NOT_EVENTS
        and getattr(value, "__annotations__", {}).get("return") == tuple[Posting, ...]
    }


def drawn() -> str:
    """The page with its tables as the code is now."""
    text = PAGE.read_text()
    for name, rows in (("accounts", _accounts()), ("events", _events())):
        before, mark, rest = text.partition(f"<!-- {name} -->\n")
        end = rest[rest.index("<!-- end -->") :]
        text = before + mark + "\n".join(rows) + "\n" + end
    return text


def _accounts() -> list[str]:
    rows = ["| Account | Nature | Per customer | What it says |", "|---|---|---|---|"]
    return rows + [
        f"| `{account}` | {entry.nature} | {'yes' if entry.of_customer else ''} | {entry.means} |"
        for account, entry in CHART.items()
    ]


def _events() -> list[str]:
    rows = ["| What happens | Debit | Credit | `cause` |", "|---|---|---|---|"]
    return rows + [
        f"| {each.what} | {_side(each, +1)} | {_side(each, -1)} | {each.cause} |" for each in EVENTS
    ]


def _side(event: Event, sign: int) -> str:
    return ", ".join(
        f"`{posting.account}` {abs(posting.amount.minor_units)}"
        for posting in event.postings
        if posting.amount.minor_units * sign > 0
    )


if __name__ == "__main__":
    PAGE.write_text(drawn())
