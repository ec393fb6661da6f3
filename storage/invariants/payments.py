"""What must be true of payments, and of what goes back of them."""

from storage.invariants.form import Invariant

PAYMENTS = (
    Invariant(
        "payments_are_spent_once",
        "What a payment brought is on its invoices and in the customer's credit, to the cent.",
        """
        SELECT p.number FROM payments p
            LEFT JOIN payment_allocations a ON a.payment = p.number
            WHERE p.status IN ('succeeded', 'partially_refunded', 'refunded', 'disputed')
            GROUP BY p.number
            HAVING coalesce(sum(a.applied_minor_units), 0) + p.excess_minor_units + (
                SELECT coalesce(sum(r.amount_minor_units), 0) FROM refunds r
                    WHERE r.payment = p.number AND r.source = 'invoices' AND r.stage <> 'failed')
                <> p.amount_minor_units
        UNION ALL SELECT p.number FROM payments p
            JOIN payment_allocations a ON a.payment = p.number
            WHERE a.applied_minor_units <> 0 AND p.status IN ('created', 'requires_action',
                'processing', 'unknown', 'failed', 'cancelled')
        """,
    ),
    Invariant(
        "what_payments_pay_is_booked",
        "What of a payment is on invoices is what the journal says, after all that went back.",
        """
        WITH booked AS (
            SELECT coalesce(r.payment, e.document) AS payment, -sum(l.amount_minor_units) AS units
                FROM journal_lines l JOIN journal_entries e ON e.id = l.entry
                LEFT JOIN refunds r ON r.number = e.document
                WHERE l.account IN ('receivable', 'retainers_asked')
                    AND (r.number IS NOT NULL OR e.document ~ '^PAY-')
                GROUP BY 1),
        applied AS (
            SELECT payment, sum(applied_minor_units) AS units FROM payment_allocations GROUP BY 1)
        SELECT payment FROM booked FULL JOIN applied USING (payment)
            WHERE coalesce(booked.units, 0) <> coalesce(applied.units, 0)
        """,
    ),
    Invariant(
        "money_came_and_went_as_it_is_booked",
        "What the processor and the bank have of a payment is what came less what went.",
        """
        WITH booked AS (
            SELECT coalesce(r.payment, e.document) AS document, sum(l.amount_minor_units) AS units
                FROM journal_lines l JOIN journal_entries e ON e.id = l.entry
                LEFT JOIN refunds r ON r.number = e.document
                WHERE l.account IN ('processor_clearing', 'bank') GROUP BY 1),
        gone AS (
            SELECT coalesce(payment, number) AS document, sum(amount_minor_units) AS units
                FROM refunds WHERE stage = 'succeeded' GROUP BY 1),
        came AS (
            SELECT number AS document, amount_minor_units - taken_back_minor_units AS units
                FROM payments WHERE status IN ('succeeded', 'partially_refunded', 'refunded',
                    'disputed', 'late_failed', 'charged_back'))
        SELECT document FROM booked FULL JOIN gone USING (document) FULL JOIN came USING (document)
            WHERE coalesce(booked.units, 0)
                <> coalesce(came.units, 0) - coalesce(gone.units, 0)
        """,
    ),
    Invariant(
        "refunded_means_refunded",
        "A payment is refunded, or partially, by as much as has gone back of it.",
        """
        SELECT p.number || ' is ' || p.status FROM payments p
            LEFT JOIN refunds r ON r.payment = p.number AND r.stage = 'succeeded'
            WHERE p.status IN ('succeeded', 'partially_refunded', 'refunded') GROUP BY p.number
            HAVING p.status <> CASE coalesce(sum(r.amount_minor_units), 0)
                WHEN 0 THEN 'succeeded' WHEN p.amount_minor_units THEN 'refunded'
                ELSE 'partially_refunded' END
        """,
    ),
    Invariant(
        "invoices_were_paid_by_payments",
        "What is paid on an invoice came from payments.",
        """
        SELECT i.number FROM invoices i
            LEFT JOIN payment_allocations a ON a.invoice = i.id GROUP BY i.id
            HAVING coalesce(sum(a.applied_minor_units), 0) <> i.paid_minor_units
        """,
    ),
    Invariant(
        "no_more_goes_back_than_came",
        "What is given back of a payment is never more than it brought.",
        """
        SELECT p.number FROM payments p JOIN refunds r ON r.payment = p.number
            WHERE r.stage <> 'failed' GROUP BY p.number
            HAVING sum(r.amount_minor_units) > p.amount_minor_units
        """,
    ),
    Invariant(
        "refunds_pending_are_open",
        "What the journal says is on its way back is what the open refunds are for.",
        """
        WITH open AS (
            SELECT customer, currency, sum(amount_minor_units) AS units FROM refunds
                WHERE stage IN ('requested', 'pending') GROUP BY customer, currency),
        booked AS (
            SELECT customer, currency, -sum(amount_minor_units) AS units FROM journal_lines
                WHERE account = 'refunds_pending' GROUP BY customer, currency)
        SELECT customer || ' in ' || currency FROM open FULL JOIN booked USING (customer, currency)
            WHERE coalesce(open.units, 0) <> coalesce(booked.units, 0)
        """,
    ),
    Invariant(
        "what_succeeded_is_booked",
        "A payment that succeeded is in the journal, and no other is.",
        """
        SELECT number FROM payments WHERE status IN ('succeeded', 'partially_refunded', 'refunded')
            AND NOT EXISTS (SELECT FROM journal_entries WHERE cause = number || ' received')
        UNION ALL SELECT number FROM payments WHERE status IN
                ('created', 'requires_action', 'processing', 'unknown', 'failed', 'cancelled')
            AND EXISTS (SELECT FROM journal_entries WHERE cause = number || ' received')
        """,
    ),
    Invariant(
        "claims_end_with_their_attempt",
        "An invoice is claimed by an attempt for as long as that is undecided.",
        """
        SELECT p.number || ' is ' || p.status FROM payments p
            JOIN payment_allocations a ON a.payment = p.number
            WHERE a.is_open <> (p.status IN
                ('created', 'requires_action', 'processing', 'unknown'))
        """,
    ),
)
