"""Steps: what a command would come to, and the command that says yes to exactly that."""

from activities.previews import Question, preview
from domain.commands import ActorKind
from domain.previews import Preview, PreviewKind
from storage.commands import CommandRow
from tests.support.world import World

SIGNALS = {
    PreviewKind.ACTIVATE: ("trial", "activate"),
    PreviewKind.CHANGE: ("subscription", "change"),
    PreviewKind.REACTIVATE: ("subscription", "reactivate"),
    PreviewKind.PAUSE: ("pause", "pause"),
    PreviewKind.RESUME: ("pause", "resume"),
    PreviewKind.CANCEL: ("cancellation", "cancel"),
}


async def previewed(
    world: World,
    number: str,
    kind: PreviewKind,
    *,
    by: ActorKind = ActorKind.STAFF,
    **payload: object,
) -> Preview:
    """What the command would come to now. Raises what would refuse it."""
    at = await world.clock.read()
    async with world.books() as books:
        subscription = await books.subscriptions.get(number)
        question = Question(payload, by is ActorKind.CONTACT, at)
        return await preview(books, subscription, kind, question)


async def confirmed(
    world: World,
    number: str,
    seen: Preview,
    *,
    by: ActorKind = ActorKind.STAFF,
    **payload: object,
) -> CommandRow:
    """Say yes to what was seen."""
    process, signal = SIGNALS[seen.kind]
    at = await world.clock.read()
    agreed = {**payload, "fingerprint": seen.fingerprint, "previewed_at": at.isoformat()}
    command = await world.ask(process, number, signal, by=by, **agreed)
    await world.settle()
    return command


async def done(
    world: World,
    number: str,
    kind: PreviewKind,
    *,
    by: ActorKind = ActorKind.STAFF,
    **payload: object,
) -> Preview:
    """Look and say yes. The command was applied; what was seen."""
    seen = await previewed(world, number, kind, by=by, **payload)
    command = await confirmed(world, number, seen, by=by, **payload)
    assert command.status == "applied", (command.code, command.detail)
    return seen
