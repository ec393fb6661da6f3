"""The books can be locked until a day: nothing is booked there, and what comes late says so."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_FUNCTION = """
CREATE FUNCTION refuse_locked_day() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE locked date;
BEGIN
    PERFORM pg_advisory_xact_lock_shared(hashtext('books_locked_until'));
    SELECT books_locked_until INTO locked FROM organisations;
    IF NEW.booked_on <= locked THEN
        RAISE EXCEPTION 'the books are locked until %: nothing is booked on %',
            locked, NEW.booked_on USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$
"""
_TRIGGER = """
CREATE TRIGGER locked_days_stay BEFORE INSERT ON journal_entries
    FOR EACH ROW EXECUTE FUNCTION refuse_locked_day()
"""


def upgrade() -> None:
    op.add_column("organisations", sa.Column("books_locked_until", sa.Date()))
    op.add_column("journal_entries", sa.Column("belongs_to", sa.Date()))
    op.create_check_constraint(
        op.f("ck_journal_entries_booked_later"), "journal_entries", "belongs_to < booked_on"
    )
    op.execute(_FUNCTION)
    op.execute(_TRIGGER)


def downgrade() -> None:
    op.execute("DROP TRIGGER locked_days_stay ON journal_entries")
    op.execute("DROP FUNCTION refuse_locked_day()")
    op.drop_constraint(op.f("ck_journal_entries_booked_later"), "journal_entries")
    op.drop_column("journal_entries", "belongs_to")
    op.drop_column("organisations", "books_locked_until")
