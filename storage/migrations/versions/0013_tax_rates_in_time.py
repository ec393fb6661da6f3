"""Tax rates have a category, words for the invoice, and other rates for some of the time."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

CATEGORIES = ("standard", "reduced", "zero", "exempt", "reverse_charge")


def upgrade() -> None:
    op.add_column(
        "tax_rates",
        sa.Column("category", sa.String(40), nullable=False, server_default="standard"),
    )
    listed = ", ".join(f"'{category}'" for category in CATEGORIES)
    op.create_check_constraint(
        op.f("ck_tax_rates_tax_category"), "tax_rates", sa.text(f"category IN ({listed})")
    )
    op.execute("UPDATE tax_rates SET category = 'zero' WHERE numerator = 0")
    op.add_column("tax_rates", sa.Column("note", sa.Text(), nullable=False, server_default=""))
    op.add_column(
        "tax_rates",
        sa.Column("changes", postgresql.JSONB(), nullable=False, server_default="[]"),
    )


def downgrade() -> None:
    op.drop_column("tax_rates", "changes")
    op.drop_column("tax_rates", "note")
    op.drop_column("tax_rates", "category")
