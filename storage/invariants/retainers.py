"""What must be true of retainer invoices."""

from storage.invariants.form import Invariant

RETAINERS = (
    Invariant(
        "retainers_are_drawn_once",
        "What is used of a retainer is what was drawn for invoices and given back, to the cent.",
        """
        SELECT i.number FROM invoices i LEFT JOIN credit_draws d ON d.retainer = i.number
            WHERE i.kind = 'retainer' AND i.number IS NOT NULL GROUP BY i.id
            HAVING coalesce(sum(d.minor_units), 0) <> i.used_minor_units
        UNION ALL SELECT d.retainer FROM credit_draws d WHERE d.retainer IS NOT NULL
            GROUP BY d.retainer, d.invoice, d.refund HAVING sum(d.minor_units) < 0
        """,
    ),
    Invariant(
        "retainers_are_owed",
        "What the journal says retainers ask for and hold is what they say themselves.",
        """
        WITH said AS (
            SELECT customer, currency, sum(outstanding_minor_units) AS asked,
                    sum(total_minor_units - used_minor_units) AS held FROM invoices
                WHERE kind = 'retainer' AND status IN ('open', 'partially_paid', 'paid')
                GROUP BY customer, currency),
        booked AS (
            SELECT customer, currency,
                    coalesce(sum(amount_minor_units) FILTER (
                        WHERE account = 'retainers_asked'), 0) AS asked,
                    -coalesce(sum(amount_minor_units) FILTER (
                        WHERE account = 'retainers'), 0) AS held
                FROM journal_lines WHERE account IN ('retainers_asked', 'retainers')
                GROUP BY customer, currency)
        SELECT customer || ' in ' || currency FROM said FULL JOIN booked USING (customer, currency)
            WHERE (coalesce(said.asked, 0), coalesce(said.held, 0))
                IS DISTINCT FROM (coalesce(booked.asked, 0), coalesce(booked.held, 0))
        """,
    ),
    Invariant(
        "retainers_stay_with_whom_they_are_for",
        "A retainer is drawn for invoices of its customer, its currency and its project.",
        """
        SELECT i.number || ' from ' || r.number FROM credit_draws d
            JOIN invoices r ON r.number = d.retainer JOIN invoices i ON i.id = d.invoice
            WHERE i.kind <> 'invoice' OR r.kind <> 'retainer'
                OR (i.customer, i.currency) <> (r.customer, r.currency)
                OR (r.project IS NOT NULL AND i.project IS DISTINCT FROM r.project)
        """,
    ),
    Invariant(
        "retainers_are_paid_alone",
        "A payment of a retainer invoice is for nothing else; no credit is used for one.",
        """
        SELECT a.payment FROM payment_allocations a JOIN invoices i ON i.id = a.invoice
            GROUP BY a.payment HAVING count(*) > 1 AND bool_or(i.kind = 'retainer')
        UNION ALL SELECT number FROM invoices WHERE kind = 'retainer'
            AND (credited_minor_units <> 0 OR written_off_minor_units <> 0 OR tax_minor_units <> 0)
        """,
    ),
)
