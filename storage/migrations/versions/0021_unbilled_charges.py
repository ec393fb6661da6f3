"""Charges that wait for the next invoice of a subscription"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(sa.schema.CreateSequence(sa.Sequence("charge_numbers")))
    op.create_table(
        "unbilled_charges",
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("subscription", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("unit_minor_units", sa.BigInteger(), nullable=False),
        sa.Column("discount_minor_units", sa.BigInteger(), nullable=False),
        sa.Column("tax_rate", sa.Text()),
        sa.Column("added_by", sa.Text(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("invoice", sa.Uuid()),
        sa.Column("removed_by", sa.Text()),
        sa.Column("removed_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint("quantity > 0", name="quantity_positive"),
        sa.CheckConstraint("invoice IS NULL OR removed_at IS NULL", name="one_end"),
        sa.PrimaryKeyConstraint("number", name="pk_unbilled_charges"),
        sa.ForeignKeyConstraint(
            ["subscription"],
            ["subscriptions.number"],
            name="fk_unbilled_charges_subscription_subscriptions",
        ),
        sa.ForeignKeyConstraint(
            ["tax_rate"], ["tax_rates.code"], name="fk_unbilled_charges_tax_rate_tax_rates"
        ),
        sa.ForeignKeyConstraint(
            ["invoice"], ["invoices.id"], name="fk_unbilled_charges_invoice_invoices"
        ),
    )
    op.create_index(
        "ix_unbilled_charges_waiting",
        "unbilled_charges",
        ["subscription"],
        postgresql_where=sa.text("invoice IS NULL AND removed_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_table("unbilled_charges")
    op.execute(sa.schema.DropSequence(sa.Sequence("charge_numbers")))
