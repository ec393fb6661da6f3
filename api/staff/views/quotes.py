"""What staff are told about a quote: into what it can turn, what it became, and why it did not."""

from collections.abc import Mapping

from api.callers import SignedInStaff
from api.quotes.views import QuoteView, is_draft
from domain.errors import refusal_named
from domain.numbers import shelf_of
from domain.quote_conversions import QuoteConversion
from domain.words import N_
from storage.quotes import QuoteRow

CONVERSIONS: Mapping[QuoteConversion, str] = {
    QuoteConversion.DRAFT_INVOICE: N_("The draft of an invoice"),
    QuoteConversion.SENT_INVOICE: N_("An invoice that is sent at once"),
    QuoteConversion.SUBSCRIPTION: N_("A subscription to the plan it names"),
    QuoteConversion.SALES_ORDER: N_("A sales order"),
    QuoteConversion.RETAINER: N_("A retainer invoice over all of it"),
}
_HOMES: Mapping[QuoteConversion, str] = {
    QuoteConversion.SUBSCRIPTION: "subscriptions",
    QuoteConversion.SALES_ORDER: "sales-orders",
}


def documents_home(view: QuoteView) -> tuple[str, str] | None:
    """What it became: its number, and its page in the console."""
    if view.conversion is None or view.became is None:
        return None
    drafted = is_draft(view.conversion, view.became)
    home = "invoice-drafts" if drafted else _HOMES.get(view.conversion.kind)
    return view.became, f"/console/{home or shelf_of(view.became)}/{view.became}"


def refusal_of(staff: SignedInStaff, row: QuoteRow) -> str:
    """Why it did not become by itself what it should; nothing where it did, or need not."""
    said = row.conversion_refused
    known = refusal_named(said["code"]) if said else None
    return staff.put(known(**said["facts"])) if said and known else ""
