"""Plans, tax rates and subscriptions: created, shown, and what staff ask of them."""

import pytest

from domain.money import Money
from domain.policy import Role
from domain.subscriptions import SubscriptionStatus
from tests.api.staff.house import Browser, House

PLAN = {
    "code": "team",
    "name": "Team",
    "every": "3",
    "unit": "month",
    "trial_days": "14",
    "billing_cycles": "4",
    "currency1": "EUR",
    "price1": "12.50",
    "setup1": "5",
    "currency2": "JPY",
    "price2": "1800",
}
NEW_PLAN = "/console/plans/new"


async def create_plan(staff: Browser, **fields: str) -> str:
    answer = await staff.send("/console/plans", seen_on=NEW_PLAN, **{**PLAN, **fields})
    return await staff.said(answer)


async def sell(house: House, staff: Browser, customer: str, plan: str, **fields: str) -> str:
    """The text of the page that follows."""
    answer = await staff.send(
        "/console/subscriptions",
        seen_on=f"/console/subscriptions/new?customer={customer}",
        **{
            "plan": plan,
            **fields,
        },
    )
    return await staff.said(answer)


async def test_a_plan_has_a_price_for_each_currency(house: House) -> None:
    staff = await house.staff(Role.FINANCE_MANAGER)

    said = await create_plan(staff)

    assert "every 3 months" in said
    assert "14 days" in said
    assert "€12.50" in said
    assert "¥1,800" in said
    async with house.books() as books:
        plan = await books.plans.in_currency("team", "EUR")
    assert (plan.price, plan.setup_fee) == (Money(1250, "EUR"), Money(500, "EUR"))


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("code", "no spaces", "cannot be a code"),
        ("every", "0", "length of at least one"),
        ("every", "often", "is not a whole number"),
        ("unit", "fortnight", "Choose one of the list."),
        ("trial_days", "-1", "is not a whole number"),
        ("trial_days", "9999", "A trial has 0 to 730 days"),
        ("billing_cycles", "0", "at least one billing cycle"),
        ("price1", "12,50", "Write it like 1234.56."),
        ("price2", "18.50", "Write it like 1234."),
        ("price1", "-1", "A price cannot be negative"),
        ("currency2", "EUR", "more than one price in EUR"),
        ("currency1", "", "is not the ISO 4217 code"),
        ("tax_rate", "none", "There is no tax rate"),
    ],
)
async def test_a_plan_that_makes_no_sense_is_refused(
    quiet: House, field: str, value: str, words: str
) -> None:
    staff = await quiet.staff()

    said = await create_plan(staff, **{field: value})

    assert words in said
    async with quiet.books() as books:
        assert await books.plans.all() == []


async def test_a_plan_without_a_price_and_a_code_twice_are_refused(house: House) -> None:
    staff = await house.staff()
    await create_plan(staff)

    assert "with the code “team” already" in await create_plan(staff)
    nothing = await create_plan(staff, code="other", price1="", price2="")
    assert "at least one currency" in nothing


@pytest.mark.parametrize(
    ("rate", "words"),
    [("8.1", "8.1%"), ("20 %", "20%"), ("120", "0 to 100 percent"), ("x", "is not a percentage")],
)
async def test_a_tax_rate_is_exact(house: House, rate: str, words: str) -> None:
    staff = await house.staff()

    answer = await staff.send(
        "/console/tax-rates",
        seen_on="/console/tax-rates/new",
        code="VAT",
        name="VAT <b>",
        rate=rate,
        behaviour="inclusive",
    )

    assert words in await staff.said(answer)


async def test_a_subscription_begins_today_and_says_what_is_next(house: House) -> None:
    staff = await house.staff(Role.BILLING_AGENT)
    customer = await house.a.customer()
    plan = await house.a.plan(trial_days=14)
    method = await house.a.method(customer)

    said = await sell(
        house, staff, customer, plan, quantity="3", auto_charge="on", payment_method=method
    )

    assert "The subscription was created." in said
    assert "The trial runs until Tue 8 Dec 2026, 09:00." in said
    assert "A mail reminds of the end of the trial." in said
    assert "€93.00 is charged automatically for the first term." in said
    assert "Visa •••• 4242" in said


