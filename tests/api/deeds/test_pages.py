"""What a customer does to a subscription on its pages: looked at, confirmed, taken back."""

from dataclasses import replace

import pytest

from activities.invoice_credits import CreditWish, credit_invoice
from domain.credit_notes import CreditReason
from domain.money import Money
from domain.subscriptions import SubscriptionStatus
from tests.api.deeds.conftest import Ada
from tests.api.staff.house import text_of

V1 = {
    "accept": "application/json",
    "sec-fetch-site": "same-origin",
    "idempotency-key": "key-00000042",
}


async def status_of(ada: Ada) -> SubscriptionStatus:
    async with ada.house.books() as books:
        return (await books.subscriptions.get(ada.subscription)).status


async def test_a_change_is_looked_at_first_and_then_done_as_it_was_seen(ada: Ada) -> None:
    addon = await ada.house.a.addon()
    checked = await ada.sends("/change", seen_on="/change", quantity="3", count="2")

    words = text_of(checked.text)
    assert "Check and confirm" in words
    assert "Due now €72.00" in words
    assert "Next renewal: €103.00 on Thu 24 Dec 2026." in words
    assert "Present term" in await ada.reads(), "nothing has happened yet"

    said = await ada.says(await ada.confirms(checked))
    assert "The change is accepted." in said
    assert "2 × Addon" in said
    async with ada.house.books() as books:
        row = await books.subscriptions.get(ada.subscription)
        (has,) = await books.addons.of_subscription(ada.subscription)
        invoices = await books.invoices.page(subscription=ada.subscription)
    assert row.quantity == 3
    assert (has.addon, has.quantity) == (addon, 2)
    assert sorted(invoice.total for invoice in invoices) == [
        Money(3100, "EUR"),
        Money(10300, "EUR"),
    ]


async def test_lists_and_programs_read_the_price_with_addons_and_coupon(ada: Ada) -> None:
    await ada.house.a.addon()
    code = await ada.house.a.coupon(50)
    checked = await ada.sends("/change", seen_on="/change", count="2", coupon=code)
    await ada.confirms(checked)

    listed = text_of((await ada.browser.page("/subscriptions")).text)
    (item,) = (await ada.browser.page("/v1/subscriptions")).json()["items"]
    detail = (await ada.asks("GET", "")).json()

    assert "€20.50" in listed, "half of €31.00 and two times €5.00"
    assert item["next_total"] == detail["next_total"] == {"amount": 2050, "currency": "EUR"}


async def test_if_a_price_has_moved_nothing_happens_and_it_is_shown_anew(ada: Ada) -> None:
    checked = await ada.sends("/change", seen_on="/change", quantity="2")
    async with ada.house.books() as books:
        row = await books.subscriptions.get(ada.subscription)
        price = await books.plans.find_price(row.plan, "EUR")
        assert price
        price.unit_minor_units = 4000

    again = await ada.confirms(checked)

    words = text_of(again.text)
    assert "Nothing has happened yet" in words
    assert "The amounts have changed since you looked at them." in words
    assert "€80.00" in words
    assert "The change is accepted." in await ada.says(await ada.confirms(again))


async def test_a_change_for_the_end_of_the_term_is_seen_and_withdrawn(ada: Ada) -> None:
    checked = await ada.sends("/change", seen_on="/change", quantity="4", when="end_of_term")
    assert "Nothing is charged and nothing is given back now." in text_of(checked.text)

    said = await ada.says(await ada.confirms(checked))
    assert "The change that is scheduled" in said
    assert "The next term then costs €124.00." in said
    assert "It changes to: 4 × Plan" in said

    said = await ada.says(await ada.sends("/change/withdraw"))
    assert "The change is withdrawn." in said
    assert "The change that is scheduled" not in said


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"quantity": "0"}, "Choose a quantity from 1"),
        ({"quantity": "many"}, "Choose a quantity from 1"),
        ({"coupon": "NOSUCH"}, "The code “NOSUCH” cannot be used here."),
        ({"when": "sometimes"}, "Please choose one of these."),
        ({}, "nothing would change"),
    ],
)
async def test_what_cannot_be_is_said_beside_its_field(
    ada: Ada, fields: dict[str, str], words: str
) -> None:
    answer = await ada.sends("/change", seen_on="/change", **fields)

    assert answer.status_code == 422
    assert words in text_of(answer.text)
    assert "What it is to be" in text_of(answer.text)


