"""Whether the world is quiet: nothing is on its way, nothing is due."""

from datetime import datetime

from sqlalchemy import text

from storage.books import Books

# One row for each reason to wait a little longer.
_BUSY = text(
    """
SELECT 'command ' || signal || ' of ' || process || '/' || key FROM commands
    WHERE status = 'pending' OR delivered_at IS NULL
UNION ALL SELECT 'payment ' || number || ' is ' || status FROM payments
    WHERE status = 'created' OR act_at <= :now
        OR (status = 'requires_action' AND expires_at <= :now)
UNION ALL SELECT 'refund ' || number || ' is ' || stage FROM refunds
    WHERE act_at <= :now
UNION ALL SELECT 'set-up ' || number || ' is ' || status FROM method_set_ups
    WHERE act_at <= :now OR (status = 'created' AND act_at IS NULL)
        OR (status = 'waiting' AND expires_at <= :now)
UNION ALL SELECT 'payment method ' || number || ' expires' FROM payment_methods
    WHERE removed_at IS NULL AND expired_at IS NULL AND expires_year IS NOT NULL
        AND make_date(expires_year::int, expires_month::int, 1) + interval '1 month 1 day' <= :now
UNION ALL SELECT 'mail ' || number FROM messages
    WHERE status = 'queued' AND coalesce(next_attempt_at, :now) <= :now
UNION ALL SELECT 'trial of ' || subscription FROM trials
    WHERE status = 'running' AND ends_at <= :now AND NOT EXISTS (
        SELECT FROM subscriptions s JOIN customers c ON c.number = s.customer
        WHERE s.number = trials.subscription AND c.parked_at IS NOT NULL)
UNION ALL SELECT 'subscription ' || number FROM subscriptions
    WHERE (status IN ('live', 'dunning', 'non_renewing') AND renews_at <= :now)
        OR (status = 'future' AND starts_at <= :now AND NOT EXISTS (
            SELECT FROM invoices WHERE subscription = subscriptions.number AND status = 'draft')
            AND NOT EXISTS (SELECT FROM customers c
                WHERE c.number = subscriptions.customer AND c.parked_at IS NOT NULL))
UNION ALL SELECT 'dunning of ' || invoice FROM dunning_runs
    WHERE status = 'running' AND due_at <= :now AND NOT retry_in_flight
        AND NOT EXISTS (SELECT FROM customers c
            WHERE c.number = dunning_runs.customer AND c.parked_at IS NOT NULL)
UNION ALL SELECT 'reminders of ' || invoice FROM reminder_runs
    WHERE status IN ('running', 'held') AND next_at <= :now
UNION ALL SELECT 'invitation of ' || contact FROM invitations
    WHERE status = 'invited' AND expires_at <= :now
UNION ALL SELECT 'quote ' || number FROM quotes
    WHERE (status = 'sent' AND least(remind_at, ends_at) <= :now)
        OR (status = 'accepted' AND converts_at <= :now)
UNION ALL SELECT 'reminder of ' || number FROM approvals
    WHERE status = 'submitted' AND reminds_at <= :now
UNION ALL SELECT 'issue of ' || number FROM invoice_drafts
    WHERE status = 'ready' AND issues_at <= :now
"""
)


async def what_is_busy(books: Books, now: datetime) -> list[str]:
    """What is on its way or due; empty when nothing will happen before time goes on."""
    return [str(row[0]) for row in await books.session.execute(_BUSY, {"now": now})]
