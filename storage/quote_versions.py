"""Versions of quotes with their lines: what was sent stays as it is, the database sees to that."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint
from sqlalchemy.orm import Mapped, mapped_column

from domain.articles import Article, ArticleKind, PricedItem
from domain.invoices import LineKind
from domain.money import Money
from domain.quote_versions import OfferedLine
from storage.base import Base
from storage.taxed_lines import TaxedLine, adds_up


class QuoteVersionRow(Base):
    """One version of the offer. From the moment in which it is sent, it stays as it is.

    `project` and `plan` are what the quote is converted for, if this version is accepted.
    """

    __tablename__ = "quote_versions"

    quote: Mapped[str] = mapped_column(ForeignKey("quotes.number"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    title: Mapped[str]
    notes: Mapped[str] = mapped_column(default="")
    terms: Mapped[str] = mapped_column(default="")
    valid_until: Mapped[date | None]
    wants_purchase_order: Mapped[bool] = mapped_column(default=False)
    project: Mapped[str | None]
    plan: Mapped[str | None] = mapped_column(ForeignKey("plans.code"))
    plan_quantity: Mapped[int] = mapped_column(default=1)
    subtotal_minor_units: Mapped[int]
    tax_minor_units: Mapped[int]
    total_minor_units: Mapped[int]
    written_by: Mapped[str]
    written_at: Mapped[datetime]
    sent_by: Mapped[str | None]
    sent_at: Mapped[datetime | None]

    @property
    def agreed(self) -> tuple[str, str | None, int]:
        """What an acceptance agrees to beside the lines: the terms, and the plan that is sold."""
        return self.terms, self.plan, self.plan_quantity


class QuoteLineRow(TaxedLine, Base):
    """A line of a version, with the tax of the day on which that was sent."""

    __tablename__ = "quote_lines"
    __table_args__ = (
        adds_up(),
        CheckConstraint("is_optional OR NOT is_suggested", name="options_are_suggested"),
        ForeignKeyConstraint(
            ["quote", "version"], ["quote_versions.quote", "quote_versions.version"]
        ),
    )

    quote: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    is_optional: Mapped[bool] = mapped_column(default=False)
    is_suggested: Mapped[bool] = mapped_column(default=False)

    def offered(self, currency: str) -> OfferedLine:
        item = PricedItem(
            LineKind.ITEM,
            self.description,
            self.quantity,
            Money(self.unit_minor_units, currency),
            None,
            article=Article(ArticleKind.ITEM, ""),
            tax=self.borne_tax,
            discount=Money(self.discount_minor_units, currency),
        )
        return OfferedLine(self.position, item, self.is_optional, self.is_suggested)
