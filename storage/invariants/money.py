"""What must be true of invoices, credit and the journal."""

from storage.invariants.form import Invariant

MONEY = (
    Invariant(
        "journal_balances",
        "Each entry of the journal balances in each currency.",
        """
        SELECT e.cause || ' in ' || l.currency FROM journal_lines l
            JOIN journal_entries e ON e.id = l.entry
            GROUP BY e.cause, l.currency HAVING sum(l.amount_minor_units) <> 0
        """,
    ),
    Invariant(
        "lines_add_up",
        "The lines of an invoice add up to its amounts.",
        """
        SELECT coalesce(i.number, i.id::text) FROM invoices i
            JOIN invoice_lines l ON l.invoice = i.id GROUP BY i.id
            HAVING (sum(l.net_minor_units), sum(l.tax_minor_units), sum(l.gross_minor_units))
                IS DISTINCT FROM
                (i.subtotal_minor_units, i.tax_minor_units, i.total_minor_units)
        UNION ALL SELECT coalesce(i.number, i.id::text) FROM invoices i
            WHERE NOT EXISTS (SELECT FROM invoice_lines l WHERE l.invoice = i.id)
        """,
    ),
    Invariant(
        "paid_means_paid",
        "An invoice is paid if, and only if, nothing is owed on it.",
        """
        SELECT number || ' is ' || status FROM invoices
            WHERE (status = 'paid' AND outstanding_minor_units <> 0)
                OR (status IN ('open', 'partially_paid') AND outstanding_minor_units = 0)
                OR (status = 'open' AND paid_minor_units + credited_minor_units <> 0)
                OR (status = 'partially_paid' AND paid_minor_units + credited_minor_units = 0)
                OR outstanding_minor_units < 0
        """,
    ),
    Invariant(
        "receivable_is_owed",
        "What the journal says a customer owes is what is outstanding on the invoices.",
        """
        WITH owed AS (
            SELECT customer, currency, sum(outstanding_minor_units) AS amount FROM invoices
                WHERE status IN ('open', 'partially_paid') AND kind = 'invoice'
                GROUP BY customer, currency),
        booked AS (
            SELECT customer, currency, sum(amount_minor_units) AS amount FROM journal_lines
                WHERE account = 'receivable' GROUP BY customer, currency)
        SELECT customer || ' in ' || currency FROM owed FULL JOIN booked USING (customer, currency)
            WHERE coalesce(owed.amount, 0) <> coalesce(booked.amount, 0)
        """,
    ),
    Invariant(
        "credit_has_a_source",
        "What the journal says a customer has to their credit is what is left of its sources.",
        """
        WITH brought AS (
            SELECT customer, currency, number AS note, NULL AS payment, total_minor_units AS units
                FROM credit_notes WHERE NOT EXISTS (SELECT FROM credit_note_voids v
                    WHERE v.credit_note = credit_notes.number)
            UNION ALL SELECT customer, currency, NULL, number, excess_minor_units FROM payments),
        sources AS (
            SELECT b.customer, b.currency, b.units - coalesce((
                SELECT sum(d.minor_units) FROM credit_draws d
                    WHERE d.credit_note = b.note OR d.payment = b.payment), 0) AS units
                FROM brought b),
        kept AS (SELECT customer, currency, sum(units) AS units FROM sources
            GROUP BY customer, currency),
        booked AS (
            SELECT customer, currency, -sum(amount_minor_units) AS units FROM journal_lines
                WHERE account = 'customer_credit' GROUP BY customer, currency)
        SELECT customer || ' in ' || currency FROM kept FULL JOIN booked USING (customer, currency)
            WHERE coalesce(kept.units, 0) <> coalesce(booked.units, 0)
        UNION ALL SELECT customer || ' has used too much in ' || currency FROM sources
            WHERE units < 0
        """,
    ),
    Invariant(
        "credit_was_drawn_once",
        "What was credited on an invoice was taken from credit, to the cent.",
        """
        SELECT i.number FROM invoices i LEFT JOIN credit_draws d ON d.invoice = i.id
            GROUP BY i.id HAVING coalesce(sum(d.minor_units), 0) <> i.credited_minor_units
        """,
    ),
    Invariant(
        "credit_is_not_negative",
        "A customer's credit is never below zero.",
        """
        SELECT customer || ' in ' || currency FROM journal_lines
            WHERE account = 'customer_credit' GROUP BY customer, currency
            HAVING sum(amount_minor_units) > 0
        """,
    ),
    Invariant(
        "what_is_finalised_is_booked",
        "Every invoice with a number is in the journal.",
        """
        SELECT number FROM invoices WHERE number IS NOT NULL AND total_minor_units <> 0
            AND NOT EXISTS (SELECT FROM journal_entries WHERE document = invoices.number)
        """,
    ),
    Invariant(
        "documents_are_booked_as_they_say",
        "What an invoice or a credit note has earned, taxed and given up is what it says; nothing"
        " else earns anything.",
        """
        WITH booked AS (
            SELECT e.document, l.currency,
                    coalesce(sum(l.amount_minor_units) FILTER (WHERE l.account = 'revenue'), 0)
                        AS revenue,
                    coalesce(sum(l.amount_minor_units) FILTER (WHERE l.account = 'tax_payable'), 0)
                        AS tax,
                    coalesce(sum(l.amount_minor_units) FILTER (WHERE l.account = 'bad_debt'
                        AND e.document !~ '^(PAY|RF)-'), 0) AS lost
                FROM journal_lines l JOIN journal_entries e ON e.id = l.entry
                WHERE l.account IN ('revenue', 'tax_payable', 'bad_debt')
                GROUP BY e.document, l.currency),
        said AS (
            SELECT number AS document, currency, -subtotal_minor_units AS revenue,
                    -tax_minor_units AS tax, written_off_minor_units AS lost FROM invoices
                WHERE number IS NOT NULL AND kind = 'invoice' AND status <> 'void'
            UNION ALL SELECT number, currency, subtotal_minor_units, tax_minor_units, 0
                FROM credit_notes WHERE NOT EXISTS (SELECT FROM credit_note_voids v
                    WHERE v.credit_note = credit_notes.number))
        SELECT document FROM booked FULL JOIN said USING (document, currency)
            WHERE (coalesce(booked.revenue, 0), coalesce(booked.tax, 0), coalesce(booked.lost, 0))
                <> (coalesce(said.revenue, 0), coalesce(said.tax, 0), coalesce(said.lost, 0))
        """,
    ),
    Invariant(
        "numbers_have_no_holes",
        "The numbers of invoices, retainer invoices and credit notes follow one another.",
        """
        WITH every AS (SELECT series, generate_series(1, next - 1)::text AS place FROM numbers),
        taken AS (SELECT series || '-' || lpad(place, greatest(6, length(place)), '0') AS number
            FROM every WHERE series IN ('INV', 'RET', 'CN'))
        SELECT number FROM taken WHERE NOT EXISTS (
            SELECT FROM invoices i WHERE i.number = taken.number) AND NOT EXISTS (
            SELECT FROM credit_notes c WHERE c.number = taken.number)
        """,
        parks=False,
    ),
    Invariant(
        "drafts_wait_for_a_payment",
        "A draft waits for the payment that decides it, unless staff write it; when that failed,"
        " it is gone.",
        """
        SELECT i.id::text FROM invoices i WHERE i.status = 'draft' AND NOT EXISTS (
            SELECT FROM payment_allocations a WHERE a.invoice = i.id AND a.is_open)
            AND NOT EXISTS (SELECT FROM invoice_drafts d WHERE d.invoice = i.id)
        """,
    ),
    Invariant(
        "drafts_become_invoices",
        "What staff write is a draft until it is issued, with a number, or discarded, without one.",
        """
        SELECT d.number || ' is ' || d.status FROM invoice_drafts d
            JOIN invoices i ON i.id = d.invoice
            WHERE (d.status IN ('written', 'ready')) <> (i.status = 'draft')
                OR (d.status = 'issued') <> (i.number IS NOT NULL)
                OR (d.status = 'ready') <> (d.issues_at IS NOT NULL)
        """,
    ),
)
