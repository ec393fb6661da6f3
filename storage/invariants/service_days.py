"""What must be true of terms, trials and dunning, and of whatever was due."""

from storage.invariants.form import Invariant

SERVICE = (
    Invariant(
        "days_are_billed_once",
        "No service day is billed twice, and none is left out.",
        """
        SELECT a.subscription || ' from ' || b.starts_on FROM subscription_terms a
            JOIN subscription_terms b ON b.subscription = a.subscription AND b.id > a.id
            WHERE a.starts_on < b.ends_on AND b.starts_on < a.ends_on
        UNION ALL SELECT t.subscription || ' before ' || t.starts_on FROM subscription_terms t
            WHERE t.continues AND NOT EXISTS (
                SELECT FROM subscription_terms p
                WHERE p.subscription = t.subscription AND p.ends_on = t.starts_on)
        """,
    ),
    Invariant(
        "the_present_term_is_billed",
        "The present term of a running subscription is billed to its end, from its first day on or"
        " from the day on which it was resumed.",
        """
        SELECT number FROM subscriptions s WHERE status IN ('live', 'dunning')
            AND NOT EXISTS (SELECT FROM subscription_terms t WHERE t.subscription = s.number
                AND t.starts_on >= s.term_starts_on AND t.ends_on = s.term_ends_on)
        """,
    ),
    Invariant(
        "dunning_has_a_run",
        "A subscription is in dunning if, and only if, one of its invoices is.",
        """
        SELECT number || ' is ' || status FROM subscriptions s
            WHERE (status = 'dunning') <> EXISTS (
                SELECT FROM dunning_runs d WHERE d.subscription = s.number
                    AND d.status IN ('running', 'held'))
                AND status IN ('live', 'dunning', 'unpaid', 'cancelled_from_dunning')
        """,
    ),
    Invariant(
        "dunning_is_about_money_owed",
        "What is dunned is owed.",
        """
        SELECT d.invoice || ' is ' || i.status FROM dunning_runs d
            JOIN invoices i ON i.id = d.invoice_id
            WHERE d.status IN ('running', 'held') AND i.status NOT IN ('open', 'partially_paid')
        """,
    ),
    Invariant(
        "trials_and_subscriptions_agree",
        "A subscription is in trial while its trial runs, and expired when that has lapsed.",
        """
        SELECT t.subscription || ' is ' || s.status FROM trials t
            JOIN subscriptions s ON s.number = t.subscription
            WHERE (t.status = 'running' AND s.status NOT IN ('trial', 'non_renewing'))
                OR (t.status IN ('lapsed', 'closed') AND s.status NOT IN
                    ('trial_expired', 'cancelled'))
                OR (t.status = 'converted' AND s.status IN ('trial', 'trial_expired', 'future'))
                OR (t.conversion IS NOT NULL) <> (t.status = 'converting')
        """,
    ),
    Invariant(
        "pauses_and_subscriptions_agree",
        "A subscription is paused if, and only if, a pause of it runs.",
        """
        SELECT number || ' is ' || status FROM subscriptions s
            WHERE (status = 'paused') <> EXISTS (
                SELECT FROM pauses p WHERE p.subscription = s.number AND p.status = 'running')
        """,
    ),
    Invariant(
        "cancellations_have_an_object",
        "Only what will not renew waits for the end of its cancellation.",
        """
        SELECT c.subscription || ' is ' || s.status FROM cancellations c
            JOIN subscriptions s ON s.number = c.subscription
            WHERE c.status = 'scheduled' AND s.status <> 'non_renewing'
        """,
    ),
    Invariant(
        "coupons_keep_their_limit",
        "No coupon is redeemed more often than it may be.",
        """
        SELECT c.code FROM coupons c WHERE c.redemption_limit < (
            SELECT count(*) FROM coupon_redemptions r WHERE r.coupon = c.code)
        """,
        parks=False,
    ),
    Invariant(
        "what_is_due_is_done",
        "What was due more than an hour ago has been done.",
        """
        SELECT 'trial of ' || subscription FROM trials
            WHERE status = 'running' AND ends_at < :an_hour_ago AND NOT EXISTS (
                SELECT FROM subscriptions s JOIN customers c ON c.number = s.customer
                WHERE s.number = trials.subscription AND c.parked_at IS NOT NULL)
        UNION ALL SELECT 'renewal of ' || number FROM subscriptions
            WHERE status IN ('live', 'dunning', 'non_renewing')
                AND renews_at < :an_hour_ago
        UNION ALL SELECT 'begin of ' || number FROM subscriptions s
            WHERE status = 'future' AND starts_at < :an_hour_ago
                AND NOT EXISTS (SELECT FROM customers c
                    WHERE c.number = s.customer AND c.parked_at IS NOT NULL)
                AND NOT EXISTS (SELECT FROM invoices i
                    WHERE i.subscription = s.number AND i.status = 'draft')
        UNION ALL SELECT 'dunning of ' || invoice FROM dunning_runs
            WHERE status = 'running' AND NOT retry_in_flight
                AND due_at < :an_hour_ago AND NOT EXISTS (SELECT FROM customers c
                    WHERE c.number = dunning_runs.customer AND c.parked_at IS NOT NULL)
        UNION ALL SELECT 'invitation of ' || contact FROM invitations
            WHERE status = 'invited' AND expires_at < :an_hour_ago
        UNION ALL SELECT 'question about ' || number FROM payments
            WHERE act_at < :an_hour_ago
        UNION ALL SELECT 'page of ' || number FROM payments
            WHERE status = 'requires_action' AND expires_at < :an_hour_ago
        UNION ALL SELECT 'issue of ' || number FROM invoice_drafts
            WHERE status = 'ready' AND issues_at < :an_hour_ago
        UNION ALL SELECT 'step of ' || number FROM quotes
            WHERE (status = 'sent' AND least(remind_at, ends_at) < :an_hour_ago)
                OR (status = 'accepted' AND converts_at < :an_hour_ago)
        UNION ALL SELECT 'mail ' || number FROM messages WHERE status = 'queued'
            AND coalesce(next_attempt_at, created_at) < :an_hour_ago
        """,
        parks=False,
    ),
)
