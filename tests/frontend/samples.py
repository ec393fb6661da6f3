"""What pages and mails are shown with in tests, and a language that shows forgotten words."""

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import write_po

from domain.deliveries import Fact
from domain.invoices import InvoiceStatus
from domain.money import Money
from domain.subscriptions import SubscriptionStatus
from runtime.languages import LANGUAGES, Language

ROOT = Path(__file__).resolve().parents[2]
FRONTEND = ROOT / "frontend"
ENGLISH = LANGUAGES["en"]
GERMAN = LANGUAGES["de"]
PSEUDO = Language("en-XA", "Pseudo", "en_GB")
MIRRORED = Language("ar-XB", "Mirrored", "ar_EG", direction="rtl")
Forms = str | tuple[str, ...]
KEYWORDS = {"_": None, "N_": None, "gettext": None, "ngettext": (1, 2)}
AT = datetime(2026, 12, 3, 8, 0, tzinfo=UTC)
DAY = date(2026, 12, 3)
PRICE = Money(12000, "EUR")
NOTHING = Money(0, "EUR")
YEN = Money(1234568, "JPY")
TAXES = (("VAT 19%", Money(1916, "EUR")),)


@dataclass(frozen=True)
class Page:
    title: str = "Invoices"
    nav: str = "invoices"


@dataclass(frozen=True)
class Organisation:
    name: str = "Smith & Sons <Studio>"
    mail: str | None = "billing@smith.example"
    phone: str | None = "+49 30 901820"


@dataclass(frozen=True)
class Entry:
    key: str
    label: str
    href: str
    badge: int | None = None


@dataclass(frozen=True)
class Event:
    at: date | datetime
    title: str = "Charge declined"
    text: str | None = None
    tone: str | None = None
    link: tuple[str, str] | None = None


@dataclass(frozen=True)
class Line:
    description: str
    amount: Money
    detail: str | None = None


@dataclass(frozen=True)
class Samples:
    money: Money = PRICE
    none_due: Money = NOTHING
    yen: Money = YEN
    day: date = DAY
    moment: datetime = AT
    statuses: tuple[StrEnum, ...] = (*InvoiceStatus, *SubscriptionStatus)
    events: tuple[Event, ...] = (Event(AT, tone="bad", link=("#", "INV-000042")), Event(AT))
    ahead: tuple[Event, ...] = (Event(AT + timedelta(days=3), text="We try again."), Event(DAY))
    lines: tuple[Line, ...] = (Line("Team, monthly", PRICE, "12 × 10.00"), Line("Set-up", PRICE))
    taxes: tuple[tuple[str, Money], ...] = TAXES
    renewal: tuple[date, Money] = (DAY, PRICE)


@dataclass(frozen=True)
class Context:
    """Everything a layout may rely on."""

    page: Page = field(default_factory=Page)
    organisation: Organisation = field(default_factory=Organisation)
    viewer: str | None = "Ada O'Neill"
    csrf: str = "form-token"
    languages: tuple[Language, ...] = (ENGLISH, GERMAN)
    nav: tuple[Entry, ...] = (Entry("home", "Home", "/"), Entry("invoices", "Invoices", "/i", 2))
    zone: str = "Europe/Berlin"
    samples: Samples = field(default_factory=Samples)

    def named(self) -> dict[str, object]:
        return dict(vars(self))


