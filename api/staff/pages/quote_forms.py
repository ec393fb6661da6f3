"""The form of a quote: as it is typed, its lines in columns, and as it is meant."""

from datetime import date
from enum import StrEnum
from typing import Annotated

from fastapi import Form

from activities.quote_conversions import written_line
from activities.quote_writing import QuotedLine, QuoteText
from api.inputs import Line, Words
from api.quotes.views import Version
from api.staff.inputs import Reader, whole_number
from api.staff.pages.line_forms import (
    COLUMNS,
    Column,
    LinesForm,
    TypedLine,
    typed_day,
    typed_line,
)
from domain.invoice_drafts import WrittenLine
from domain.quote_conversions import SubscribedPlan
from domain.quote_versions import OfferedLine
from domain.words import N_


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


class QuoteForm(LinesForm):
    columns = (*COLUMNS, "taken")
    customer: Line = ""
    taken: Column
    title: Line = ""
    valid_until: Line = ""
    purchase_order: Line = ""
    project: Line = ""
    plan: Line = ""
    plan_quantity: Line = "1"
    notes: Words = ""
    terms: Words = ""

    def read(self, reader: Reader, currency: str) -> QuoteText:
        """The quote as it is meant; what is wrong is noted with its field."""
        return QuoteText(
            title=self.title,
            lines=tuple(_quoted(*line) for line in self.written(reader, currency)),
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


def _quoted(typed: TypedLine, written: WrittenLine) -> QuotedLine:
    suggested = typed.taken == Taken.SUGGESTED
    return QuotedLine(written, suggested or typed.taken == Taken.OPTIONAL, suggested)


def empty_quote(customer: str, valid_until: date | None, *, asks_order: bool) -> QuoteForm:
    """The form of a new quote, as the preferences suggest it."""
    until = valid_until.isoformat() if valid_until else ""
    order = "on" if asks_order else ""
    return QuoteForm.empty(customer=customer, valid_until=until, purchase_order=order)


def form_of(version: Version) -> QuoteForm:
    """The form of a draft as it was saved last."""
    quote, row = version.quote, version.row
    form = QuoteForm.empty(
        customer=quote.customer,
        edition=str(quote.edition),
        title=row.title,
        valid_until=row.valid_until.isoformat() if row.valid_until else "",
        purchase_order="on" if row.wants_purchase_order else "",
        project=row.project or "",
        plan=row.plan or "",
        plan_quantity=str(row.plan_quantity),
        notes=row.notes,
        terms=row.terms,
    )
    return form.with_lines([_typed_line(line) for line in version.lines])


def _typed_line(line: OfferedLine) -> TypedLine:
    optional = Taken.SUGGESTED if line.is_suggested else Taken.OPTIONAL
    return typed_line(written_line(line), optional if line.is_optional else Taken.ALWAYS)


AnyQuote = Annotated[QuoteForm, Form()]
