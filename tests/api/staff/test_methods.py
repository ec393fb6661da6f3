"""What staff see of a customer's payment methods, and what they can do about them."""

from domain.policy import Role
from tests.api.staff.house import House
from tests.api.staff.test_v1 import JSON, get


async def test_staff_allow_bank_accounts_for_a_customer_and_that_is_recorded(
    house: House,
) -> None:
    customer = await house.a.customer()
    staff = await house.staff(Role.BILLING_AGENT)
    page = f"/console/customers/{customer}"

    said = await staff.said(await staff.send(f"{page}/bank-account", seen_on=page))

    assert "Bank accounts can be given from now on." in said
    async with house.books() as books:
        assert (await books.customers.get(customer)).bank_account_allowed
    assert await house.commands("customer", "allow_bank_account") == 1
    body = (await get(staff, f"/customers/{customer}/payment-methods")).json()
    assert body == {"bank_account_allowed": True, "methods": []}
    off = await staff.client.put(
        f"/v1/staff/customers/{customer}/bank-account",
        json={"on": False},
        headers={**JSON, "idempotency-key": "key-00000001"},
    )
    assert off.json()["bank_account_allowed"] is False


async def test_staff_remove_a_method_and_say_what_takes_its_place(house: House) -> None:
    customer = await house.a.customer()
    number = await house.a.subscription(customer=customer)
    other = await house.a.method(customer, "pm_card_other")
    async with house.books() as books:
        old = (await books.subscriptions.get(number)).payment_method
    staff = await house.staff()
    page = f"/console/customers/{customer}"

    said = await staff.said(
        await staff.send(f"/console/payment-methods/{old}/removal", seen_on=page, replacement=other)
    )

    assert "The payment method is removed." in said
    async with house.books() as books:
        assert (await books.subscriptions.get(number)).payment_method == other
    headers = {**JSON, "idempotency-key": "key-00000002"}
    used = await staff.client.delete(f"/v1/staff/payment-methods/{other}", headers=headers)
    assert used.json()["code"] == "MethodInUse"
    gone = await staff.client.delete("/v1/staff/payment-methods/PM-999999", headers=headers)
    assert (gone.status_code, gone.json()["code"]) == (404, "NoSuchSavedMethod")


async def test_staff_choose_what_is_charged_among_the_methods_that_are_kept(house: House) -> None:
    customer = await house.a.customer()
    number = await house.a.subscription(customer=customer)
    other = await house.a.method(customer, "pm_card_other")
    stranger = await house.a.subscription()
    staff = await house.staff(Role.BILLING_AGENT)
    page = f"/console/customers/{customer}"
    home = f"/console/payment-methods/{other}"

    chosen = await staff.said(
        await staff.send(f"{home}/assignment", seen_on=page, subscription=number)
    )
    default = await staff.said(await staff.send(f"{home}/default", seen_on=page))

    assert "It is charged from now on." in chosen
    assert "where no other method was chosen" in default
    async with house.books() as books:
        assert (await books.subscriptions.get(number)).payment_method == other
        assert (await books.payment_methods.get(other)).is_default
    refused = await staff.client.post(
        f"/v1/staff/payment-methods/{other}/assignment",
        json={"subscription": stranger},
        headers={**JSON, "idempotency-key": "key-00000003"},
    )
    assert refused.json()["code"] == "NoSuchSubscription"
    async with house.books() as books:
        assert (await books.subscriptions.get(stranger)).payment_method != other
