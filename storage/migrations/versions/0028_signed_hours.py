"""Whoever approves hours signs them: what with and from where, kept as it was"""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

COLUMNS = ("name", "drawing", "address")


def upgrade() -> None:
    for column in COLUMNS:
        op.add_column(
            "approval_steps", sa.Column(column, sa.Text(), nullable=False, server_default="")
        )
        op.alter_column("approval_steps", column, server_default=None)
    op.execute(
        "CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON approval_steps"
        " FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )


def downgrade() -> None:
    op.execute("DROP TRIGGER append_only ON approval_steps")
    for column in COLUMNS:
        op.drop_column("approval_steps", column)
