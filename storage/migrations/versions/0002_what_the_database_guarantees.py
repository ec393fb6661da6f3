"""Numbers, and what the database itself guarantees whoever writes to it"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

SEQUENCES = ("customer", "contact", "subscription", "payment", "method", "message", "staff")

JOURNAL_BALANCES = """
CREATE FUNCTION check_journal_balances() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE unbalanced text;
BEGIN
    SELECT currency INTO unbalanced FROM journal_lines WHERE entry = NEW.entry
        GROUP BY currency HAVING sum(amount_minor_units) <> 0 LIMIT 1;
    IF unbalanced IS NOT NULL THEN
        RAISE EXCEPTION 'journal entry % does not balance in %', NEW.entry, unbalanced
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER journal_balances AFTER INSERT ON journal_lines
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_journal_balances();
"""

APPEND_ONLY = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: correct it by a new entry', TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON journal_entries
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON journal_lines
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON journal_entries
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON journal_lines
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
"""

TERMS_TILE = """
CREATE FUNCTION check_terms_tile() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM subscription_terms other
               WHERE other.subscription = NEW.subscription AND other.id <> NEW.id
                 AND other.starts_on < NEW.ends_on AND NEW.starts_on < other.ends_on) THEN
        RAISE EXCEPTION 'days from % to % of % are billed already',
            NEW.starts_on, NEW.ends_on, NEW.subscription USING ERRCODE = 'exclusion_violation';
    END IF;
    IF NEW.continues AND NOT EXISTS (
            SELECT FROM subscription_terms other
            WHERE other.subscription = NEW.subscription AND other.ends_on = NEW.starts_on) THEN
        RAISE EXCEPTION 'days before % of % were never billed', NEW.starts_on, NEW.subscription
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER terms_tile AFTER INSERT OR UPDATE ON subscription_terms
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_terms_tile();
"""

FINALISED_STAYS = """
CREATE FUNCTION refuse_change_of_finalised() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.number IS NOT NULL AND TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'invoice % is finalised: it is never deleted', OLD.number
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    IF OLD.number IS NOT NULL AND (
            NEW.number, NEW.customer, NEW.currency, NEW.issued_on, NEW.subtotal_minor_units,
            NEW.tax_minor_units, NEW.total_minor_units)
        IS DISTINCT FROM (
            OLD.number, OLD.customer, OLD.currency, OLD.issued_on, OLD.subtotal_minor_units,
            OLD.tax_minor_units, OLD.total_minor_units) THEN
        RAISE EXCEPTION 'invoice % is finalised: correct it by a credit note', OLD.number
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER finalised_stays BEFORE UPDATE OR DELETE ON invoices
    FOR EACH ROW EXECUTE FUNCTION refuse_change_of_finalised();
CREATE FUNCTION refuse_change_of_lines() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE given text;
BEGIN
    SELECT number INTO given FROM invoices
        WHERE id = CASE TG_OP WHEN 'INSERT' THEN NEW.invoice ELSE OLD.invoice END;
    IF given IS NOT NULL THEN
        RAISE EXCEPTION 'invoice % is finalised: its lines stay', given
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER finalised_stays BEFORE INSERT OR UPDATE OR DELETE ON invoice_lines
    FOR EACH ROW EXECUTE FUNCTION refuse_change_of_lines();
"""

TRIGGERS = {
    "journal_balances": ("journal_lines",),
    "append_only": ("journal_entries", "journal_lines"),
    "never_emptied": ("journal_entries", "journal_lines"),
    "terms_tile": ("subscription_terms",),
    "finalised_stays": ("invoices", "invoice_lines"),
}
FUNCTIONS = (
    "check_journal_balances",
    "refuse_change",
    "check_terms_tile",
    "refuse_change_of_finalised",
    "refuse_change_of_lines",
)


def upgrade() -> None:
    for name in SEQUENCES:
        op.execute(sa.schema.CreateSequence(sa.Sequence(f"{name}_numbers")))
    for guarantee in (JOURNAL_BALANCES, APPEND_ONLY, TERMS_TILE, FINALISED_STAYS):
        for statement in _statements(guarantee):
            op.execute(statement)


def downgrade() -> None:
    for trigger, tables in TRIGGERS.items():
        for table in tables:
            op.execute(f"DROP TRIGGER {trigger} ON {table}")
    for function in FUNCTIONS:
        op.execute(f"DROP FUNCTION {function}()")
    for name in SEQUENCES:
        op.execute(sa.schema.DropSequence(sa.Sequence(f"{name}_numbers")))


def _statements(script: str) -> list[str]:
    """One statement each: the driver prepares them, and a prepared one stands alone."""
    return [f"CREATE {part}" for part in script.split("\nCREATE ")[1:]]
