"""The invariants: true of books in order, and each finds what offends it."""

from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import timedelta

import pytest
from sqlalchemy import text

from activities.contracts import StepDue
from activities.subscriptions import RENEW
from domain.processor import ChargeStatus
from storage.books import books_of
from storage.invariants import INVARIANTS, offences
from tests.support.database import Databases, engine_at
from tests.support.office import Office
from tests.support.order_office import sales_order
from tests.support.project_deeds import PROJECT_DEEDS
from tests.support.quote_office import sent
from tests.support.quote_office import text as text_of
from tests.support.retainer_office import retainer

# One deed for each invariant that the database itself lets pass.
DEEDS = {
    "paid_means_paid": "UPDATE invoices SET status = 'paid' WHERE status = 'open'",
    "payments_are_spent_once": "UPDATE payments SET excess_minor_units = 1",
    "credit_has_a_source": "UPDATE payments SET excess_minor_units = 1",
    "credit_was_drawn_once": "UPDATE invoices SET credited_minor_units = 1 WHERE status = 'open'",
    "no_more_goes_back_than_came": "INSERT INTO refunds (number, customer, payment, source, stage,"
    " cause, words, currency, amount_minor_units, asked, created_at) SELECT 'RF-1', customer,"
    " number, 'credit', 'succeeded', 'goodwill', '', currency, amount_minor_units + 1, 0, now()"
    " FROM payments LIMIT 1",
    "what_payments_pay_is_booked": "UPDATE payment_allocations SET applied_minor_units = 1",
    "money_came_and_went_as_it_is_booked": "UPDATE payments SET taken_back_minor_units = 1"
    " WHERE status = 'succeeded'",
    "refunded_means_refunded": "UPDATE payments SET status = 'refunded' WHERE status = 'succeeded'",
    "refunds_pending_are_open": "INSERT INTO refunds (number, customer, payment, source, stage,"
    " cause, words, currency, amount_minor_units, asked, created_at) SELECT 'RF-1', customer,"
    " number, 'credit', 'requested', 'goodwill', '', currency, 1, 0, now() FROM payments LIMIT 1",
    "invoices_were_paid_by_payments": "UPDATE payment_allocations SET applied_minor_units = 1",
    "receivable_is_owed": "UPDATE invoices SET paid_minor_units = 1 WHERE status = 'open'",
    "what_succeeded_is_booked": "UPDATE payments SET status = 'failed' WHERE status = 'succeeded'",
    "documents_are_booked_as_they_say": "WITH wrong AS (INSERT INTO journal_entries (cause,"
    " customer, document, booked_on, booked_at) SELECT 'wrong', customer, number, issued_on, now()"
    " FROM invoices WHERE number = 'INV-000001' RETURNING id, customer) INSERT INTO journal_lines"
    " (entry, customer, account, amount_minor_units, currency) SELECT id, customer, account, units,"
    " 'EUR' FROM wrong, (VALUES ('bad_debt', 70), ('revenue', -70)) AS moved (account, units)",
    "numbers_have_no_holes": "UPDATE numbers SET next = next + 1",
    "claims_end_with_their_attempt": "UPDATE payment_allocations SET is_open = true",
    "retainers_are_drawn_once": "UPDATE invoices SET used_minor_units = 1, paid_minor_units = 1"
    " WHERE kind = 'retainer'",
    "retainers_are_owed": "UPDATE invoices SET paid_minor_units = 1 WHERE kind = 'retainer'",
    "retainers_stay_with_whom_they_are_for": "INSERT INTO credit_draws (retainer, invoice,"
    " minor_units, drawn_at) SELECT r.number, i.id, 1, now() FROM invoices r, invoices i"
    " WHERE r.kind = 'retainer' AND i.kind = 'invoice' AND i.customer <> r.customer",
    "retainers_are_paid_alone": "UPDATE invoices SET credited_minor_units = 1"
    " WHERE kind = 'retainer'",
    "sales_orders_are_fulfilled_by_shipments": "UPDATE sales_order_lines SET fulfilled = 2"
    " WHERE fulfilled = 1",
    "sales_orders_are_invoiced_within_what_came": "UPDATE sales_order_invoices SET quantity = 3",
    "sales_orders_are_invoiced_to_their_customer": "UPDATE invoices SET customer = 'CUST-000001'"
    " WHERE id IN (SELECT invoice FROM sales_order_invoices)",
    "what_was_accepted_is_converted": "UPDATE quotes SET status = 'converted'",
    "answers_are_to_what_is_offered": "UPDATE quotes SET status = 'accepted'",
    **PROJECT_DEEDS,
    "drafts_wait_for_a_payment": "INSERT INTO invoices (customer, status, currency, created_at,"
    " subtotal_minor_units, tax_minor_units, total_minor_units, paid_minor_units,"
    " credited_minor_units, written_off_minor_units) SELECT number, 'draft', 'EUR', now(), 1, 0,"
    " 1, 0, 0, 0 FROM customers LIMIT 1",
    "drafts_become_invoices": "INSERT INTO invoice_drafts (number, invoice, customer, status,"
    " edition, written_by, created_at, changed_at) SELECT 'DRAFT-000099', id, customer, 'written',"
    " 1, '', now(), now() FROM invoices WHERE number = 'INV-000001'",
    "lines_add_up": "INSERT INTO invoices (customer, status, currency, created_at,"
    " subtotal_minor_units, tax_minor_units, total_minor_units, paid_minor_units,"
    " credited_minor_units, written_off_minor_units) SELECT number, 'draft', 'EUR', now(), 1, 0,"
    " 1, 0, 0, 0 FROM customers LIMIT 1",
    "the_present_term_is_billed": "DELETE FROM subscription_terms",
    "dunning_has_a_run": "UPDATE subscriptions SET status = 'dunning'",
    "dunning_is_about_money_owed": "UPDATE invoices SET status = 'void'",
    "trials_and_subscriptions_agree": "UPDATE subscriptions SET status = 'live'",
    "pauses_and_subscriptions_agree": "UPDATE subscriptions SET status = 'paused'",
    "cancellations_have_an_object": "INSERT INTO cancellations (subscription, status, mode,"
    " comment, given_at, ends_at) SELECT number, 'scheduled', 'end_of_term', '', now(), now()"
    " FROM subscriptions",
    "coupons_keep_their_limit": "WITH one AS (INSERT INTO coupons (code, name, share_numerator,"
    " share_denominator, duration, redemption_limit, created_at) VALUES ('ONE', 'one', 1, 2,"
    " 'once', 1, now()) RETURNING code) INSERT INTO coupon_redemptions (coupon, subscription,"
    " redeemed_at) SELECT one.code, s.number, now() FROM one, subscriptions s",
    "charged_methods_are_there": "UPDATE payment_methods SET removed_at = now()",
    "tried_or_reminded_not_both": "INSERT INTO reminder_runs (invoice, invoice_id, customer,"
    " status, ladder, due_on, zone, hour, done, late_days, started_at) SELECT invoice, invoice_id,"
    " customer, 'running', '{}', now(), 'UTC', 6, 0, 0, now() FROM dunning_runs",
    "fees_have_one_cause": "UPDATE reminder_runs SET fee_invoice = invoice_id",
    "what_is_due_is_done": "UPDATE subscriptions SET renews_at = '2020-01-01'",
    "commands_are_carried": "UPDATE commands SET delivered_at = NULL,"
    " given_at = given_at - interval '1 hour'",
    "who_is_out_is_out": "UPDATE contacts SET password_hash = 'x'",
    "one_link_is_good": "INSERT INTO tokens (purpose, contact, message, digest, created_at,"
    " expires_at) SELECT purpose, contact, 'MSG-000001', 'other', created_at, expires_at"
    " FROM tokens LIMIT 1",
}
BY_THE_DATABASE = {
    "journal_balances",
    "credit_is_not_negative",
    "what_is_finalised_is_booked",
    "days_are_billed_once",
}


