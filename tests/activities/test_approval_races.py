"""Several people and one sheet in the same moment: one of them wins."""

from collections.abc import AsyncIterator

import pytest

from domain.approvals import ApprovalStatus, EntryInAnotherApproval
from domain.commands import ActorKind
from domain.invitations import InvitationStatus
from domain.time_billing import TimeAlreadyInvoiced
from storage.books import books_of
from tests.support.database import engine_at
from tests.support.office import Office
from tests.support.project_office import Studio
from tests.support.race import race
from tests.support.retainer_office import in_order

RUNNERS = 6


@pytest.fixture
async def crowd(database_url: str) -> AsyncIterator[Office]:
    """An office with a connection for everybody."""
    async with engine_at(database_url, pool_size=RUNNERS) as engine:
        yield Office(books_of(engine))


@pytest.fixture
async def studio(crowd: Office) -> Studio:
    studio = Studio(crowd.books, crowd.a)
    await studio.open(await crowd.a.customer())
    return studio


VERDICTS = (
    ("approve", ActorKind.CONTACT),
    ("reject", ActorKind.CONTACT),
    ("recall", ActorKind.STAFF),
)


async def test_of_several_who_submit_and_then_decide_at_once_one_does(
    crowd: Office, studio: Studio
) -> None:
    one = await studio.worked(60)

    async def submit(_place: int) -> str:
        try:
            return await studio.submitted(one)
        except EntryInAnotherApproval:
            return ""

    [number] = filter(None, await race(RUNNERS, submit))

    async def decide(place: int) -> str | None:
        signal, by = VERDICTS[place % 3]
        return (await crowd.asked("approval", number, signal, by=by, round=1, reason="No")).code

    codes = await race(RUNNERS, decide)
    assert sorted(map(str, codes)) == sorted(["None", *["NothingWaits"] * (RUNNERS - 1)])
    await in_order(crowd)


async def test_of_several_who_invoice_the_same_time_at_once_one_does(
    crowd: Office, studio: Studio
) -> None:
    await crowd.a.preference("timesheets.customer_approval.enabled", False)
    one = await studio.worked(60)

    async def invoice(_place: int) -> str:
        try:
            return await studio.invoiced(one)
        except TimeAlreadyInvoiced:
            return ""

    assert len([*filter(None, await race(RUNNERS, invoice))]) == 1
    await in_order(crowd)


async def test_whose_access_is_taken_away_meanwhile_approves_nothing(
    crowd: Office, studio: Studio
) -> None:
    number = await studio.submitted(await studio.worked(60))
    given = await crowd.command("approval", number, "approve", by=ActorKind.CONTACT, round=1)
    async with crowd.books() as books:
        books.invitations.new(
            contact=await crowd.a.contact_of(studio.customer),
            status=InvitationStatus.DISABLED,
            version=1,
            sent_at=crowd.clock.at,
            expires_at=crowd.clock.at,
        )
    await crowd.decide("approval", given)
    assert (await crowd.outcome(given)).code == "SwitchedOff"
    assert (await studio.approval(number)).status is ApprovalStatus.SUBMITTED
