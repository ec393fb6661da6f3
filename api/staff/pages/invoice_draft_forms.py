"""The form of an invoice draft: as it is typed, its lines in columns, and as it is meant."""

from dataclasses import dataclass
from datetime import date
from itertools import zip_longest
from typing import Annotated

from fastapi import Form
from pydantic import Field

from activities.invoice_drafts import BilledTo, Written
from api.inputs import FormBody, Line, Words
from api.staff.inputs import NotADate, Reader, price_in, share, whole_number
from api.staff.views.invoice_drafts import DraftView
from domain.addresses import PostalAddress
from domain.customers import check_name
from domain.errors import BillingError
from domain.invoice_drafts import MOST_LINES, Due, WrittenLine, discount_of, written_item
from domain.invoices import InvoiceKind
from domain.money import Money
from storage.base import Json
from storage.customers import CustomerRow

COLUMNS = ("description", "quantity", "price", "discount", "tax")
_PARTS = ("line1", "line2", "postcode", "city", "region", "country")
Column = Annotated[list[Line], Field(default_factory=list, max_length=MOST_LINES)]


@dataclass(frozen=True)
class TypedLine:
    """One line as it was typed."""

    description: str = ""
    quantity: str = "1"
    price: str = ""
    discount: str = ""
    tax: str = ""

    @property
    def is_empty(self) -> bool:
        return not (self.description or self.price)


class DraftForm(FormBody):
    """`do` is what was pressed: `save`, `add`, or `remove-2`."""

    do: Line = "save"
    kind: InvoiceKind = InvoiceKind.INVOICE
    project: Line = ""
    customer: Line = ""
    description: Column
    quantity: Column
    price: Column
    discount: Column
    tax: Column
    name: Line = ""
    tax_id: Line = ""
    billing_line1: Line = ""
    billing_line2: Line = ""
    billing_postcode: Line = ""
    billing_city: Line = ""
    billing_region: Line = ""
    billing_country: Line = ""
    shipping_line1: Line = ""
    shipping_line2: Line = ""
    shipping_postcode: Line = ""
    shipping_city: Line = ""
    shipping_region: Line = ""
    shipping_country: Line = ""
    purchase_order: Line = ""
    due_days: Line = ""
    due_on: Line = ""
    notes: Words = ""
    terms: Words = ""

    @property
    def lines(self) -> list[TypedLine]:
        columns = (self.description, self.quantity, self.price, self.discount, self.tax)
        return [TypedLine(*cells) for cells in zip_longest(*columns, fillvalue="")]

    def pressed(self) -> "DraftForm":
        """The form with a line more or less, as the button that was pressed asks for."""
        lines = self.lines
        if self.do == "add":
            lines = [*lines, TypedLine(tax=lines[-1].tax if lines else "")]
        gone = self.do.removeprefix("remove-")
        if gone != self.do and gone.isascii() and gone.isdigit():
            lines = [line for place, line in enumerate(lines, start=1) if place != int(gone)]
        return self.with_lines(lines or [TypedLine()])

    def with_lines(self, lines: list[TypedLine]) -> "DraftForm":
        columns = {name: [getattr(line, name) for line in lines] for name in COLUMNS}
        return self.model_copy(update=columns)

    def read(self, reader: Reader, currency: str) -> Written:
        """The draft as it is meant; what is wrong is noted with its field."""
        reader.read("name", self.name, check_name, None)
        lines = [
            read_line(reader, place, line, currency)
            for place, line in enumerate(self.lines, start=1)
            if not line.is_empty
        ]
        billing, shipping = self._address("billing"), self._address("shipping")
        return Written(
            lines=tuple(line for line in lines if line),
            billed_to=BilledTo(
                self.name,
                self.tax_id,
                billing,
                shipping if shipping.line1 or shipping.city else billing,
            ),
            due=self._due(reader),
            purchase_order=self.purchase_order,
            notes=self.notes,
            terms=self.terms,
            project=self.project,
            kind=self.kind,
        )

    def _due(self, reader: Reader) -> Due:
        on = reader.read("due_on", self.due_on, typed_day, None) if self.due_on else None
        if on or not self.due_days:
            return Due(on=on)
        return reader.read("due_days", self.due_days, lambda text: Due(whole_number(text)), Due())

    def _address(self, prefix: str) -> PostalAddress:
        return PostalAddress(**{name: getattr(self, f"{prefix}_{name}") for name in _PARTS})


