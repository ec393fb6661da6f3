"""Quotes that have run out, at the doors."""

from typing import cast

from activities.contracts import StepDue
from activities.post import Post
from activities.quotes import QuoteActivities
from domain.quote_steps import QuoteStep
from tests.api.staff.house import House
from tests.api.staff.test_quotes import OWN, reads, sent


async def test_a_late_answer_is_taken_where_the_organisation_lets_it(house: House) -> None:
    customer = await house.a.customer()
    await sent(house, customer, valid_until="2026-11-24")
    house.clock.move(days=1)
    quotes = QuoteActivities(house.books, cast(Post, house.post))
    await quotes.take_quote_step(StepDue("QUO-000001", QuoteStep.EXPIRE, house.clock.now()))
    ada = await house.guest(await house.a.contact_of(customer))
    late = await reads(ada, OWN)
    assert "This offer was valid until" in late
    assert "Accept for" not in late

    await house.a.preference("quotes.accept_expired", True)

    assert "Accept for €1,099.00" in await reads(ada, OWN)
    step = f"{OWN}/accept?version=1&option=4"
    assert "is accepted" in await ada.said(await ada.send(f"{OWN}/accept", seen_on=step))
