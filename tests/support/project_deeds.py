"""What offends the invariants of projects, each as one statement on books that have customers."""

_PROJECT = """
WITH who AS (INSERT INTO staff (number, name, email, role, language, is_demo)
        VALUES ('STAFF-9', 'W', 'w@office.example', 'admin', 'en', false) RETURNING number),
    of AS (INSERT INTO projects (number, customer, name, currency, status, rate_minor_units,
            created_at) SELECT 'PRJ-9', customer, 'W', 'EUR', 'active', 0, now() FROM invoices
            WHERE number = 'INV-000001' RETURNING number, customer),
    task AS (INSERT INTO project_tasks (number, project, name, is_billable, created_at)
        SELECT 'TASK-9', number, 'D', true, now() FROM of RETURNING number),
    entry AS (INSERT INTO time_entries (number, project, task, person, day, minutes, is_billable,
            status, note, internal_note, rate_minor_units, invoice, logged_by, created_at,
            changed_at) SELECT 'TIME-9', of.number, task.number, who.number, now(), 60, true,
            'STATUS', '', '', 1, INVOICE, '', now(), now() FROM who, of, task RETURNING number)
"""


def _with(status: str = "open", invoice: str = "NULL") -> str:
    return _PROJECT.replace("STATUS", status).replace("INVOICE", invoice)


_SHEET = """
, sheet AS (INSERT INTO approvals (number, project, customer, status, currency, round, unit,
        minutes, total_minor_units, submitted_at, written_by, created_at) SELECT 'APP-9', number,
        customer, 'approved', 'EUR', 1, 'sheet', 5, 5, now(), '', now() FROM of RETURNING number)
INSERT INTO approval_entries (approval, entry, state, minutes, total_minor_units, reason, is_gone,
        day, task, person, note)
    SELECT sheet.number, entry.number, 'approved', 6, 5, '', false, now(), 'D', 'W', ''
        FROM sheet, entry
"""
_OF_ANOTHER = """
INSERT INTO invoices (customer, project, status, currency, created_at, subtotal_minor_units,
    tax_minor_units, total_minor_units, paid_minor_units, credited_minor_units,
    written_off_minor_units) SELECT c.number, of.number, 'draft', 'EUR', now(), 1, 0, 1, 0, 0, 0
    FROM customers c, of WHERE c.number <> of.customer LIMIT 1
"""
_FOREIGN = "(SELECT id FROM invoices WHERE kind = 'retainer' LIMIT 1)"
_NOTHING = " SELECT number FROM entry"
PROJECT_DEEDS = {
    "time_stands_as_its_approval_says": _with("approved") + _NOTHING,
    "time_is_invoiced_while_its_invoice_stands": _with("invoiced", _FOREIGN) + _NOTHING,
    "approvals_come_to_their_entries": _with() + _SHEET,
    "invoices_name_their_customers_projects": _with() + _OF_ANOTHER,
}
