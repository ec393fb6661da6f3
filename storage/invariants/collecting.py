"""What must be true of how money is collected: methods, tries, reminders."""

from storage.invariants.form import Invariant

COLLECTING = (
    Invariant(
        "charged_methods_are_there",
        "A subscription is charged to a method of its own customer that was not removed.",
        """
        SELECT s.number || ' is charged to ' || m.number FROM subscriptions s
            JOIN payment_methods m ON m.number = s.payment_method
            WHERE m.customer <> s.customer OR m.removed_at IS NOT NULL
        """,
    ),
    Invariant(
        "tried_or_reminded_not_both",
        "Nobody is reminded of an invoice while it is tried to be charged.",
        """
        SELECT r.invoice FROM reminder_runs r JOIN dunning_runs d ON d.invoice = r.invoice
            WHERE r.status IN ('running', 'held') AND d.status IN ('running', 'held')
        """,
    ),
    Invariant(
        "fees_have_one_cause",
        "A late fee is that of one invoice, and is no invoice that is reminded of itself.",
        """
        SELECT fee_invoice::text FROM reminder_runs WHERE fee_invoice IS NOT NULL
            GROUP BY fee_invoice HAVING count(*) > 1
        UNION ALL SELECT r.invoice FROM reminder_runs r
            JOIN reminder_runs c ON c.fee_invoice = r.invoice_id
        """,
    ),
)
