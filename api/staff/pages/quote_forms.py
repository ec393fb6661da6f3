"""The form of a quote: as it is typed, its lines in columns, and as it is meant."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import zip_longest
from typing import Annotated

from fastapi import Form
from pydantic import Field

from activities.quote_writing import QuotedLine, QuoteText
from api.inputs import FormBody, Line, Words
from api.quotes.views import Version
from api.staff.inputs import Reader, price_in, whole_number
from api.staff.pages.invoice_draft_forms import LINE_FIELDS, discount_in, typed_day
from domain.errors import BillingError
from domain.invoice_drafts import MOST_LINES, WrittenLine, written_item
from domain.money import Money
from domain.quote_conversions import SubscribedPlan
from domain.quote_versions import OfferedLine
from domain.words import N_

COLUMNS = ("description", "quantity", "price", "discount", "tax", "taken")
Column = Annotated[list[Line], Field(default_factory=list, max_length=MOST_LINES)]


class Taken(StrEnum):
    """Whether a line is bought: always, if the customer likes it, or unless they do not."""

    ALWAYS = "always"
    OPTIONAL = "optional"
    SUGGESTED = "suggested"


TAKEN = (
    (Taken.ALWAYS, N_("Part of it")),
    (Taken.OPTIONAL, N_("Optional")),
    (Taken.SUGGESTED, N_("Optional, suggested")),
)


@dataclass(frozen=True)
class TypedLine:
    """One line as it was typed."""

    description: str = ""
    quantity: str = "1"
    price: str = ""
    discount: str = ""
    tax: str = ""
    taken: str = Taken.ALWAYS

    @property
    def is_empty(self) -> bool:
        return not (self.description or self.price)


class QuoteForm(FormBody):
    """`do` is what was pressed: `save`, `add`, or `remove-2`; `edition` is what was seen."""

    do: Line = "save"
    edition: Line = ""
    customer: Line = ""
    description: Column
    quantity: Column
    price: Column
    discount: Column
    tax: Column
    taken: Column
    title: Line = ""
    valid_until: Line = ""
    purchase_order: Line = ""
    project: Line = ""
    plan: Line = ""
    plan_quantity: Line = "1"
    notes: Words = ""
    terms: Words = ""

    @property
    def lines(self) -> list[TypedLine]:
        columns = [getattr(self, name) for name in COLUMNS]
        return [TypedLine(*cells) for cells in zip_longest(*columns, fillvalue="")]

    def pressed(self) -> "QuoteForm":
        """The form with a line more or less, as the button that was pressed asks for."""
        lines = self.lines
        if self.do == "add":
            lines = [*lines, TypedLine(tax=lines[-1].tax if lines else "")]
        gone = self.do.removeprefix("remove-")
        if gone != self.do and gone.isascii() and gone.isdigit():
            lines = [line for place, line in enumerate(lines, start=1) if place != int(gone)]
        return self.with_lines(lines or [TypedLine()])

    def with_lines(self, lines: list[TypedLine]) -> "QuoteForm":
        columns = {name: [getattr(line, name) for line in lines] for name in COLUMNS}
        return self.model_copy(update=columns)

    def read(self, reader: Reader, currency: str) -> QuoteText:
        """The quote as it is meant; what is wrong is noted with its field."""
        lines = [
            self._line(reader, place, line, currency)
            for place, line in enumerate(self.lines, start=1)
            if not line.is_empty
        ]
        return QuoteText(
            title=self.title,
            lines=tuple(line for line in lines if line),
            valid_until=self._day(reader),
            notes=self.notes,
            terms=self.terms,
            wants_purchase_order=bool(self.purchase_order),
            project=self.project,
            plan=self._plan(reader),
        )

    def _day(self, reader: Reader) -> date | None:
        if not self.valid_until:
            return None
        return reader.read("valid_until", self.valid_until, typed_day, None)

    def _plan(self, reader: Reader) -> SubscribedPlan | None:
        if not self.plan:
            return None
        quantity = reader.read("plan_quantity", self.plan_quantity or "1", whole_number, 1)
        return SubscribedPlan(self.plan, quantity)

    def _line(
        self, reader: Reader, place: int, line: TypedLine, currency: str
    ) -> QuotedLine | None:
        before = len(reader.errors)
        quantity = reader.read(f"quantity-{place}", line.quantity or "1", whole_number, 1)
        price = reader.read(
            f"price-{place}", line.price or "0", price_in(currency), Money.zero(currency)
        )
        if len(reader.errors) > before:
            return None
        discount = reader.read(
            f"discount-{place}",
            line.discount,
            lambda text: discount_in(text, quantity, price),
            Money.zero(currency),
        )
        written = WrittenLine(line.description, quantity, price, discount, line.tax or None)
        _check(reader, place, written)
        suggested = line.taken == Taken.SUGGESTED
        return QuotedLine(written, suggested or line.taken == Taken.OPTIONAL, suggested)


def _check(reader: Reader, place: int, written: WrittenLine) -> None:
    try:
        written_item(written, None)
    except BillingError as refusal:
        field = LINE_FIELDS.get(type(refusal).__name__, "description")
        reader.note(f"{field}-{place}", refusal)


def empty_quote(customer: str, valid_until: date | None, *, asks_order: bool) -> QuoteForm:
    """The form of a new quote, as the preferences suggest it."""
    until = valid_until.isoformat() if valid_until else ""
    return _form(
        customer=customer, valid_until=until, purchase_order="on" if asks_order else ""
    ).with_lines([TypedLine()])


def form_of(version: Version) -> QuoteForm:
    """The form of a draft as it was saved last."""
    quote, row = version.quote, version.row
    form = _form(
        customer=quote.customer,
        edition=str(quote.edition),
        title=row.title,
        valid_until=row.valid_until.isoformat() if row.valid_until else "",
        purchase_order="on" if row.wants_purchase_order else "",
        project=quote.project or "",
        plan=quote.plan or "",
        plan_quantity=str(quote.plan_quantity),
        notes=row.notes,
        terms=row.terms,
    )
    return form.with_lines([_typed_line(line) for line in version.lines])


def _form(**values: str) -> QuoteForm:
    columns: dict[str, list[str]] = {name: [] for name in COLUMNS}
    return QuoteForm(csrf="", **columns, **values)


def _typed_line(line: OfferedLine) -> TypedLine:
    item = line.item
    taken = Taken.SUGGESTED if line.is_suggested else Taken.OPTIONAL
    return TypedLine(
        item.description,
        str(item.quantity),
        str(item.unit_price.decimal),
        "" if item.discount.is_zero else str(item.discount.decimal),
        item.tax.code if item.tax else "",
        taken if line.is_optional else Taken.ALWAYS,
    )


AnyQuote = Annotated[QuoteForm, Form()]
