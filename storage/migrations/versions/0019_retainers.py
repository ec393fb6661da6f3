"""Retainer invoices: money that is asked for in advance and drawn for invoices"""

import sqlalchemy as sa
from alembic import op

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
        _constrain(table, column, name, [*_allowed(table, name), *values])
    op.add_column(
        "invoices",
        sa.Column("kind", sa.String(40), nullable=False, server_default="invoice"),
    )
    _constrain("invoices", "kind", "invoice_kind", ["invoice", "retainer"])
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
        _constrain(
            table, column, name, [each for each in _allowed(table, name) if each not in values]
        )
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


def _allowed(table: str, name: str) -> list[str]:
    """What the constraint of a column lets in now, whoever has written it."""
    query = sa.text(
        "SELECT match[1] FROM pg_constraint, regexp_matches(pg_get_constraintdef(oid),"
        " '''([^'']+)''', 'g') match WHERE conname = :name AND conrelid = CAST(:t AS regclass)"
    )
    found = op.get_bind().execute(query, {"name": f"ck_{table}_{name}", "t": table})
    return [str(row[0]) for row in found]


def _constrain(table: str, column: str, name: str, values: list[str]) -> None:
    constraint = f"ck_{table}_{name}"
    listed = ", ".join(f"'{value}'" for value in dict.fromkeys(values))
    op.execute(f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {constraint}")
    op.execute(f"ALTER TABLE {table} ADD CONSTRAINT {constraint} CHECK ({column} IN ({listed}))")
