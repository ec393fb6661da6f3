"""What a bank took back of a payment, also of what had been given back before"""

import sqlalchemy as sa
from alembic import op

from storage.migrations.checks import allow_values, forbid_values

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

NEWS = ("paid_back_twice",)


def upgrade() -> None:
    allow_values("notifications", "kind", "notification_kind", NEWS)
    op.add_column(
        "payments",
        sa.Column("taken_back_minor_units", sa.BigInteger(), nullable=False, server_default="0"),
    )
    op.alter_column("payments", "taken_back_minor_units", server_default=None)
    op.execute(
        "UPDATE payments SET taken_back_minor_units = amount_minor_units - coalesce(("
        " SELECT sum(r.amount_minor_units) FROM refunds r"
        " WHERE r.payment = payments.number AND r.stage <> 'failed'), 0)"
        " WHERE status IN ('late_failed', 'charged_back')"
    )


def downgrade() -> None:
    op.execute("DELETE FROM notifications WHERE kind = 'paid_back_twice'")
    forbid_values("notifications", "kind", "notification_kind", NEWS)
    op.drop_column("payments", "taken_back_minor_units")
