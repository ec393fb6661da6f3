"""Letters: the words of each kind of mail, for the eyes and as plain text that stands alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from html import unescape
from textwrap import wrap

from css_inline import CSSInliner

from domain.deliveries import Fact
from domain.messages import MailKind
from runtime.languages import Language
from runtime.templates import Templates, render, render_block, templates

_APPROVAL = frozenset(
    {"approval", "project", "hours", "amount", "submitted_at", "portal", "approval_url"}
)
_SHIPMENT = frozenset({"shipment", "order", "contents", "note", "order_url"})
FACTS: Mapping[MailKind, frozenset[str]] = {
    MailKind.INVITATION: frozenset({"mail", "accept_url", "portal_url", "valid_until"}),
    MailKind.PASSWORD_RESET: frozenset({"reset_url", "valid_until"}),
    MailKind.PASSWORD_CHANGED: frozenset({"changed_at", "reset_url"}),
    MailKind.TRIAL_ENDING: frozenset({"plan", "trial_end", "amount", "method", "subscription_url"}),
    MailKind.TRIAL_CONVERTED: frozenset(
        {
            "plan",
            "subscription",
            "invoice",
            "amount",
            "due_on",
            "method",
            "renews_on",
            "invoice_url",
        }
    ),
    MailKind.TRIAL_LAPSED: frozenset({"plan", "ended_at", "reason", "subscription_url"}),
    MailKind.RECEIPT: frozenset(
        {
            "payment",
            "amount",
            "paid_at",
            "received_on",
            "method",
            "invoices",
            "remaining",
            "invoice_url",
        }
    ),
    MailKind.CHARGE_FAILED: frozenset(
        {
            "plan",
            "invoice",
            "amount",
            "reason",
            "next_try",
            "final_action",
            "final_at",
            "pay_url",
            "update_url",
        }
    ),
    MailKind.RECOVERED: frozenset(
        {"plan", "invoice", "amount", "method", "renews_on", "invoice_url"}
    ),
    MailKind.CANCELLED: frozenset(
        {"plan", "subscription", "cause", "decided_at", "ends_at", "owed", "subscription_url"}
    ),
    MailKind.RENEWAL_NOTICE: frozenset(
        {"plan", "renews_on", "amount", "method", "subscription_url"}
    ),
    MailKind.SUBSCRIPTION_CHANGED: frozenset(
        {
            "happened",
            "plan",
            "subscription",
            "on",
            "amount",
            "credit",
            "resumes_on",
            "renews_on",
            "next_amount",
            "subscription_url",
        }
    ),
    MailKind.CHANGE_NOT_DONE: frozenset(
        {"plan", "wished", "subscription", "reason", "subscription_url"}
    ),
    MailKind.ACTION_REQUIRED: frozenset(
        {"plan", "invoice", "amount", "confirm_url", "valid_until"}
    ),
    MailKind.METHOD_EXPIRING: frozenset({"method", "expires_on", "update_url"}),
    MailKind.METHOD_EXPIRED: frozenset({"method", "expires_on", "update_url"}),
    MailKind.INVOICE_REMINDER: frozenset(
        {"invoice", "amount", "due_on", "stage", "final_action", "final_at", "pay_url"}
    ),
    MailKind.LATE_FEE: frozenset({"invoice", "fee_invoice", "fee", "amount", "due_on", "pay_url"}),
    MailKind.REFUNDED: frozenset(
        {"payment", "amount", "method", "paid_at", "paid_on", "reference", "payment_url"}
    ),
    MailKind.CREDIT_ISSUED: frozenset({"note", "amount", "invoice", "left", "invoice_url"}),
    MailKind.PAYMENT_RETURNED: frozenset(
        {
            "payment",
            "amount",
            "reason",
            "invoice",
            "credited",
            "remaining",
            "invoice_url",
            "pay_url",
            "update_url",
        }
    ),
    MailKind.APPROVAL_SUBMITTED: _APPROVAL,
    MailKind.APPROVAL_REMINDER: _APPROVAL,
    MailKind.SHIPMENT_SENT: _SHIPMENT | {"carrier", "tracking_number", "follow_url", "expected_on"},
    MailKind.SHIPMENT_DELIVERED: _SHIPMENT | {"delivered_at"},
    MailKind.DOCUMENT_LINK: frozenset({"number", "valid_until", "link_url"}),
    MailKind.LINK_CODE: frozenset({"number", "code", "valid_until"}),
    MailKind.STAFF_NEWS: frozenset({"news", "number", "customer", "page_url"}),
    MailKind.COMMENT_SHOWN: frozenset({"number", "page_url"}),
    MailKind.FORWARDED: frozenset({"subject", "words", "sender", "number", "verify_url"}),
    MailKind.INVOICE_ISSUED: frozenset(
        {
            "invoice",
            "amount",
            "issued_on",
            "due_on",
            "remaining",
            "purchase_order",
            "portal",
            "invoice_url",
        }
    ),
    MailKind.QUOTE_SENT: frozenset(
        {"quote", "title", "version", "amount", "last_day", "portal", "quote_url"}
    ),
    MailKind.QUOTE_REMINDER: frozenset(
        {"quote", "title", "version", "amount", "last_day", "portal", "quote_url"}
    ),
    MailKind.QUOTE_ACCEPTED: frozenset(
        {
            "quote",
            "title",
            "version",
            "amount",
            "options",
            "more",
            "person",
            "becomes",
            "retainer",
            "advance",
            "portal",
            "quote_url",
        }
    ),
    MailKind.RETAINER_ISSUED: frozenset(
        {"invoice", "amount", "issued_on", "due_on", "portal", "invoice_url"}
    ),
}
_LINE = 76


class FactsMissing(Exception):
    """A mail cannot be written, because nobody said what it is about."""

    def __init__(self, kind: MailKind, names: frozenset[str]) -> None:
        super().__init__(f"a mail of kind {kind} needs {', '.join(sorted(names))}")


@dataclass(frozen=True)
class Sender:
    """The organisation that a mail comes from."""

    name: str
    mail: str | None
    phone: str | None


@dataclass(frozen=True)
class LetterContext:
    """What a letter is about: from whom, to whom, and the facts of its kind."""

    organisation: Sender
    recipient: str
    zone: str
    facts: Mapping[str, Fact]


@dataclass(frozen=True)
class Letter:
    """A mail ready to be sent."""

    subject: str
    html: str
    text: str


def letter(kind: MailKind, language: Language, context: LetterContext) -> Letter:
    """The letter in the reader's language. Raises `FactsMissing`."""
    missing = FACTS[kind] - context.facts.keys()
    if missing:
        raise FactsMissing(kind, missing)
    words = {
        "organisation": context.organisation,
        "recipient": context.recipient,
        "zone": context.zone,
        "facts": context.facts,
    }
    page = render(_templates(), f"mail/{kind}.html", language, **words)
    text = render(_templates(), f"mail/{kind}.txt", language, **words)
    subject = render_block(_templates(), f"mail/{kind}.txt#subject", language, **words)
    return Letter(
        subject=" ".join(unescape(subject).split()),
        html=_inliner().inline(page),
        text=_wrapped(unescape(text)),
    )


def _wrapped(text: str) -> str:
    """Lines short enough for every reader, addresses unbroken, and no gaps of several lines."""
    lines: list[str] = []
    for line in text.splitlines():
        short = wrap(line, _LINE, break_long_words=False, break_on_hyphens=False) or [""]
        lines += short if short != [""] or lines[-1:] != [""] else []
    return "\n".join(lines).strip() + "\n"


@cache
def _templates() -> Templates:
    return templates()


@cache
def _inliner() -> CSSInliner:
    return CSSInliner(
        keep_style_tags=True,
        keep_at_rules=True,
        remove_inlined_selectors=True,
        load_remote_stylesheets=False,
    )