async def test_the_same_form_sells_once(house: House) -> None:
    staff = await house.staff()
    customer, plan = await house.a.customer(), await house.a.plan()
    for _ in range(2):
        await sell(house, staff, customer, plan, key="sell-key-1")
        house.clock.move(seconds=3)

    async with house.books() as books:
        rows = await books.subscriptions.of_customer(customer)
    assert len(rows) == 1


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"quantity": "0"}, "at least one unit"),
        ({"starts_on": "2026-11-23"}, "starts today or later"),
        ({"starts_on": "tomorrow"}, "is not a date"),
        ({"payment_method": "PM-000009"}, "has no payment method PM-000009"),
        ({"plan": "none"}, "There is no plan “none”"),
    ],
)
async def test_a_sale_that_makes_no_sense_is_refused(
    house: House, fields: dict[str, str], words: str
) -> None:
    staff = await house.staff()
    customer, plan = await house.a.customer(), await house.a.plan()

    said = await sell(house, staff, customer, **{"plan": plan, **fields})

    assert words in said


async def test_a_plan_in_another_currency_is_not_on_offer(house: House) -> None:
    staff = await house.staff()
    customer, plan = await house.a.customer(currency="USD"), await house.a.plan()
    await house.a.plan(Money(100, "USD"))

    said = await sell(house, staff, customer, plan)

    assert f"Plan “{plan}” has no price in USD" in said


async def test_a_future_start_is_the_run_hour_of_that_day(house: House) -> None:
    staff = await house.staff()
    customer = await house.a.customer(time_zone="Europe/Vienna")
    plan = await house.a.plan()

    said = await sell(house, staff, customer, plan, starts_on="2026-12-01")

    assert "It has not begun yet." in said
    assert "Tue 1 Dec 2026, 05:00" in said, "06:00 in Vienna, shown in the organisation's zone"
    assert "the first term is invoiced with €31.00" in said


async def test_a_trial_is_activated_as_a_command(house: House) -> None:
    staff = await house.staff()
    plan = await house.a.plan(trial_days=14)
    number = await house.a.subscription(plan, token=None, auto_charge=False)
    page = f"/console/subscriptions/{number}/activate"
    assert "€31.00" in (await staff.page(page)).text

    answer = await staff.send(page, seen_on=page)

    said = await staff.said(answer)
    assert "The trial is being activated." in said
    assert "It is in term 1, from Tue 24 Nov 2026 to Wed 23 Dec 2026." in said
    assert await house.commands("trial", "activate") == 1


async def test_a_running_trial_cannot_be_extended_and_says_why(house: House) -> None:
    staff = await house.staff()
    plan = await house.a.plan(trial_days=14)
    number = await house.a.subscription(plan)
    home = f"/console/subscriptions/{number}"

    answer = await staff.send(f"{home}/extend", seen_on=home)

    assert "only after it has expired" in await staff.said(answer)


@pytest.mark.parametrize(("on", "words"), [("no", "by invoice"), ("yes", "automatically")])
async def test_automatic_charging_is_switched(house: House, on: str, words: str) -> None:
    staff = await house.staff()
    number = await house.a.subscription(auto_charge=on == "no")
    home = f"/console/subscriptions/{number}"

    answer = await staff.send(f"{home}/auto-charge", seen_on=home, on=on)

    assert f"Charged {words}" in await staff.said(answer)
    async with house.books() as books:
        row = await books.subscriptions.get(number)
    assert row.auto_charge is (on == "yes")


async def test_the_list_is_filtered_by_status(house: House) -> None:
    staff = await house.staff(Role.AUDITOR)
    live = await house.a.subscription(token=None, auto_charge=False)
    trial = await house.a.subscription(await house.a.plan(trial_days=7))

    page = await staff.page(f"/console/subscriptions?status={SubscriptionStatus.TRIAL}")

    assert trial in page.text
    assert live not in page.text
    assert "New subscription" not in page.text, "an auditor changes nothing"


async def test_while_it_is_being_begun_the_page_looks_again(house: House) -> None:
    staff = await house.staff()
    house.post.is_away = True
    number = await house.a.subscription()
    path = f"/console/subscriptions/{number}"

    page = await staff.page(path)
    part = await staff.page(f"{path}?wait=2", **{"hx-request": "true"})

    assert "It is being begun" in page.text
    assert f'hx-get="{path}?wait=2"' in page.text
    assert f'hx-get="{path}?wait=4"' in part.text
    assert "<html" not in part.text


async def test_what_is_sold_stays_text(house: House) -> None:
    staff = await house.staff()
    nasty = "<script>alert(1)</script> 100%"
    await create_plan(staff, name=nasty, description=nasty, trial_days="0")
    customer = await house.a.customer()
    await sell(house, staff, customer, "team")

    for path in ("plans", "plans/team", "subscriptions/SUB-000001", "invoices/INV-000001"):
        page = await staff.page(f"/console/{path}")
        assert page.status_code == 200
        assert "<script>alert" not in page.text
        assert path == "plans" or "100%" in page.text