async def test_codes_of_coupons_cannot_be_tried_for_ever(ada: Ada) -> None:
    statuses = [
        (await ada.sends("/change", seen_on="/change", coupon=f"GUESS{each}")).status_code
        for each in range(11)
    ]
    assert statuses == [422] * 10 + [429]


async def test_a_coupon_that_is_good_is_taken_off(ada: Ada) -> None:
    code = await ada.house.a.coupon(50)
    checked = await ada.sends(
        "/change", seen_on="/change", coupon=code, quantity="2", when="end_of_term"
    )
    said = await ada.says(await ada.confirms(checked))
    assert f"coupon {code}" in said
    assert "The next term then costs €31.00." in said


async def test_a_pause_is_scheduled_given_another_day_and_deleted(ada: Ada) -> None:
    await ada.house.a.preference("pause.credit_note", True)
    wanted = {"when": "date", "pause_on": "2026-12-01", "resume_on": "2027-02-01"}
    checked = await ada.sends("/pause", seen_on="/pause", **wanted)
    assert "Billing rests from Tue 1 Dec 2026 on." in text_of(checked.text)
    assert "It goes on by itself on Mon 1 Feb 2027." in text_of(checked.text)

    said = await ada.says(await ada.confirms(checked))
    assert "The pause is accepted." in said
    assert "Billing rests: nothing is charged from then on." in said
    assert "Billing goes on by itself." in said
    assert "Mon 1 Feb 2027" in said

    said = await ada.says(
        await ada.sends("/pause/schedule", seen_on="/pause", resume_on="2027-03-01")
    )
    assert "The days of the pause are changed." in said
    assert "Mon 1 Mar 2027" in said
    said = await ada.says(await ada.sends("/pause/delete", seen_on="/pause"))
    assert "The days of the pause are deleted." in said
    assert "Billing rests" not in said


async def test_a_pause_that_makes_no_sense_is_refused_beside_its_field(ada: Ada) -> None:
    await ada.house.a.preference("pause.max_days", 30)
    for fields, words in (
        ({"when": "date"}, "Choose the day on which billing pauses."),
        ({"when": "date", "pause_on": "yesterday"}, "is not a day of the calendar"),
        ({"when": "now", "resume_on": "2026-11-20"}, "Billing cannot resume"),
        ({"when": "now", "resume_on": "2027-11-20"}, "30 days at most"),
    ):
        answer = await ada.sends("/pause", seen_on="/pause", **fields)
        assert answer.status_code == 422
        assert words in text_of(answer.text)


async def test_what_is_paused_says_so_and_is_resumed(ada: Ada) -> None:
    checked = await ada.sends("/pause", seen_on="/pause", when="now")
    said = await ada.says(await ada.confirms(checked))
    assert "Billing rests since Tue 24 Nov 2026. Nothing is charged until it is resumed." in said
    assert "It can be changed when billing goes on." in said

    await ada.waits(3)
    page = await ada.browser.page(f"{ada.home}/resume")
    assert "Billing goes on at once." in text_of(page.text)
    assert "Billing goes on." in await ada.says(await ada.confirms(page))
    assert await status_of(ada) is SubscriptionStatus.LIVE


