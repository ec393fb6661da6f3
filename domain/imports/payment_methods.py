"""Payment methods: tokens of the processor, and what may be shown of them. Never a number."""

from dataclasses import dataclass

from domain.imports.cells import Cells
from domain.imports.codes import country
from domain.imports.inspection import Inspection, Part
from domain.imports.known import CustomerFacts, MethodKey
from domain.imports.lookups import Lookup, Once
from domain.imports.readers import Month, choice, last_four, month, one_line, reference, token
from domain.imports.tables import Form
from domain.processor import MethodKind

FORM = Form(
    "payment_methods.csv",
    needed=("customer", "token", "brand", "last4"),
    optional=("kind", "expires", "country"),
)

_KINDS = {"bank": MethodKind.BANK_ACCOUNT, "sepa_debit": MethodKind.BANK_ACCOUNT}


@dataclass(frozen=True)
class MethodEntry:
    """A payment method. A bank account has no `expires`."""

    key: MethodKey
    kind: MethodKind
    brand: str
    last4: str
    expires: Month | None
    country: str


class MethodBook:
    """The payment methods that are there and to come."""

    def __init__(self, inspection: Inspection) -> None:
        sheet = inspection.sheet(FORM)
        self._known = inspection.known.methods
        self._named = {MethodKey(row.cells["customer"], row.cells["token"]) for row in sheet.rows}
        self._is_whole = sheet.is_whole

    def check(self, cells: Cells, key: MethodKey, column: str) -> None:
        """A fault if the customer has no such payment method, or has removed it."""
        if not self._known.get(key, True):
            message = "The customer has removed this payment method."
            cells.fault(column, message, "Leave the cell empty, or name another one.")
        elif self._is_whole and key not in self._named and key not in self._known:
            message = "This customer has no payment method with this token."
            cells.fault(column, message, f"Correct it, or add a row to {FORM.file}.")


def read_payment_methods(
    inspection: Inspection, customers: Lookup[CustomerFacts]
) -> Part[MethodEntry]:
    """The payment methods that are new. One that was removed stays removed."""
    once, known = Once(), inspection.known.methods
    new: list[MethodEntry] = []
    unchanged = 0
    for cells in inspection.rows(FORM):
        customers.refer(cells, "customer")
        entry = _entry(cells)
        line = once.earlier(cells, entry.key.customer, entry.key.token)
        if line:
            message = f"This token of this customer is in line {line} already."
            cells.fault("token", message, "Keep one of these rows.")
        unchanged += entry.key in known
        if cells.is_sound and entry.key not in known:
            new.append(entry)
    return Part(tuple(new), unchanged)


def _entry(cells: Cells) -> MethodEntry:
    kind = cells.get("kind", choice(MethodKind, _KINDS), MethodKind.CARD)
    expires = cells.get("expires", month, None)
    if kind is MethodKind.CARD and not cells.has("expires"):
        message = "This cell is empty, and a card expires."
        cells.fault("expires", message, "Write the card's last month, like 2028-05.")
    return MethodEntry(
        key=MethodKey(cells.get("customer", reference, ""), cells.get("token", token, "")),
        kind=kind,
        brand=cells.get("brand", _brand, ""),
        last4=cells.get("last4", last_four, ""),
        expires=expires if kind is MethodKind.CARD else None,
        country=cells.get("country", country, ""),
    )


def _brand(text: str) -> str:
    token(text.replace(" ", ""))
    return one_line(40)(text)
