"""What must be true of projects, of the time that was logged for them, and of its approvals."""

from storage.invariants.form import Invariant

PROJECTS = (
    Invariant(
        "time_stands_as_its_approval_says",
        "An entry waits or was approved as the one sheet says that it waits or was approved on.",
        """
        SELECT t.number FROM time_entries t LEFT JOIN approval_entries s
                ON s.entry = t.number AND s.state IN ('waiting', 'approved')
            WHERE (t.status = 'waiting') <> (coalesce(s.state, '') = 'waiting')
                OR (t.status = 'approved' AND coalesce(s.state, '') <> 'approved')
                OR (t.status IN ('open', 'rejected') AND s.state IS NOT NULL)
        UNION ALL SELECT s.entry FROM approval_entries s JOIN approvals a ON a.number = s.approval
            WHERE s.state = 'waiting' AND a.status <> 'submitted'
        """,
    ),
    Invariant(
        "approvals_come_to_their_entries",
        "What an approval comes to that waits or was approved is the sum of its sheet.",
        """
        SELECT a.number FROM approvals a JOIN approval_entries s ON s.approval = a.number
            WHERE a.status IN ('submitted', 'approved') GROUP BY a.number
            HAVING (sum(s.minutes), sum(s.total_minor_units))
                IS DISTINCT FROM (a.minutes::numeric, a.total_minor_units::numeric)
        """,
    ),
    Invariant(
        "time_is_invoiced_while_its_invoice_stands",
        "Time stands on invoices of its project's customer that are neither void nor discarded.",
        """
        SELECT t.number FROM time_entries t JOIN projects p ON p.number = t.project
            JOIN invoices i ON i.id = t.invoice
            WHERE i.status = 'void' OR (i.customer, i.currency) <> (p.customer, p.currency)
        """,
    ),
    Invariant(
        "invoices_name_their_customers_projects",
        "An invoice that names a project of ours names one of its own customer.",
        """
        SELECT coalesce(i.number, 'a draft of ' || i.customer) FROM invoices i
            JOIN projects p ON p.number = i.project
            WHERE (i.customer, i.currency) <> (p.customer, p.currency)
        """,
    ),
)
