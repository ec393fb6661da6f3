"""Commands: found by what they are about, and told with who, what, when and why not."""

import re
from html import unescape

import pytest
from temporalio import workflow

from api.staff.views.words import OTHER, asked_of
from domain.commands import CommandStatus
from domain.policy import Role
from tests.api.staff.house import House, text_of
from worker.registry import WORKFLOWS
from workflows.watch import WatchWorkflow


async def test_a_refused_command_says_who_asked_what_and_why_not(house: House) -> None:
    staff = await house.staff(Role.BILLING_AGENT)
    number = await house.a.subscription(await house.a.plan(trial_days=14))
    home = f"/console/subscriptions/{number}"
    await staff.send(f"{home}/extend", seen_on=home)

    page = (await staff.page("/console/commands?status=refused")).text
    link = re.findall(r'href="(/console/commands/[0-9a-f-]{36})"', page)
    said = text_of((await staff.page(link[0])).text)

    assert len(link) == 1
    assert "Extend the trial" in said
    assert "The trial can be extended only after it has expired." in said
    assert "Sam billing_agent" in said
    assert "TrialNotExpired" in said
    assert "127.0.0.1" in said


async def test_a_change_is_recorded_with_who_made_it(house: House) -> None:
    staff = await house.staff(Role.FINANCE_MANAGER)
    await staff.send(
        "/console/tax-rates",
        seen_on="/console/tax-rates/new",
        code="VAT",
        name="VAT",
        rate="20",
        behaviour="exclusive",
    )

    page = (await staff.page("/console/commands?document=vat")).text

    assert "VAT" not in text_of(page) or "Create the tax rate" in text_of(page)
    everything = text_of((await staff.page("/console/commands")).text)
    assert "Create the tax rate" in everything


async def test_commands_are_found_by_customer_and_by_document(house: House) -> None:
    staff = await house.staff()
    number = await house.a.subscription(await house.a.plan(trial_days=14))
    home = f"/console/subscriptions/{number}"
    await staff.send(f"{home}/extend", seen_on=home)

    for query, is_found in (
        (f"document={number.lower()}", True),
        ("customer=CUST-000001", True),
        ("document=SUB-000099", False),
        ("customer=CUST-000099", False),
    ):
        page = await staff.page(f"/console/commands?{query}")
        assert ("Extend the trial" in text_of(page.text)) is is_found


@pytest.mark.parametrize("process", [each for each in WORKFLOWS if each is not WatchWorkflow])
def test_whatever_is_told_to_a_process_has_words(process: type) -> None:
    found = workflow._Definition.must_from_class(process)
    signals = ["", *(each for each in found.signals if each)]

    assert not [each for each in signals if asked_of(found.name or "", each) == OTHER]


async def test_the_list_goes_on_by_a_key(house: House) -> None:
    staff = await house.staff()
    for _ in range(9):
        await house.a.subscription(await house.a.plan(trial_days=1))
    async with house.books() as books:
        total = len(await books.commands.page(limit=1000))
    seen: list[str] = []
    path: str | None = "/console/commands"
    while path:
        text = (await staff.page(path)).text
        seen += re.findall(r'<a href="/console/commands/([0-9a-f-]{36})"', text)
        found = re.search(r'<a class="btn btn-secondary" href="([^"]+)" rel="next"', text)
        path = found[1].replace("&amp;", "&") if found else None

    assert len(seen) == len(set(seen)) == total


async def test_every_state_can_be_chosen_while_a_customer_is(house: House) -> None:
    staff = await house.staff()
    await house.a.subscription(await house.a.plan(trial_days=14))
    page = (await staff.page("/console/commands?customer=CUST-000001")).text
    links = re.findall(r'href="(/console/commands\?[^"]+)"', page)

    assert len(links) == len(CommandStatus) + 1
    for link in links:
        assert (await staff.page(unescape(link))).status_code == 200
