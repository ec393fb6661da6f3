"""Who owes the tax of what a customer buys."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "customers",
        sa.Column(
            "tax_treatment",
            sa.Enum(
                "by_rule",
                "taxed",
                "reverse_charge",
                "exempt",
                name="tax_treatment",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
            server_default="by_rule",
        ),
    )


def downgrade() -> None:
    op.drop_column("customers", "tax_treatment")
