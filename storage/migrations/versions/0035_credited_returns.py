"""What of an order was invoiced, came back and was given back by credit notes"""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "sales_order_invoices",
        sa.Column("returned", sa.BigInteger(), nullable=False, server_default="0"),
    )
    op.alter_column("sales_order_invoices", "returned", server_default=None)
    op.create_check_constraint(
        "returned_within_invoiced", "sales_order_invoices", "returned BETWEEN 0 AND quantity"
    )


def downgrade() -> None:
    op.drop_column("sales_order_invoices", "returned")
