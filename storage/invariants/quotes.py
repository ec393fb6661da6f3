"""What must be true of quotes."""

from storage.invariants.form import Invariant

QUOTES = (
    Invariant(
        "what_was_accepted_is_converted",
        "A quote becomes something once, of the version that was accepted, for its own customer,"
        " and an invoice that it becomes at once is over the lines that were accepted.",
        """
        WITH made AS (
            SELECT c.*, q.customer, a.version AS accepted, a.options
                FROM quote_conversions c JOIN quotes q ON q.number = c.quote
                LEFT JOIN quote_acceptances a ON a.quote = c.quote AND a.undone_at IS NULL)
        SELECT number || ' is ' || status FROM quotes
            WHERE (status = 'converted') <> EXISTS (
                SELECT FROM quote_conversions c WHERE c.quote = number)
        UNION ALL SELECT m.quote || ' as version ' || m.version FROM made m
            JOIN quotes q ON q.number = m.quote
            WHERE m.version <> coalesce(m.accepted, q.version)
        UNION ALL SELECT m.quote || ' became ' || m.document FROM made m
            LEFT JOIN invoices i ON i.number = m.document
            LEFT JOIN invoice_drafts d ON d.number = m.document
            LEFT JOIN subscriptions s ON s.number = m.document
            WHERE m.kind IN ('draft_invoice', 'sent_invoice', 'retainer', 'subscription')
                AND coalesce(i.customer, d.customer, s.customer) IS DISTINCT FROM m.customer
        UNION ALL SELECT m.quote || ' became ' || m.document FROM made m
            JOIN invoices i ON i.number = m.document WHERE m.kind = 'sent_invoice' AND (
                SELECT sum(l.quantity * l.unit_minor_units - l.discount_minor_units)
                    FROM invoice_lines l WHERE l.invoice = i.id) IS DISTINCT FROM (
                SELECT sum(o.quantity * o.unit_minor_units - o.discount_minor_units)
                    FROM quote_lines o WHERE o.quote = m.quote AND o.version = m.version
                        AND (NOT o.is_optional OR CASE WHEN m.accepted IS NULL
                            THEN o.is_suggested ELSE m.options @> to_jsonb(o.position) END))
        """,
    ),
    Invariant(
        "answers_are_to_what_is_offered",
        "A quote is accepted if, and only if, an acceptance of its newest version stands.",
        """
        SELECT q.number || ' is ' || q.status FROM quotes q
            LEFT JOIN quote_acceptances a ON a.quote = q.number AND a.undone_at IS NULL
            WHERE (q.status = 'accepted' AND a.id IS NULL)
                OR (a.id IS NOT NULL AND q.status NOT IN ('accepted', 'converted'))
                OR (a.id IS NOT NULL AND a.version <> q.version)
                OR (a.id IS NOT NULL AND a.total_minor_units <> q.total_minor_units)
                OR (q.version > 0 AND NOT EXISTS (SELECT FROM quote_versions v
                    WHERE v.quote = q.number AND v.version = q.version AND v.sent_at IS NOT NULL))
        """,
        parks=False,
    ),
)
