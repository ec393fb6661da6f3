"""SignOffs by a second person, credit paid out by hand, and more that staff hear of"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

DEEDS = ("refund", "pay_out", "credit", "void_credit_note", "void_invoice", "write_off")
STATUSES = ("waiting", "approved", "rejected")
NEWS = (
    "payment_received",
    "payment_returned",
    "subscription_changed",
    "subscription_cancelled",
    "sign_off_asked",
)


def upgrade() -> None:
    _allow_values("notifications", "kind", "notification_kind", NEWS)
    op.add_column("refunds", sa.Column("reference", sa.Text()))
    op.add_column("refunds", sa.Column("paid_on", sa.Date()))
    op.execute(sa.schema.CreateSequence(sa.Sequence("sign_off_numbers")))
    op.create_table(
        "sign_offs",
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("deed", _one_of("deed", DEEDS), nullable=False),
        sa.Column("status", _one_of("sign_off_status", STATUSES), nullable=False),
        sa.Column("customer", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("amount_minor_units", sa.BigInteger(), nullable=False),
        sa.Column("payload", postgresql.JSONB(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Text()),
        sa.Column("decided_at", sa.DateTime(timezone=True)),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.CheckConstraint("decided_by <> asked_by", name="two_people"),
        sa.CheckConstraint(
            "(decided_by IS NULL) = (status = 'waiting')", name="decided_by_somebody"
        ),
        sa.PrimaryKeyConstraint("number", name="pk_sign_offs"),
        sa.ForeignKeyConstraint(
            ["customer"], ["customers.number"], name="fk_sign_offs_customer_customers"
        ),
    )
    op.create_index(
        "ix_sign_offs_waiting",
        "sign_offs",
        ["number"],
        postgresql_where=sa.text("status = 'waiting'"),
    )
    op.create_index("ix_sign_offs_asked_at", "sign_offs", ["asked_at", "number"])


def downgrade() -> None:
    op.drop_table("sign_offs")
    op.execute(sa.schema.DropSequence(sa.Sequence("sign_off_numbers")))
    op.drop_column("refunds", "paid_on")
    op.drop_column("refunds", "reference")
    kinds = ", ".join(f"'{kind}'" for kind in NEWS)
    op.execute(f"DELETE FROM notifications WHERE kind IN ({kinds})")  # noqa: S608 - names are ours
    _forbid_values("notifications", "kind", "notification_kind", NEWS)


def _one_of(name: str, values: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def _allow_values(table: str, column: str, name: str, more: tuple[str, ...]) -> None:
    _constrain(table, column, name, [*_allowed(table, name), *more])


def _forbid_values(table: str, column: str, name: str, fewer: tuple[str, ...]) -> None:
    allowed = [value for value in _allowed(table, name) if value not in fewer]
    _constrain(table, column, name, allowed)


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
    op.execute(f"ALTER TABLE {table} DROP CONSTRAINT {constraint}")
    op.execute(f"ALTER TABLE {table} ADD CONSTRAINT {constraint} CHECK ({column} IN ({listed}))")
