"""What each version of a quote sells, and for which project"""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

COLUMNS = ("project", "plan", "plan_quantity")


def upgrade() -> None:
    op.add_column("quote_versions", sa.Column("project", sa.Text()))
    op.add_column("quote_versions", sa.Column("plan", sa.Text()))
    op.add_column(
        "quote_versions",
        sa.Column("plan_quantity", sa.BigInteger(), nullable=False, server_default="1"),
    )
    op.alter_column("quote_versions", "plan_quantity", server_default=None)
    op.execute("ALTER TABLE quote_versions DISABLE TRIGGER sent_stays")
    op.execute(
        "UPDATE quote_versions v SET project = q.project, plan = q.plan,"
        " plan_quantity = q.plan_quantity FROM quotes q WHERE q.number = v.quote"
    )
    op.execute("ALTER TABLE quote_versions ENABLE TRIGGER sent_stays")
    op.create_foreign_key(
        "fk_quote_versions_plan_plans", "quote_versions", "plans", ["plan"], ["code"]
    )


def downgrade() -> None:
    for column in COLUMNS:
        op.drop_column("quote_versions", column)
