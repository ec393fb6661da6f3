"""Comments on documents, news for one member of staff, and mails to staff"""

import sqlalchemy as sa
from alembic import op

from storage.migrations.checks import allow_values, forbid_values, one_of

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

SUBJECTS = ("invoice", "retainer", "quote", "project", "approval")
ACTORS = ("contact", "staff", "system", "processor")
NEWS = ("comment_written", "mentioned")
MAILS = ("staff_news", "comment_shown")
WORDS_STAY = """
CREATE FUNCTION refuse_change_of_comment() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.id, NEW.entry, NEW.subject_kind, NEW.subject, NEW.customer, NEW.author_kind, NEW.author,
            NEW.visibility, NEW.written_at)
        IS DISTINCT FROM (OLD.id, OLD.entry, OLD.subject_kind, OLD.subject, OLD.customer,
            OLD.author_kind, OLD.author, OLD.visibility, OLD.written_at)
        OR (NEW.words <> OLD.words AND NEW.words <> '')
        OR (OLD.taken_back_at IS NOT NULL AND NEW.taken_back_at IS DISTINCT FROM OLD.taken_back_at)
    THEN
        RAISE EXCEPTION 'a comment stays as it was written, or is taken back'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$
"""


def upgrade() -> None:
    allow_values("notifications", "kind", "notification_kind", NEWS)
    op.add_column("notifications", sa.Column("staff", sa.Text()))
    op.create_foreign_key(
        "fk_notifications_staff_staff", "notifications", "staff", ["staff"], ["number"]
    )
    allow_values("messages", "kind", "mail_kind", MAILS)
    op.add_column("messages", sa.Column("staff", sa.Text()))
    op.create_foreign_key("fk_messages_staff_staff", "messages", "staff", ["staff"], ["number"])
    op.alter_column("messages", "contact", nullable=True)
    op.create_check_constraint(
        op.f("ck_messages_one_reader"), "messages", "contact IS NULL OR staff IS NULL"
    )
    op.create_table(
        "comments",
        sa.Column("id", sa.Uuid(), server_default=sa.func.gen_random_uuid(), nullable=False),
        sa.Column("entry", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("subject_kind", one_of("subject_kind", SUBJECTS), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("customer", sa.Text(), nullable=False),
        sa.Column("author_kind", one_of("actor_kind", ACTORS), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("visibility", one_of("visibility", ("internal", "shown")), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_back_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint(
            "author_kind = 'staff' OR visibility = 'shown'", name="customers_openly"
        ),
        sa.CheckConstraint("(taken_back_at IS NULL) = (words <> '')", name="taken_back_is_gone"),
        sa.PrimaryKeyConstraint("id", name="pk_comments"),
        sa.UniqueConstraint("entry", name="uq_comments_entry"),
        sa.ForeignKeyConstraint(
            ["customer"], ["customers.number"], name="fk_comments_customer_customers"
        ),
    )
    op.create_index("ix_comments_subject", "comments", ["subject_kind", "subject", "entry"])
    op.execute(WORDS_STAY)
    op.execute(
        "CREATE TRIGGER words_stay BEFORE UPDATE ON comments"
        " FOR EACH ROW EXECUTE FUNCTION refuse_change_of_comment()"
    )
    op.execute(
        "CREATE TRIGGER never_deleted BEFORE DELETE ON comments"
        " FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )


def downgrade() -> None:
    op.drop_table("comments")
    op.execute("DROP FUNCTION refuse_change_of_comment()")
    for table, name, values in (
        ("notifications", "notification_kind", NEWS),
        ("messages", "mail_kind", MAILS),
    ):
        listed = ", ".join(f"'{value}'" for value in values)
        op.execute(f"DELETE FROM {table} WHERE kind IN ({listed})")  # noqa: S608 - names are ours
        forbid_values(table, "kind", name, values)
    op.drop_constraint(op.f("ck_messages_one_reader"), "messages")
    op.execute("DELETE FROM messages WHERE contact IS NULL")
    op.alter_column("messages", "contact", nullable=False)
    op.drop_column("messages", "staff")
    op.drop_column("notifications", "staff")
