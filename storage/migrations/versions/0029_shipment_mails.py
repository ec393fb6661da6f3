"""The day on which a shipment is expected, and the mails that tell customers of shipments"""

import sqlalchemy as sa
from alembic import op

from storage.migrations.checks import allow_values, forbid_values

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

MAILS = ("shipment_sent", "shipment_delivered")


def upgrade() -> None:
    allow_values("messages", "kind", "mail_kind", MAILS)
    op.add_column("shipments", sa.Column("expected_on", sa.Date()))


def downgrade() -> None:
    op.drop_column("shipments", "expected_on")
    op.execute("DELETE FROM messages WHERE kind IN ('shipment_sent', 'shipment_delivered')")
    forbid_values("messages", "kind", "mail_kind", MAILS)
