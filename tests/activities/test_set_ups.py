"""What is asked about a method being given: by the processor's own name, once it is known."""

from datetime import timedelta
from typing import cast

from activities.set_ups import SetUpActivities, SetUpAsked
from domain.processor import ChargeStatus
from domain.set_ups import SetUp, SetUpRequest, SetUpStatus
from gateways.processor import PaymentProcessor
from tests.support.office import Office


class Processor:
    """Opens pages under a name of its own, and notes by which name it is asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []

    async def open_set_up(self, request: SetUpRequest) -> SetUp:
        return _page(request.attempt)

    async def find_set_up(self, attempt: str, known_as: str = "") -> SetUp:
        self.asked.append((attempt, known_as))
        return _page(attempt)


def _page(attempt: str) -> SetUp:
    status = ChargeStatus.REQUIRES_ACTION
    return SetUp(attempt, "cs_1", status, None, None, "https://pay.example/cs_1", None)


async def test_a_page_is_asked_about_by_the_name_that_the_processor_gave_it(
    office: Office,
) -> None:
    processor = Processor()
    port = cast(PaymentProcessor, processor)
    set_ups = SetUpActivities(office.books, office.post, port, "https://portal.example")
    customer = await office.a.customer()
    async with office.books() as books:
        at = office.clock.at
        waits = {"status": SetUpStatus.CREATED, "act_at": at, "created_at": at}
        books.set_ups.new(number="PM-000001", customer=customer, **waits)

    await set_ups.open_set_up(SetUpAsked("PM-000001", office.clock.at))
    await set_ups.look_at_set_up(SetUpAsked("PM-000001", office.clock.at + timedelta(days=1)))

    assert processor.asked == [("PM-000001", "cs_1")]
