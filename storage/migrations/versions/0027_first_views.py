"""Who of a customer's has opened a project or an approval first"""

import sqlalchemy as sa
from alembic import op

from storage.migrations.checks import allow_values, forbid_values, one_of

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

SUBJECTS = ("invoice", "retainer", "quote", "project", "approval")
NEWS = ("document_viewed",)


def upgrade() -> None:
    allow_values("notifications", "kind", "notification_kind", NEWS)
    op.create_table(
        "first_views",
        sa.Column("subject_kind", one_of("subject_kind", SUBJECTS), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("viewed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("subject_kind", "subject", name="pk_first_views"),
        sa.ForeignKeyConstraint(
            ["contact"], ["contacts.number"], name="fk_first_views_contact_contacts"
        ),
    )
    op.execute(
        "CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON first_views"
        " FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )


def downgrade() -> None:
    op.drop_table("first_views")
    op.execute("DELETE FROM notifications WHERE kind = 'document_viewed'")
    forbid_values("notifications", "kind", "notification_kind", NEWS)
