"""Who owes the tax of what a customer buys."""

import sqlalchemy as sa
from alembic import op

from storage.migrations.checks import one_of

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "customers",
        sa.Column(
            "tax_treatment",
            one_of("tax_treatment", ("by_rule", "taxed", "reverse_charge", "exempt")),
            nullable=False,
            server_default="by_rule",
        ),
    )


def downgrade() -> None:
    op.drop_column("customers", "tax_treatment")
