"""Alarms of invariants, customers that are parked, and charges that wait until they are not."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("customers", sa.Column("parked_at", sa.DateTime(timezone=True)))
    op.add_column(
        "customers", sa.Column("parked_because", sa.Text(), nullable=False, server_default="")
    )
    op.alter_column("customers", "parked_because", server_default=None)
    op.create_table(
        "alarms",
        sa.Column("id", sa.BigInteger(), primary_key=True),
        sa.Column("invariant", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("customer", sa.Text(), sa.ForeignKey("customers.number")),
        sa.Column("first_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
    )
    op.create_index(
        "uq_alarms_open",
        "alarms",
        ["invariant", "what"],
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_index("ix_alarms_customer", "alarms", ["customer"])
    op.create_table(
        "held_charges",
        sa.Column("invoice", sa.Uuid(), sa.ForeignKey("invoices.id"), primary_key=True),
        sa.Column("customer", sa.Text(), sa.ForeignKey("customers.number"), nullable=False),
        sa.Column("held_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_held_charges_customer", "held_charges", ["customer"])


def downgrade() -> None:
    op.drop_table("held_charges")
    op.drop_table("alarms")
    op.drop_column("customers", "parked_because")
    op.drop_column("customers", "parked_at")
