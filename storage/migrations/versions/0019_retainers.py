"""Retainer invoices: money that is asked for in advance and drawn for invoices"""

import sqlalchemy as sa
from alembic import op

from storage.migrations.checks import allow_values, check_values, forbid_values

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

MORE = (
    ("messages", "kind", "mail_kind", ("retainer_issued",)),
    ("journal_lines", "account", "account", ("retainers", "retainers_asked")),
    ("refunds", "source", "refund_source", ("retainer",)),
    ("documents", "kind", "document_kind", ("retainer",)),
    ("document_files", "kind", "document_kind", ("retainer",)),
)
KIND_STAYS = """
CREATE TRIGGER kind_stays BEFORE UPDATE OF kind, project ON invoices FOR EACH ROW
    WHEN (OLD.number IS NOT NULL
        AND (NEW.kind, NEW.project) IS DISTINCT FROM (OLD.kind, OLD.project))
    EXECUTE FUNCTION refuse_change()
"""


def upgrade() -> None:
    for table, column, name, values in MORE:
        allow_values(table, column, name, values)
    op.add_column(
        "invoices",
        sa.Column("kind", sa.String(40), nullable=False, server_default="invoice"),
    )
    check_values("invoices", "kind", "invoice_kind", ["invoice", "retainer"])
    op.add_column("invoices", sa.Column("project", sa.Text()))
    op.add_column(
        "invoices",
        sa.Column("used_minor_units", sa.BigInteger(), nullable=False, server_default="0"),
    )
    op.create_check_constraint(
        "used_within_paid", "invoices", "used_minor_units BETWEEN 0 AND paid_minor_units"
    )
    op.create_check_constraint(
        "retainers_are_used", "invoices", "kind = 'retainer' OR used_minor_units = 0"
    )
    op.create_index(
        "ix_invoices_retainers",
        "invoices",
        ["customer", "issued_on", "number"],
        postgresql_where=sa.text("kind = 'retainer'"),
    )
    op.add_column("credit_draws", sa.Column("retainer", sa.Text()))
    op.create_foreign_key(
        "fk_credit_draws_retainer_invoices", "credit_draws", "invoices", ["retainer"], ["number"]
    )
    op.create_index("ix_credit_draws_retainer", "credit_draws", ["retainer"])
    _one_source("credit_note, payment, retainer")
    op.execute(KIND_STAYS)


def downgrade() -> None:
    """Refused by the database while there are retainer invoices, or mails about them."""
    op.execute("DROP TRIGGER kind_stays ON invoices")
    for table, column, name, values in reversed(MORE):
        forbid_values(table, column, name, values)
    _one_source("credit_note, payment")
    op.drop_index("ix_credit_draws_retainer", "credit_draws")
    op.drop_column("credit_draws", "retainer")
    op.execute(
        "DO $$ BEGIN IF EXISTS (SELECT FROM invoices WHERE kind = 'retainer') THEN"
        " RAISE EXCEPTION 'there are retainer invoices'; END IF; END $$"
    )
    op.drop_index("ix_invoices_retainers", "invoices")
    op.drop_constraint("ck_invoices_retainers_are_used", "invoices")
    op.drop_constraint("ck_invoices_used_within_paid", "invoices")
    for column in ("used_minor_units", "project", "kind"):
        op.drop_column("invoices", column)


def _one_source(columns: str) -> None:
    op.execute("ALTER TABLE credit_draws DROP CONSTRAINT ck_credit_draws_one_source")
    op.execute(
        "ALTER TABLE credit_draws ADD CONSTRAINT ck_credit_draws_one_source"
        f" CHECK (num_nonnulls({columns}) = 1)"
    )
