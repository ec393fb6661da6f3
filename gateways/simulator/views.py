"""How the simulator's pages are drawn: templates, amounts and the words for a status."""

import re
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from babel import Locale, UnknownLocaleError
from babel.numbers import format_currency

from domain.money import Money
from domain.processor import ChargeStatus, DisputeStatus, RefundStatus
from domain.words import N_
from gateways.pages import POLICY, page_templates

HERE: Final = Path(__file__).parent
_HOST = re.compile(r"[A-Za-z0-9.\[\]:-]+")

STATUS_WORDS: Final = {
    ChargeStatus.CREATED: N_("created"),
    ChargeStatus.REQUIRES_ACTION: N_("waits for the customer"),
    ChargeStatus.PROCESSING: N_("processing"),
    ChargeStatus.SUCCEEDED: N_("succeeded"),
    ChargeStatus.FAILED: N_("failed"),
    ChargeStatus.CANCELLED: N_("cancelled"),
}
REFUND_WORDS: Final = {
    RefundStatus.PENDING: N_("refund under way"),
    RefundStatus.SUCCEEDED: N_("refunded"),
    RefundStatus.FAILED: N_("refund failed"),
}
DISPUTE_WORDS: Final = {
    DisputeStatus.OPEN: N_("disputed"),
    DisputeStatus.WON: N_("dispute won"),
    DisputeStatus.LOST: N_("dispute lost"),
}


def money_in_words(amount: Money, locale: str = "en") -> str:
    """The amount as people of this locale write it."""
    try:
        known = Locale.parse(locale.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        known = Locale("en")
    return format_currency(amount.decimal, amount.currency, locale=known)


def policy_that_lets_go_to(url: str | None) -> dict[str, str]:
    """The header that allows a form's answer to lead on to this address, and nowhere else.

    Browsers apply `form-action` to the redirect after a form as well.
    """
    parts = urlsplit(url or "")
    if parts.scheme not in ("http", "https") or not _HOST.fullmatch(parts.netloc):
        return {}
    allowed = f"form-action 'self' {parts.scheme}://{parts.netloc}"
    return {"Content-Security-Policy": POLICY.replace("form-action 'self'", allowed)}


TEMPLATES: Final = page_templates(HERE / "templates")
TEMPLATES.env.filters["money"] = money_in_words
TEMPLATES.env.globals["status_words"] = STATUS_WORDS
TEMPLATES.env.globals["refund_words"] = REFUND_WORDS
TEMPLATES.env.globals["dispute_words"] = DISPUTE_WORDS
