"""Stories of what people do with subscriptions: changed, paused, cancelled, taken up again."""

from collections.abc import Sequence

from domain.commands import ActorKind
from domain.money import Money
from domain.previews import PreviewKind
from tests.support.steps import done
from tests.support.world import World

CARD = "pm_card_visa_moody"


async def _live(world: World) -> str:
    number = await world.a.subscription(token=CARD)
    await world.settle()
    return number


async def _staff(world: World, process: str, key: str, signal: str, **payload: object) -> None:
    await world.ask(process, key, signal, by=ActorKind.STAFF, **payload)
    await world.settle()


async def changed_and_paid(world: World) -> Sequence[str]:
    """A bigger plan is paid for at once, and a smaller one comes at the end of the term."""
    number = await _live(world)
    bigger, smaller = await world.a.plan(Money(6200, "EUR")), await world.a.plan()
    await world.advance_to("2055-02-10")
    await done(world, number, PreviewKind.CHANGE, plan=bigger)
    await done(world, number, PreviewKind.CHANGE, plan=smaller, when="end_of_term")
    await world.advance_to("2055-03-05")
    return [f"subscription/{number}", "payment/PAY-000002"]


async def change_declined(world: World) -> Sequence[str]:
    """A change is not paid for, another is withdrawn: everything stays as it was."""
    number = await _live(world)
    bigger = await world.a.plan(Money(6200, "EUR"))
    await world.behave(CARD, "decline:insufficient_funds")
    await done(world, number, PreviewKind.CHANGE, plan=bigger)
    await done(world, number, PreviewKind.CHANGE, plan=bigger, when="end_of_term")
    await _staff(world, "subscription", number, "withdraw_change")
    return [f"subscription/{number}", "payment/PAY-000002"]


async def trial_changed(world: World) -> Sequence[str]:
    """The plan is changed in a trial, which goes on and converts."""
    number = await world.a.subscription(await world.a.plan(trial_days=14))
    longer = await world.a.plan(trial_days=20)
    await world.settle()
    await done(world, number, PreviewKind.CHANGE, plan=longer)
    await world.advance_to("2055-02-25")
    return [f"trial/{number}", f"subscription/{number}"]


async def paused_until_a_date(world: World) -> Sequence[str]:
    """Billing rests from the end of the term on, and goes on by itself."""
    number = await _live(world)
    await done(world, number, PreviewKind.PAUSE, when="end_of_term", resume_on="2055-04-10")
    await world.advance_to("2055-03-10")
    await _staff(world, "pause", number, "change_schedule", resume_on="2055-04-12")
    await world.advance_to("2055-04-15")
    return [f"pause/{number}", f"subscription/{number}"]


async def resumed_by_hand(world: World) -> Sequence[str]:
    """Billing rests at once, its end is taken away, and somebody resumes."""
    number = await _live(world)
    await done(world, number, PreviewKind.PAUSE, when="now", resume_on="2055-04-10")
    await _staff(world, "pause", number, "delete_schedule")
    await world.advance_to("2055-04-20")
    await done(world, number, PreviewKind.RESUME)
    return [f"pause/{number}"]


async def pause_given_up(world: World) -> Sequence[str]:
    """A pause is scheduled, and its subscription cancelled."""
    number = await _live(world)
    await done(world, number, PreviewKind.PAUSE, when="date", pause_on="2055-02-20")
    await _staff(world, "cancellation", number, "cancel", mode="end_of_term")
    await world.advance_to("2055-03-05")
    return [f"pause/{number}", f"cancellation/{number}", f"subscription/{number}"]


async def cancellation_removed(world: World) -> Sequence[str]:
    """A cancellation is taken back in time."""
    number = await _live(world)
    await _staff(world, "cancellation", number, "cancel", mode="end_of_term")
    await world.advance_to("2055-02-20")
    await _staff(world, "cancellation", number, "remove")
    return [f"cancellation/{number}"]


async def cancelled_and_back(world: World) -> Sequence[str]:
    """Cancelled at once, what was not used given back; refused once more, and taken up again."""
    number = await _live(world)
    await world.advance_to("2055-02-10")
    await done(world, number, PreviewKind.CANCEL, mode="immediately", credit="prorate")
    await _staff(world, "cancellation", number, "cancel", mode="immediately")
    await done(world, number, PreviewKind.REACTIVATE)
    await world.advance_to("2055-03-20")
    return [f"cancellation/{number}", f"subscription/{number}", "payment/PAY-000002"]


SUBSCRIPTION_STORIES = (
    changed_and_paid,
    change_declined,
    trial_changed,
    paused_until_a_date,
    resumed_by_hand,
    pause_given_up,
    cancellation_removed,
    cancelled_and_back,
)