async def busy_office(office: Office) -> None:
    """Invoices paid, open and in dunning, a retainer, a quote, an order, a trial, an invitation."""
    await office.offline()
    await retainer(office, await office.a.customer())
    await sent(office, await office.a.customer(), text_of())
    await sales_order(office.books, await office.a.customer(), office.clock.at)
    paid = await office.a.subscription()
    await office.begin(paid)
    await settle(office, ChargeStatus.SUCCEEDED)
    office.clock.at += timedelta(days=31)
    await office.subscriptions.take_subscription_step(StepDue(paid, RENEW, office.clock.at))
    await settle(office, ChargeStatus.FAILED)
    await office.begin(await office.a.subscription(await office.a.plan(trial_days=14)))
    person = await office.a.contact_of("CUST-000001")
    await office.invitations.decide_invitation(await office.command("invitation", person, "invite"))
    async with office.books() as books:
        await books.commands.mark_delivered(
            [row.id for row in await books.commands.page(limit=100)], office.clock.at
        )
        await books.session.execute(text("UPDATE subscriptions SET renews_at = '2060-01-01'"))
        await books.session.execute(text("UPDATE messages SET status = 'delivered'"))


async def settle(office: Office, status: ChargeStatus) -> None:
    async with office.books() as books:
        [payment] = await books.payments.undecided()
    await office.payments.record_answer(await office.answer(payment, status))


class Undone(Exception):
    """Nothing of it is kept."""


@pytest.fixture(scope="module")
async def busy(kept: Databases) -> AsyncIterator[Office]:
    """One for all: what is done to it here is undone."""
    with kept.fresh() as url:
        async with engine_at(url) as engine:
            office = Office(books_of(engine))
            await busy_office(office)
            yield office


async def found_after(office: Office, *deeds: str) -> set[str]:
    """What offends an invariant once this is done, which is undone again."""
    found: set[str] = set()
    with suppress(Undone):
        async with office.books() as books:
            for deed in deeds:
                await books.session.execute(text(deed))
            found |= {each.invariant for each in await offences(books.session, office.clock.at)}
            raise Undone
    return found


async def test_books_in_order_offend_nothing(busy: Office) -> None:
    assert await found_after(busy) == set()


@pytest.mark.parametrize("name", sorted(DEEDS))
async def test_an_invariant_finds_what_offends_it(busy: Office, name: str) -> None:
    before = ["UPDATE invitations SET status = 'disabled'"] if name == "who_is_out_is_out" else []

    assert name in await found_after(busy, *before, DEEDS[name])


def test_every_invariant_is_tried_or_held_by_the_database() -> None:
    assert {each.name for each in INVARIANTS} == DEEDS.keys() | BY_THE_DATABASE
    assert len({each.name for each in INVARIANTS}) == len(INVARIANTS)
