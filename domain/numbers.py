"""Business numbers: what people read, say on the telephone and type."""

from enum import StrEnum

INVOICES = "INV"
CREDIT_NOTES = "CN"
RETAINERS = "RET"
GAP_FREE = (INVOICES, CREDIT_NOTES, RETAINERS)
"""The series without holes."""


class Series(StrEnum):
    """Numbers that may have holes: nobody's books depend on them."""

    CUSTOMER = "CUST"
    CONTACT = "CON"
    SUBSCRIPTION = "SUB"
    PAYMENT = "PAY"
    REFUND = "RF"
    METHOD = "PM"
    MESSAGE = "MSG"
    STAFF = "STAFF"
    DRAFT = "DRAFT"
    SIGN_OFF = "SIGN"
    CHARGE = "CHG"
    QUOTE = "QUO"
    PROJECT = "PRJ"
    TASK = "TASK"
    TIME = "TIME"
    APPROVAL = "APP"
    SALES_ORDER = "SO"
    SHIPMENT = "SHIP"


def written(series: str, number: int) -> str:
    """`INV-000042`."""
    return f"{series}-{number:06d}"


def version_number(quote: str, version: int) -> str:
    """What the document of a version is called: `QUO-000042-2`."""
    return f"{quote}-{version}"


def quoted(number: str) -> tuple[str, int]:
    """The quote and the version of such a number; of another number no version."""
    quote, _, version = number.rpartition("-")
    known = quote.startswith(f"{Series.QUOTE}-") and version.isascii() and version.isdigit()
    return (quote, int(version)) if known else (number, 0)


def acceptance_number(quote: str, place: int) -> str:
    """What the sheet of a quote's first, second … acceptance is called: `QUO-000042-A1`."""
    return f"{quote}-A{place}"


def accepted(number: str) -> tuple[str, int]:
    """The quote and the place of such a number; of another number no place."""
    quote, _, place = number.rpartition("-A")
    known = quote.startswith(f"{Series.QUOTE}-") and place.isascii() and place.isdigit()
    return (quote, int(place)) if known else (number, 0)


def shelf_of(number: str) -> str:
    """Where a document that is to be paid stands in the portal and the console."""
    return "retainers" if number.startswith(f"{RETAINERS}-") else "invoices"
