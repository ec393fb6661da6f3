"""What a customer reads at the processor: what is paid, to whom, in their language."""

from activities.purposes import purpose_of
from domain.money import Money
from domain.payments import PaymentStatus
from runtime.languages import said_in
from tests.support.payer import Payer
from tests.support.world import World
from tests.workflows.test_payment import START, owed


async def shown(world: World, payment: str) -> str:
    return (await world.simulator.get(await Payer(world).page(payment))).text


async def test_the_page_names_the_invoice_and_the_organisation(world: World) -> None:
    [invoice] = await owed(world)

    page = await shown(world, await Payer(world).open(invoice))

    assert f"Invoice {invoice.number}" in page
    assert "Northwind Studio" in page
    assert "Backoffice" not in page


async def test_the_page_names_some_of_many_invoices_in_the_language_that_was_chosen(
    world: World,
) -> None:
    invoices = await owed(world, *[Money(1000, "EUR")] * 5)
    async with world.books() as books:
        contact = await books.customers.primary_contact(invoices[0].customer)
        assert contact
        contact.language = "de"

    page = await shown(world, await Payer(world).open(*invoices))

    first, second, third = sorted(each.number or "" for each in invoices)[:3]
    assert f"Rechnungen {first}, {second}, {third} und 2 weitere" in page


async def test_a_first_term_without_an_invoice_is_named_by_its_plan(world: World) -> None:
    await world.advance_to(START)
    await world.behave("pm_card_visa_slow", "processing:86400")
    number = await world.a.subscription(token="pm_card_visa_slow")
    await Payer(world).reaches("PAY-000001", PaymentStatus.PROCESSING)

    async with world.books() as books:
        payment = await books.payments.get("PAY-000001")
        plan = await books.plans.get((await books.subscriptions.get(number)).plan)
        words = await purpose_of(books, payment, "de", said_in)

    assert words == f"{plan.name}, erster Zeitraum ({number})"
