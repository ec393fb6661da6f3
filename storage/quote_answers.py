"""What became of quotes: who has seen, accepted and declined them, and into what they turned."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from domain.money import Money
from domain.quote_conversions import QuoteConversion
from storage.base import Base, status_column
from storage.signatures import Signed


class QuoteViewRow(Base):
    """That a person of the customer's has seen a version, the first time only."""

    __tablename__ = "quote_views"
    __table_args__ = (
        ForeignKeyConstraint(
            ["quote", "version"], ["quote_versions.quote", "quote_versions.version"]
        ),
    )

    quote: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    contact: Mapped[str] = mapped_column(ForeignKey("contacts.number"))
    viewed_at: Mapped[datetime]


class QuoteAcceptanceRow(Signed, Base):
    """Who has accepted which version, at which total, with which options, and how they signed.

    It stays for ever; that it was taken back is noted beside it. `carried_from` is the acceptance
    that lives on in this one: the version that followed sells the same.
    """

    __tablename__ = "quote_acceptances"
    __table_args__ = (
        ForeignKeyConstraint(
            ["quote", "version"], ["quote_versions.quote", "quote_versions.version"]
        ),
        CheckConstraint("(undone_at IS NULL) = (undone_by IS NULL)", name="undone_by_somebody"),
        Index(
            "uq_quote_acceptances_standing",
            "quote",
            unique=True,
            postgresql_where=text("undone_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    quote: Mapped[str]
    version: Mapped[int]
    currency: Mapped[str]
    total_minor_units: Mapped[int]
    options: Mapped[list[int]]
    contact: Mapped[str] = mapped_column(ForeignKey("contacts.number"))
    terms_accepted: Mapped[bool] = mapped_column(default=False)
    purchase_order: Mapped[str] = mapped_column(default="")
    by_link: Mapped[bool] = mapped_column(default=False)
    carried_from: Mapped[int | None] = mapped_column(ForeignKey("quote_acceptances.id"))
    accepted_at: Mapped[datetime]
    undone_by: Mapped[str | None]
    undone_at: Mapped[datetime | None]

    @property
    def total(self) -> Money:
        return Money(self.total_minor_units, self.currency)


class QuoteDeclineRow(Base):
    """Who has declined which version, and why."""

    __tablename__ = "quote_declines"
    __table_args__ = (
        ForeignKeyConstraint(
            ["quote", "version"], ["quote_versions.quote", "quote_versions.version"]
        ),
        Index("ix_quote_declines_quote", "quote", "version"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    quote: Mapped[str]
    version: Mapped[int]
    contact: Mapped[str] = mapped_column(ForeignKey("contacts.number"))
    reason: Mapped[str] = mapped_column(default="")
    address: Mapped[str] = mapped_column(default="")
    declined_at: Mapped[datetime]


class QuoteConversionRow(Base):
    """What a quote became, once: `document` is the number of a draft, of an invoice, …."""

    __tablename__ = "quote_conversions"
    __table_args__ = (
        ForeignKeyConstraint(
            ["quote", "version"], ["quote_versions.quote", "quote_versions.version"]
        ),
        Index("ix_quote_conversions_document", "document"),
    )

    quote: Mapped[str] = mapped_column(ForeignKey("quotes.number"), primary_key=True)
    version: Mapped[int]
    kind: Mapped[QuoteConversion] = status_column(QuoteConversion)
    document: Mapped[str]
    converted_by: Mapped[str]
    converted_at: Mapped[datetime]
