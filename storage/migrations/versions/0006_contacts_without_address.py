"""Several contact persons of one customer may be without an e-mail address."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0004"
branch_labels = None
depends_on = None

NAME = "uq_contacts_customer_email"
COLUMNS = ("customer", sa.literal_column("lower(email)"))


def upgrade() -> None:
    op.drop_index(NAME, table_name="contacts")
    op.create_index(
        NAME, "contacts", list(COLUMNS), unique=True, postgresql_where=sa.text("email <> ''")
    )


def downgrade() -> None:
    """Refused by the database while somebody's customer has two persons without an address."""
    op.drop_index(NAME, table_name="contacts")
    op.create_index(NAME, "contacts", list(COLUMNS), unique=True)
