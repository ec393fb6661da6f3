"""Addons and coupons: what staff write down, what of it may change, and what stays."""

import pytest

from domain.addons import ChosenAddon
from domain.money import Money
from domain.policy import Role
from tests.api.staff.house import Browser, House

ADDON = {"code": "storage", "name": "More storage", "currency1": "EUR", "price1": "5.00"}
COUPON = {"code": "SPRING20", "name": "Spring", "percent": "20"}
KEY = {"sec-fetch-site": "same-origin"}


async def write(staff: Browser, noun: str, **fields: str | list[str]) -> str:
    home = f"/console/{noun}"
    answer = await staff.send(home, seen_on=f"{home}/new", key=None, **fields)
    return await staff.said(answer)


async def change(staff: Browser, noun: str, code: str, **fields: str | list[str]) -> str:
    home = f"/console/{noun}/{code}"
    return await staff.said(await staff.send(home, seen_on=home, key=None, **fields))


async def give_addon(house: House, subscription: str, code: str, currency: str = "EUR") -> None:
    async with house.books() as books:
        addons = await books.addons.in_currency(currency)
        await books.addons.set_for(subscription, [ChosenAddon(addons[code], 2)])


async def give_coupon(house: House, subscription: str, code: str) -> None:
    async with house.books() as books:
        await books.coupons.redeem(code, subscription, house.clock.now())


async def test_an_addon_is_written_down_with_its_prices_and_plans(house: House) -> None:
    staff = await house.staff(Role.FINANCE_MANAGER)
    plan = await house.a.plan()

    said = await write(
        staff, "addons", **ADDON, currency2="JPY", price2="700", plans=[plan], kind="recurring"
    )

    assert "The addon was written down." in said
    assert "with every term, by the unit" in said
    assert "€5.00" in said
    assert "¥700" in said
    async with house.books() as books:
        assert await books.addons.plans("storage") == {plan}
    assert await house.commands("addon", "create") == 1


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"code": "a b"}, "cannot be a code"),
        ({"name": " "}, "name"),
        ({"price1": "5.001"}, "is not an amount in EUR"),
        ({"price1": ""}, "An addon needs a price"),
        ({"currency2": "EUR", "price2": "6"}, "more than one price in EUR"),
        ({"kind": "one_time", "every": "1"}, "What is bought once has no interval."),
        ({"every": "x"}, "is not a whole number"),
        ({"tax_rate": "none"}, "There is no tax rate"),
        ({"plans": ["nothing"]}, "There is no plan “nothing”"),
    ],
)
async def test_an_addon_that_makes_no_sense_is_refused(
    house: House, fields: dict[str, str | list[str]], words: str
) -> None:
    staff = await house.staff()

    said = await write(staff, "addons", **{**ADDON, **fields})

    assert words in said
    async with house.books() as books:
        assert await books.addons.all() == []


async def test_a_code_is_given_once(house: House) -> None:
    staff = await house.staff()
    await write(staff, "addons", **ADDON)
    await write(staff, "coupons", **COUPON)

    assert "an addon with the code “storage” already" in await write(staff, "addons", **ADDON)
    assert "a coupon with the code “SPRING20” already" in await write(staff, "coupons", **COUPON)


async def test_an_addon_with_an_interval_fits_the_terms_of_its_plans(house: House) -> None:
    staff = await house.staff()
    plan = await house.a.plan()

    said = await write(staff, "addons", **ADDON, every="2", unit="month", plans=[plan])

    assert "billed at other intervals" in said


async def test_before_it_was_sold_everything_of_an_addon_can_change(house: House) -> None:
    staff = await house.staff()
    await write(staff, "addons", **ADDON)

    said = await change(
        staff, "addons", "storage", name="Storage", kind="one_time", pricing="flat", price1="9"
    )

    assert "The addon was changed." in said
    async with house.books() as books:
        row = await books.addons.get("storage")
        assert (row.name, row.kind, row.pricing) == ("Storage", "one_time", "flat")
        assert await books.addons.prices("storage") == [Money(900, "EUR")]
    assert await house.commands("addon", "change") == 1


async def test_what_was_sold_keeps_its_kind_and_its_currency(house: House) -> None:
    staff = await house.staff()
    await write(staff, "addons", **ADDON, currency2="USD", price2="6")
    await give_addon(house, await house.a.subscription(token=None, auto_charge=False), "storage")

    said = await change(staff, "addons", "storage", kind="one_time", price1="4", price2="")
    refused = await change(staff, "addons", "storage", currency1="CHF", price1="4")

    assert "The addon was changed." in said
    assert "how it is billed stays" in said
    assert "Subscriptions have addon “storage” in EUR" in refused
    async with house.books() as books:
        assert (await books.addons.get("storage")).kind == "recurring"
        assert await books.addons.prices("storage") == [Money(400, "EUR")]


async def test_prices_for_which_the_form_has_no_row_stay(house: House) -> None:
    staff = await house.staff()
    await write(staff, "addons", **ADDON)
    many = [Money(100, each) for each in ("AUD", "CAD", "CHF", "EUR", "GBP", "USD")]
    async with house.books() as books:
        await books.addons.set_prices("storage", many)

    said = await change(staff, "addons", "storage", price1="2.00")

    assert "These prices stay: £1.00, US$1.00" in said
    async with house.books() as books:
        assert await books.addons.prices("storage") == [Money(200, "AUD"), *many[1:]]