def read_line(reader: Reader, place: int, line: TypedLine, currency: str) -> WrittenLine | None:
    """A line as it is meant, if it can be read; what is wrong is noted with its field."""
    nothing = Money.zero(currency)
    before = len(reader.errors)
    quantity = reader.read(f"quantity-{place}", line.quantity or "1", whole_number, 1)
    price = reader.read(f"price-{place}", line.price or "0", price_in(currency), nothing)
    if len(reader.errors) > before:
        return None
    discount = reader.read(
        f"discount-{place}", line.discount, lambda text: discount_in(text, quantity, price), nothing
    )
    written = WrittenLine(line.description, quantity, price, discount, line.tax or None)
    try:
        written_item(written, None)
    except BillingError as refusal:
        field = LINE_FIELDS.get(type(refusal).__name__, "description")
        reader.note(f"{field}-{place}", refusal)
    return written


LINE_FIELDS = {
    "QuantityTooSmall": "quantity",
    "NegativePrice": "price",
    "AmountTooLarge": "price",
    "DiscountTooLarge": "discount",
}


def discount_in(text: str, quantity: int, price: Money) -> Money:
    """An amount, or a share of the whole line like 10 %."""
    if not text:
        return Money.zero(price.currency)
    if text.endswith("%"):
        return discount_of(share(text), quantity, price)
    return price_in(price.currency)(text)


def typed_day(text: str) -> date:
    """Raises `NotADate`."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise NotADate(typed=text) from None


def empty_draft(customer: CustomerRow, kind: InvoiceKind) -> DraftForm:
    """The form of a new draft, for the customer as they are known."""
    return _form(
        customer.number,
        {
            "name": customer.name,
            "tax_id": customer.tax_id,
            **_typed("billing", customer.billing_address),
            **_typed("shipping", customer.shipping_address),
            "kind": kind,
        },
    ).with_lines([TypedLine()])


def form_of(view: DraftView) -> DraftForm:
    """The form of a draft as it was saved last."""
    draft, invoice = view.draft, view.invoice
    form = _form(
        draft.customer,
        {
            "name": invoice.customer_name or "",
            "tax_id": invoice.customer_tax_id or "",
            **_typed("billing", invoice.billing_address),
            **_typed("shipping", invoice.shipping_address),
            "purchase_order": invoice.purchase_order,
            "notes": invoice.notes,
            "terms": invoice.terms,
            "kind": invoice.kind,
            "project": invoice.project or "",
            "due_days": "" if draft.net_days is None else str(draft.net_days),
            "due_on": draft.due_on.isoformat() if draft.due_on else "",
        },
    )
    return form.with_lines([_typed_line(line) for line in view.lines])


def _form(customer: str, values: dict[str, str]) -> DraftForm:
    columns: dict[str, list[str]] = {name: [] for name in COLUMNS}
    return DraftForm(csrf="", customer=customer, **columns, **values)


def _typed_line(line: WrittenLine) -> TypedLine:
    return TypedLine(
        line.description,
        str(line.quantity),
        str(line.unit_price.decimal),
        "" if line.discount.is_zero else str(line.discount.decimal),
        line.tax or "",
    )


def _typed(prefix: str, stored: Json | None) -> dict[str, str]:
    return {f"{prefix}_{name}": str((stored or {}).get(name) or "") for name in _PARTS}


AnyDraft = Annotated[DraftForm, Form()]
