"""Which edition of a draft somebody has seen who changes it, or decides what becomes of it"""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

TABLES = ("invoice_drafts", "sales_orders")


def upgrade() -> None:
    for table in TABLES:
        op.add_column(
            table, sa.Column("edition", sa.BigInteger(), nullable=False, server_default="1")
        )
        op.alter_column(table, "edition", server_default=None)


def downgrade() -> None:
    for table in TABLES:
        op.drop_column(table, "edition")