async def test_a_coupon_says_what_it_takes_off_and_how_often_it_was_redeemed(house: House) -> None:
    staff = await house.staff(Role.FINANCE_MANAGER)
    plan = await house.a.plan()

    await write(
        staff,
        "coupons",
        **COUPON,
        duration="months",
        months="3",
        last_day="2026-12-31",
        limit="50",
        plans=[plan],
    )
    await give_coupon(house, await house.a.subscription(plan), "SPRING20")

    page = await staff.said(await staff.page("/console/coupons"))
    assert "SPRING20 Spring 20% 3 months Thu 31 Dec 2026" in page
    assert f"{plan} 1 of 50" in page


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"percent": ""}, "either a share from 0 to 100 percent or an amount"),
        ({"percent": "0"}, "either a share from 0 to 100 percent or an amount"),
        ({"percent": "101"}, "either a share from 0 to 100 percent or an amount"),
        ({"percent": "x"}, "is not a percentage"),
        ({"amount": "5", "currency": "EUR"}, "either a share from 0 to 100 percent or an amount"),
        ({"percent": "", "amount": "5"}, "Error: “” is not"),
        ({"duration": "months"}, "for how many months"),
        ({"months": "3"}, "for how many months"),
        ({"duration": "x"}, "Choose one of the list"),
        ({"limit": "0"}, "at least once"),
        ({"last_day": "soon"}, "is not a date"),
        ({"plans": ["nothing"]}, "There is no plan “nothing”"),
    ],
)
async def test_a_coupon_that_makes_no_sense_is_refused(
    house: House, fields: dict[str, str | list[str]], words: str
) -> None:
    staff = await house.staff()

    said = await write(staff, "coupons", **{**COUPON, **fields})

    assert words in said
    async with house.books() as books:
        assert await books.coupons.all() == []


async def test_a_redeemed_coupon_keeps_its_promise(house: House) -> None:
    staff = await house.staff()
    await write(staff, "coupons", **COUPON)
    await change(staff, "coupons", "SPRING20", percent="25")
    await give_coupon(house, await house.a.subscription(), "SPRING20")

    said = await change(staff, "coupons", "SPRING20", percent="90", limit="1", name="Over")

    assert "The coupon was changed. Whoever has redeemed it keeps it." in said
    assert "25%" in said
    async with house.books() as books:
        row = await books.coupons.get("SPRING20")
        assert (row.share_numerator, row.share_denominator) == (1, 4)
        assert (row.redemption_limit, row.name) == (1, "Over")


async def test_programs_write_down_addons_and_coupons(house: House) -> None:
    client = (await house.staff()).client
    plan = await house.a.plan()
    addon = {
        "name": "Training",
        "kind": "one_time",
        "pricing": "flat",
        "prices": [{"amount": 9900, "currency": "EUR"}],
        "plans": [plan],
    }
    coupon = {
        "name": "Ten off",
        "amount": {"amount": 1000, "currency": "EUR"},
        "duration": "once",
        "last_day": "2026-12-31",
    }

    made = await client.post(
        "/v1/staff/addons",
        json={"code": "training", **addon},
        headers={**KEY, "idempotency-key": "addon-key-1"},
    )
    written = await client.post(
        "/v1/staff/coupons",
        json={"code": "TEN", **coupon},
        headers={**KEY, "idempotency-key": "coupon-key-1"},
    )
    changed = await client.put(
        "/v1/staff/coupons/TEN",
        json={"name": "Ten", "percent": "12.5", "duration": "forever", "limit": 5},
        headers={**KEY, "idempotency-key": "coupon-key-2"},
    )

    assert made.status_code == 201, made.text
    assert made.json()["prices"] == [{"amount": 9900, "currency": "EUR"}]
    assert made.json()["plans"] == [plan]
    assert written.status_code == 201, written.text
    assert written.json()["amount"] == {"amount": 1000, "currency": "EUR"}
    assert changed.json()["percent"] == "12.5"
    assert changed.json()["amount"] is None
    listed = (await client.get("/v1/staff/coupons")).json()["items"]
    assert [(each["code"], each["redeemed"]) for each in listed] == [("TEN", 0)]


async def test_a_program_is_told_what_stays(house: House) -> None:
    client = (await house.staff()).client
    code = await house.a.coupon(50)
    await give_coupon(house, await house.a.subscription(), code)

    answer = await client.put(
        f"/v1/staff/coupons/{code}",
        json={"name": "More", "percent": "60", "duration": "forever"},
        headers={**KEY, "idempotency-key": "coupon-key-3"},
    )

    assert answer.status_code == 409
    assert answer.json()["code"] == "CouponInUse"


async def test_support_reads_the_catalogue_and_changes_nothing(house: House) -> None:
    staff = await house.staff(Role.SUPPORT)
    addon, coupon = await house.a.addon(), await house.a.coupon()

    for path in ("addons", "coupons", f"addons/{addon}", f"coupons/{coupon}"):
        page = await staff.page(f"/console/{path}")
        assert page.status_code == 200
        assert "Write it down" not in page.text
        assert "Save the" not in page.text
