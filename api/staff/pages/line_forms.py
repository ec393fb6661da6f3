"""Forms whose lines stand in columns: a line more or less, as typed, and as they are meant."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest
from typing import Annotated, ClassVar, Self

from pydantic import Field

from api.callers import SignedInStaff
from api.editions import SeenForm
from api.inputs import Line
from api.staff.inputs import NotADate, Reader, price_in, share, whole_number
from domain.editions import DraftMoved
from domain.errors import BillingError
from domain.invoice_drafts import MOST_LINES, WrittenLine, discount_of, written_item
from domain.money import Money

COLUMNS = ("description", "quantity", "price", "discount", "tax")
Column = Annotated[list[Line], Field(default_factory=list, max_length=MOST_LINES)]
_LINE_FIELDS = {
    "QuantityTooSmall": "quantity",
    "NegativePrice": "price",
    "AmountTooLarge": "price",
    "DiscountTooLarge": "discount",
}


@dataclass(frozen=True)
class TypedLine:
    """One line as it was typed. Only a quote asks whether it is `taken`."""

    description: str = ""
    quantity: str = "1"
    price: str = ""
    discount: str = ""
    tax: str = ""
    taken: str = ""

    @property
    def is_empty(self) -> bool:
        return not (self.description or self.price)


class LinesForm(SeenForm):
    """`do` is what was pressed: `save`, `add`, or `remove-2`."""

    columns: ClassVar[tuple[str, ...]] = COLUMNS
    do: Line = "save"
    description: Column
    quantity: Column
    price: Column
    discount: Column
    tax: Column

    @classmethod
    def empty(cls, **values: str) -> Self:
        """With these values, and one line to begin with."""
        columns: dict[str, list[str]] = {name: [] for name in cls.columns}
        return cls(csrf="", **columns, **values).with_lines([TypedLine()])

    @property
    def lines(self) -> list[TypedLine]:
        cells = zip_longest(*(getattr(self, name) for name in self.columns), fillvalue="")
        return [TypedLine(**dict(zip(self.columns, line, strict=True))) for line in cells]

    def pressed(self) -> Self:
        """The form with a line more or less, as the button that was pressed asks for."""
        lines = self.lines
        if self.do == "add":
            lines = [*lines, TypedLine(tax=lines[-1].tax if lines else "")]
        gone = self.do.removeprefix("remove-")
        if gone != self.do and gone.isascii() and gone.isdigit():
            lines = [line for place, line in enumerate(lines, start=1) if place != int(gone)]
        return self.with_lines(lines or [TypedLine()])

    def refused(self, why: BillingError) -> Self:
        """As it was typed; saved again, it takes the place of what was changed meanwhile."""
        edition = why.facts["edition"] if isinstance(why, DraftMoved) else self.edition
        return self.model_copy(update={"edition": edition})

    def with_lines(self, lines: list[TypedLine]) -> Self:
        columns = {name: [getattr(line, name) for line in lines] for name in self.columns}
        return self.model_copy(update=columns)

    def written(self, reader: Reader, currency: str) -> Iterator[tuple[TypedLine, WrittenLine]]:
        """The lines that can be read, as typed and as meant; what is wrong is noted."""
        for place, typed in enumerate(self.lines, start=1):
            line = None if typed.is_empty else read_line(reader, place, typed, currency)
            if line:
                yield typed, line


def reasons(staff: SignedInStaff, why: BillingError) -> dict[str, str]:
    """Why a form was refused, by the field that it is about: of one that moved, its edition."""
    return {"edition" if isinstance(why, DraftMoved) else "": staff.put(why)}


def read_line(reader: Reader, place: int, line: TypedLine, currency: str) -> WrittenLine | None:
    """A line as it is meant, if it can be read; what is wrong is noted with its field."""
    nothing = Money.zero(currency)
    before = len(reader.errors)
    quantity = reader.read(f"quantity-{place}", line.quantity or "1", whole_number, 1)
    price = reader.read(f"price-{place}", line.price or "0", price_in(currency), nothing)
    if len(reader.errors) > before:
        return None
    discount = reader.read(
        f"discount-{place}", line.discount, lambda text: _discount(text, quantity, price), nothing
    )
    written = WrittenLine(line.description, quantity, price, discount, line.tax or None)
    try:
        written_item(written, None)
    except BillingError as refusal:
        field = _LINE_FIELDS.get(type(refusal).__name__, "description")
        reader.note(f"{field}-{place}", refusal)
    return written


def _discount(text: str, quantity: int, price: Money) -> Money:
    """An amount, or a share of the whole line like 10 %."""
    if not text:
        return Money.zero(price.currency)
    if text.endswith("%"):
        return discount_of(share(text), quantity, price)
    return price_in(price.currency)(text)


def typed_line(line: WrittenLine, taken: str = "") -> TypedLine:
    """A line as it was saved, to be typed over."""
    return TypedLine(
        line.description,
        str(line.quantity),
        str(line.unit_price.decimal),
        "" if line.discount.is_zero else str(line.discount.decimal),
        line.tax or "",
        taken,
    )


def typed_day(text: str) -> date:
    """Raises `NotADate`."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise NotADate(typed=text) from None
