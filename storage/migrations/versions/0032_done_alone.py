"""What whoever asks for a second person has done alone that day, where that is why"""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "sign_offs",
        sa.Column("alone_minor_units", sa.BigInteger(), nullable=False, server_default="0"),
    )
    op.alter_column("sign_offs", "alone_minor_units", server_default=None)


def downgrade() -> None:
    op.drop_column("sign_offs", "alone_minor_units")
