"""Staff hear of a draft that could not be issued by itself"""

from alembic import op

from storage.migrations.checks import allow_values, forbid_values

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

NEWS = ("draft_not_issued",)


def upgrade() -> None:
    allow_values("notifications", "kind", "notification_kind", NEWS)


def downgrade() -> None:
    op.execute("DELETE FROM notifications WHERE kind = 'draft_not_issued'")
    forbid_values("notifications", "kind", "notification_kind", NEWS)
