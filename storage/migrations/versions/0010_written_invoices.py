"""Invoices that staff write: drafts with their grace, whom they are for, and what tax they bear."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from storage.migrations.checks import allow_values, check_values, forbid_values, one_of

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

DRAFT_STATUSES = ("written", "ready", "issued", "discarded")
BEHAVIOURS = ("inclusive", "exclusive")
CATEGORIES = ("standard", "reduced", "zero", "exempt", "reverse_charge")
MORE = (
    ("invoice_lines", "kind", "line_kind", "item"),
    ("invoice_lines", "article_kind", "article_kind", "item"),
    ("messages", "kind", "mail_kind", "invoice_issued"),
)
ISSUED_STAYS = """
CREATE OR REPLACE FUNCTION refuse_change_of_finalised() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.number IS NOT NULL AND TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'invoice % is finalised: it is never deleted', OLD.number
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    IF OLD.number IS NOT NULL AND (
            NEW.number, NEW.customer, NEW.currency, NEW.issued_on, NEW.subtotal_minor_units,
            NEW.tax_minor_units, NEW.total_minor_units{more_new})
        IS DISTINCT FROM (
            OLD.number, OLD.customer, OLD.currency, OLD.issued_on, OLD.subtotal_minor_units,
            OLD.tax_minor_units, OLD.total_minor_units{more_old}) THEN
        RAISE EXCEPTION 'invoice % is finalised: correct it by a credit note', OLD.number
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$
"""
_ON_INVOICES = {
    "customer_name": sa.Text(),
    "customer_tax_id": sa.Text(),
    "billing_address": postgresql.JSONB(),
    "shipping_address": postgresql.JSONB(),
}
_TEXTS = ("purchase_order", "notes", "terms")
_ON_LINES = {
    "tax_numerator": sa.BigInteger(),
    "tax_denominator": sa.BigInteger(),
    "tax_behaviour": sa.String(40),
    "tax_category": sa.String(40),
}


def _issued_stays(columns: tuple[str, ...]) -> str:
    """What of an invoice that has a number nobody changes; these columns as well."""
    new, old = ("".join(f", {row}.{column}" for column in columns) for row in ("NEW", "OLD"))
    return ISSUED_STAYS.replace("{more_new}", new).replace("{more_old}", old)


def upgrade() -> None:
    for table, column, name, value in MORE:
        allow_values(table, column, name, (value,))
    for name, kind in _ON_INVOICES.items():
        op.add_column("invoices", sa.Column(name, kind))
    for name in _TEXTS:
        _add_text("invoices", name)
    for name, kind in _ON_LINES.items():
        op.add_column("invoice_lines", sa.Column(name, kind))
    _add_text("invoice_lines", "tax_note")
    check_values("invoice_lines", "tax_behaviour", "tax_behaviour", BEHAVIOURS)
    check_values("invoice_lines", "tax_category", "tax_category", CATEGORIES)
    _remember_what_was_issued()
    op.execute(_issued_stays((*_ON_INVOICES, *_TEXTS)))
    op.execute(sa.schema.CreateSequence(sa.Sequence("draft_numbers")))
    op.create_table(
        "invoice_drafts",
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("invoice", sa.Uuid(), nullable=False),
        sa.Column("customer", sa.Text(), nullable=False),
        sa.Column(
            "status",
            one_of("draft_status", DRAFT_STATUSES),
            nullable=False,
        ),
        sa.Column("net_days", sa.BigInteger()),
        sa.Column("due_on", sa.Date()),
        sa.Column("issues_at", sa.DateTime(timezone=True)),
        sa.Column("written_by", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("number", name="pk_invoice_drafts"),
        sa.UniqueConstraint("invoice", name="uq_invoice_drafts_invoice"),
        sa.ForeignKeyConstraint(
            ["invoice"], ["invoices.id"], name="fk_invoice_drafts_invoice_invoices"
        ),
        sa.ForeignKeyConstraint(
            ["customer"], ["customers.number"], name="fk_invoice_drafts_customer_customers"
        ),
    )
    op.create_index("ix_invoice_drafts_status", "invoice_drafts", ["status"])
    op.create_index("ix_invoice_drafts_customer", "invoice_drafts", ["customer", "status"])


def downgrade() -> None:
    """Refused by the database while there are items, or mails about issued invoices."""
    op.execute(_issued_stays(()))
    op.drop_table("invoice_drafts")
    op.execute(sa.schema.DropSequence(sa.Sequence("draft_numbers")))
    for name in (*_ON_LINES, "tax_note"):
        op.drop_column("invoice_lines", name)
    for name in (*_ON_INVOICES, *_TEXTS):
        op.drop_column("invoices", name)
    for table, column, name, value in reversed(MORE):
        forbid_values(table, column, name, (value,))


def _add_text(table: str, name: str) -> None:
    op.add_column(table, sa.Column(name, sa.Text(), nullable=False, server_default=""))


def _remember_what_was_issued() -> None:
    """Rates and customers could not be changed in a way that invoices show until now."""
    op.execute("ALTER TABLE invoice_lines DISABLE TRIGGER finalised_stays")
    op.execute(
        "UPDATE invoice_lines l SET tax_numerator = r.numerator, tax_denominator = r.denominator,"
        " tax_behaviour = r.behaviour, tax_category ="
        " CASE WHEN r.numerator = 0 THEN 'zero' ELSE 'standard' END"
        " FROM tax_rates r WHERE r.code = l.tax_rate"
    )
    op.execute("ALTER TABLE invoice_lines ENABLE TRIGGER finalised_stays")
    op.execute(
        "UPDATE invoices i SET customer_name = c.name, customer_tax_id = c.tax_id,"
        " billing_address = c.billing_address, shipping_address = c.shipping_address"
        " FROM customers c WHERE c.number = i.customer AND i.number IS NOT NULL"
    )