async def test_who_cancels_is_told_what_ends_and_can_take_it_back_until_then(ada: Ada) -> None:
    checked = await ada.sends(
        "/cancel", seen_on="/cancel", reason="too_expensive", comment="Sorry to go"
    )
    words = text_of(checked.text)
    assert "It ends on Thu 24 Dec 2026, 06:00. Until then you use it as before." in words
    assert "Until that moment you can take the cancellation back, here." in words
    assert "€31.00 of invoices is still to be paid." in words

    said = await ada.says(await ada.confirms(checked))
    assert "The cancellation is received." in said
    assert "It ends on Thu 24 Dec 2026, 06:00." in said
    async with ada.house.books() as books:
        row = await books.cancellations.get(ada.subscription)
    assert (row.reason, row.comment) == ("too_expensive", "Sorry to go")

    assert "The cancellation is taken back." in await ada.says(await ada.sends("/keep"))
    assert await status_of(ada) is SubscriptionStatus.LIVE


async def test_an_end_that_is_planned_can_be_brought_forward(ada: Ada) -> None:
    checked = await ada.sends("/cancel", seen_on="/cancel", mode="end_of_term")
    assert "End it now" in await ada.says(await ada.confirms(checked))

    checked = await ada.sends("/cancel", seen_on="/cancel")
    assert "It ends at once" in text_of(checked.text)
    await ada.confirms(checked)
    assert await status_of(ada) is SubscriptionStatus.CANCELLED


async def test_an_end_that_is_planned_stays_where_none_is_offered_at_once(ada: Ada) -> None:
    await ada.house.a.preference("cancel.modes", ["end_of_term"])
    checked = await ada.sends("/cancel", seen_on="/cancel")

    said = await ada.says(await ada.confirms(checked))

    assert "It ends on Thu 24 Dec 2026" in said
    assert "End it now" not in said


async def test_a_reason_is_asked_for_where_the_organisation_wants_one(ada: Ada) -> None:
    await ada.house.a.preference("cancel.reason_required", True)
    answer = await ada.sends("/cancel", seen_on="/cancel")
    assert answer.status_code == 422
    assert "Please choose a reason." in text_of(answer.text)


async def test_an_offer_to_stay_is_made_once_and_never_hides_the_way_out(ada: Ada) -> None:
    code = await ada.house.a.coupon(20)
    await ada.house.a.preference("cancel.retention_offer", "coupon")
    await ada.house.a.preference("cancel.retention_coupon", code)

    offered = await ada.sends("/cancel", seen_on="/cancel", reason="unused")
    assert f"use the coupon {code}" in text_of(offered.text)
    assert "No thanks, cancel" in text_of(offered.text)
    checked = await ada.sends("/cancel", seen_on="/cancel", reason="unused", offered="seen")
    assert "Check and confirm" in text_of(checked.text)

    staying = await ada.sends("/change", seen_on="/change", coupon=code)
    assert "The change is accepted." in await ada.says(await ada.confirms(staying))
    again = await ada.sends("/cancel", seen_on="/cancel", reason="unused")
    assert "Check and confirm" in text_of(again.text), "no coupon on top of another"


async def test_what_is_cancelled_at_once_gives_back_what_the_page_says(ada: Ada) -> None:
    await ada.house.a.preference("cancel.credit_unused", "prorate")
    await ada.waits(10)
    checked = await ada.sends("/cancel", seen_on="/cancel", mode="immediately")
    words = text_of(checked.text)
    assert "It ends at once" in words
    assert "Kept as credit for later invoices" in words

    said = await ada.says(await ada.confirms(checked))
    assert "The cancellation is received." in said
    assert await status_of(ada) is SubscriptionStatus.CANCELLED


async def test_what_has_ended_is_reactivated_at_todays_prices(ada: Ada) -> None:
    checked = await ada.sends("/cancel", seen_on="/cancel", mode="immediately")
    await ada.confirms(checked)
    assert "Reactivate" in await ada.reads()

    checked = await ada.sends("/reactivate", seen_on="/reactivate", quantity="2")
    assert "Due now €62.00" in text_of(checked.text)
    assert "The subscription is being reactivated." in await ada.says(await ada.confirms(checked))
    assert await status_of(ada) is SubscriptionStatus.LIVE