FACTS: dict[str, Fact] = {
    "mail": "ada@acme.example",
    "accept_url": "https://portal.example/invitations/abc?a=1&b=2",
    "portal_url": "https://portal.example",
    "reset_url": "https://portal.example/reset/abc",
    "subscription_url": "https://portal.example/portal/subscriptions/SUB-000042",
    "invoice_url": "https://portal.example/portal/invoices/INV-000042",
    "pay_url": "https://portal.example/portal/invoices/INV-000042/pay",
    "update_url": "https://portal.example/portal/methods",
    "confirm_url": "https://portal.example/portal/payments/PAY-000007",
    "plan": "Team & friends",
    "subscription": "SUB-000042",
    "invoice": "INV-000042",
    "invoices": "INV-000042",
    "subject": "Our invoice & what is left",
    "words": 'Dear Ben,\n\n1 < 2 & "please" pay it.\nAda',
    "sender": "Ada O'Neill, Acme <Ltd>",
    "number": "INV-000042",
    "link_url": "https://portal.example/link/doc_abc",
    "code": "012345",
    "verify_url": "https://portal.example/verify",
    "payment": "PAY-000007",
    "amount": PRICE,
    "remaining": None,
    "credited": PRICE,
    "owed": None,
    "method": "Visa •••• 4242",
    "reason": "There was not enough money in the account.",
    "final_action": "cancel",
    "cause": "asked",
    "renews_on": DAY,
    "due_on": DAY,
    "valid_until": AT,
    "changed_at": AT,
    "trial_end": AT,
    "ended_at": AT,
    "paid_at": AT,
    "received_on": DAY,
    "next_try": AT,
    "final_at": AT + timedelta(days=7),
    "decided_at": AT,
    "ends_at": AT,
    "expires_on": DAY,
    "stage": "final",
    "fee_invoice": "INV-000043",
    "fee": PRICE,
    "happened": "changed",
    "on": DAY,
    "credit": PRICE,
    "resumes_on": DAY,
    "next_amount": PRICE,
    "wished": "Team, yearly",
    "issued_on": DAY,
    "purchase_order": "PO-4711",
    "portal": "yes",
    "note": "CN-000007",
    "left": PRICE,
    "paid_on": DAY,
    "reference": "SEPA-4711",
    "quote": "QUO-000007",
    "title": "A new website & shop",
    "version": 2,
    "last_day": DAY,
    "extended": "yes",
    "options": "Training & care, Support",
    "more": 2,
    "person": "Ben O'Neill",
    "becomes": "sent_invoice",
    "retainer": "RET-000042",
    "advance": PRICE,
    "quote_url": "https://billing.example.com/quotes/QUO-000007",
    "news": "The customer has seen %(document)s for the first time.",
    "customer": "Acme <Ltd>",
    "page_url": "https://portal.example/console/invoices/INV-000042#comments",
    "payment_url": "https://billing.example.com/payments/PAY-000042",
    "approval": "APP-000042",
    "project": "Relaunch",
    "hours": "12:30",
    "submitted_at": AT,
    "shipment": "SHIP-000042",
    "order": "SO-000007",
    "contents": "1200 Chair & cushion\n1 Assembly",
    "carrier": "Post",
    "tracking_number": "X1",
    "follow_url": "https://post.example/X1?a=1&b=2",
    "expected_on": DAY,
    "delivered_at": AT,
    "order_url": "https://billing.example.com/sales-orders/SO-000007",
    "approval_url": "https://billing.example.com/approvals/APP-000042",
}


def marked(*folders: str) -> set[Forms]:
    """Every text in these files or folders of the repository that is marked for translation."""
    with (FRONTEND / "babel.cfg").open() as mapping:
        methods, options = parse_mapping_cfg(mapping)  # type: ignore[no-untyped-call]  # Babel says no types
    found = extract_from_dir(ROOT, methods, options, keywords=KEYWORDS)
    return {
        message if isinstance(message, str) else tuple(message)
        for path, _, message, *_ in found
        if path.startswith(folders)
    }


def msgids(*folders: str) -> set[str]:
    """Those of them that have one form only."""
    return {text for text in marked(*folders) if isinstance(text, str)}


def write_pseudo_catalogue(directory: Path, language: Language) -> None:
    """A catalogue in which every translated text stands in double brackets, longer than it was."""
    code = language.code.replace("-", "_")
    catalog = Catalog(locale=None)
    for message in msgids("frontend/", "runtime/"):
        catalog.add(message, f"⟦{message}{'~' * (len(re.sub(r'[%{].*?[)}]', '', message)) // 3)}⟧")
    folder = directory / code / "LC_MESSAGES"
    folder.mkdir(parents=True)
    with (folder / "backoffice.po").open("wb") as file:
        write_po(file, catalog)
