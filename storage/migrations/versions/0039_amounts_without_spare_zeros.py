"""Amounts of preferences lose zeros that their currency has no place for, as they are typed now

`5.000 EUR` was taken for 5.00 before three decimals were refused as a separator of thousands.
"""

from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None

KEYS = "('late_fee.amounts', 'sign_offs.limits', 'refunds.agent_limits')"
FILL = rf"""
UPDATE preferences SET value = (
    SELECT coalesce(jsonb_agg(
        regexp_replace(regexp_replace(each, '(\.\d*[1-9])0+(\s|$)', '\1\2'), '\.0+(\s|$)', '\1')
        ORDER BY place
    ), '[]')
    FROM jsonb_array_elements_text(value) WITH ORDINALITY AS told(each, place)
) WHERE key IN {KEYS} AND jsonb_typeof(value) = 'array'
"""


def upgrade() -> None:
    op.execute(FILL)


def downgrade() -> None:
    """What was typed reads the same without them."""
