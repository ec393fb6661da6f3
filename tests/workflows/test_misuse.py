"""Our own mistakes against the processor: not asked for ever, and nothing is lost by them."""

import pytest

from domain.payments import PaymentStatus
from domain.processor import Charge, HostedRequest, ProcessorMisuse
from tests.support.payer import Payer
from tests.support.world import World
from tests.workflows.test_payment import owed


async def test_giving_up_a_page_that_the_processor_never_heard_of_calls_it_off(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    [invoice] = await owed(world)
    payer = Payer(world)
    number = await payer.open(invoice)

    async def never_heard_of(attempt: str, known_as: str = "") -> Charge | None:
        return None

    with monkeypatch.context() as at_the_processor:
        at_the_processor.setattr(world.parts.processor, "find_charge", never_heard_of)
        await world.ask("payment", number, "abandon")
        await world.settle()

    assert (await world.payment(number)).status is PaymentStatus.CANCELLED
    assert (await payer.pay(invoice)).status is PaymentStatus.SUCCEEDED


async def test_what_the_processor_does_not_understand_waits_for_somebody_to_look(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    [invoice] = await owed(world)
    payer = Payer(world)
    asked: list[str] = []

    async def misunderstood(request: HostedRequest) -> Charge:
        asked.append(request.attempt)
        raise ProcessorMisuse("malformed")

    with monkeypatch.context() as at_the_processor:
        at_the_processor.setattr(world.parts.processor, "open_hosted_page", misunderstood)
        number = (await payer.ask([invoice])).key
        await payer.reaches(number, PaymentStatus.UNKNOWN)
        await world.advance_to("2055-01-12")
    parked = await world.payment(number)
    await world.ask("payment", number, "gateway_event")
    mended = await payer.reaches(number, PaymentStatus.REQUIRES_ACTION)

    assert asked == [number]
    assert parked.is_parked
    assert not mended.is_parked
    assert mended.failure_code is None