async def test_without_the_right_nothing_is_offered_and_nothing_is_let_in(ada: Ada) -> None:
    for key in ("edit.enabled", "pause.enabled", "cancel.enabled", "trial.cancel"):
        await ada.house.a.preference(key, False)

    said = await ada.reads()
    for words in ("Pause", "Cancel the subscription"):
        assert words not in said
    for path in ("/change", "/pause", "/cancel"):
        assert (await ada.browser.page(f"{ada.home}{path}")).status_code == 403


async def test_while_a_change_is_being_paid_for_the_page_says_so(ada: Ada) -> None:
    method = await ada.house.a.method(ada.customer)
    async with ada.house.books() as books:
        row = await books.subscriptions.get(ada.subscription)
        row.auto_charge, row.payment_method = True, method
    checked = await ada.sends("/cancel", seen_on="/cancel", mode="immediately")
    await ada.confirms(checked)
    checked = await ada.sends("/reactivate", seen_on="/reactivate")
    assert "Pay €31.00" in text_of(checked.text)

    said = await ada.says(await ada.confirms(checked))

    assert "The charge is under way" in said
    assert "Reactivate" not in said.partition("What happens next")[0]


async def _offer(ada: Ada, page: str, use: str) -> tuple[bool, bool, bool]:
    """Whether credit can be used there, and which of its two hints stands on the first page."""
    await ada.house.a.preference("credits.use", use)
    offered = "Use €" in text_of((await ada.browser.page(page)).text)
    home = text_of((await ada.browser.page("/")).text)
    return offered, "on the page of an invoice" in home, "for your next invoices" in home


async def test_credit_is_used_when_its_owner_says_so(ada: Ada) -> None:
    await ada.house.a.preference("credits.use", "ask")
    async with ada.house.books() as books:
        [invoice] = await books.invoices.page(subscription=ada.subscription)
        wish = CreditWish(invoice.number or "", CreditReason.GOODWILL, "", {1: 1000}, apply=False)
        await credit_invoice(books, wish, ada.house.clock.now())
    page = f"/invoices/{invoice.number}"

    assert "Use €10.00 of your credit" in text_of((await ada.browser.page(page)).text)
    said = await ada.browser.said(await ada.browser.send(f"{page}/credit", seen_on=page))
    assert "€10.00 of your credit was used for this invoice." in said
    assert "Use €" not in said
    async with ada.house.books() as books:
        await credit_invoice(books, replace(wish, lines={1: 500}), ada.house.clock.now())
    both = [await ada.browser.client.post(f"/v1{page}/credit", headers=V1) for _ in range(2)]
    assert [each.json()["amount"] for each in both] == [500, 500]
    again = await ada.asks_at(f"{page}/credit")
    assert again.json()["code"] == "NoCredit"

    async with ada.house.books() as books:
        await credit_invoice(books, replace(wish, lines={1: 100}), ada.house.clock.now())
    assert [await _offer(ada, page, use) for use in ("ask", "always", "never")] == [
        (True, True, False),
        (True, False, True),
        (False, False, False),
    ]
    assert (await ada.asks_at(f"{page}/credit")).json()["code"] == "SwitchedOff"


async def test_a_part_is_paid_where_that_is_offered(ada: Ada) -> None:
    async with ada.house.books() as books:
        [invoice] = await books.invoices.page(subscription=ada.subscription)
    page = f"/invoices/{invoice.number}/pay"
    assert "How much do you want to pay?" not in text_of((await ada.browser.page(page)).text)

    await ada.house.a.preference("payments.partial", True)
    assert "How much do you want to pay?" in text_of((await ada.browser.page(page)).text)
    too_much = await ada.browser.send("/payments", seen_on=page, amount="99.00")
    assert "The amounts have changed since you saw them." in await ada.browser.said(too_much)
    await ada.browser.send("/payments", seen_on=page, amount="12,50")

    async with ada.house.books() as books:
        [command] = [each for each in await books.commands.page(limit=20) if each.signal == "pay"]
    assert [each["minor_units"] for each in command.payload["invoices"]] == [1250]
