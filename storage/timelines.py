"""The timeline of a subscription: everything that happened to it, read at once, newest first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import Text, and_, bindparam, func, or_, tuple_, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from domain.commands import CommandStatus
from domain.money import Money
from domain.timelines import OF_SUBSCRIPTION, PUBLIC_COMMANDS, TimelineKind
from storage.base import Json
from storage.commands import CommandRow
from storage.timeline_sources import (
    Column,
    Source,
    inner_sources,
    invoices_of,
    public_sources,
    source,
    step_moments,
)

Key = tuple[datetime, str, str]
_NUMBER = bindparam("subscription", type_=Text())


@dataclass(frozen=True)
class Happening:
    """Something that happened. `about` is the number of its document, or the command's id.

    `facts` are the columns of its table that the words for this kind need.
    """

    at: datetime
    kind: TimelineKind
    about: str
    status: str | None
    amount: Money | None
    actor_kind: str | None
    actor: str | None
    facts: Json

    @property
    def key(self) -> Key:
        """Where a list goes on after it."""
        return self.at, self.kind.value, self.about

    def fact(self, name: str) -> str:
        """A fact as text, empty where there is none."""
        value = self.facts.get(name)
        return "" if value is None else str(value)


class Timelines:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def full(
        self,
        number: str,
        *,
        commands: bool = True,
        before: Key | None = None,
        limit: int = 50,
    ) -> list[Happening]:
        """All of it, from the one that follows `before`; commands only for who may see them."""
        statement = _full(commands=commands, goes_on=before is not None)
        return await self._page(statement, {"subscription": number}, before, limit)

    async def public(
        self, number: str, contact: str, *, before: Key | None = None, limit: int = 50
    ) -> list[Happening]:
        """What the customer sees; of commands that were not applied, this contact's own."""
        whose = {"subscription": number, "contact": contact}
        return await self._page(_public(goes_on=before is not None), whose, before, limit)

    async def _page(
        self, statement: Source, whose: Mapping[str, str], before: Key | None, limit: int
    ) -> list[Happening]:
        after = dict(zip(("at", "kind", "about"), before or (), strict=False))
        found = await self._session.execute(statement, {**whose, **after, "most": limit})
        return [
            Happening(
                at=row.at,
                kind=TimelineKind(row.kind),
                about=row.about,
                status=row.status,
                amount=Money(row.amount, row.currency) if row.currency else None,
                actor_kind=row.actor_kind,
                actor=row.actor,
                facts=row.facts,
            )
            for row in found
        ]


@cache
def _full(*, commands: bool, goes_on: bool) -> Source:
    sources = [*public_sources(_NUMBER), *inner_sources(_NUMBER)]
    if commands:
        sources += [_commands_of(_NUMBER), _dunning_commands_of(_NUMBER)]
    return _paged(sources, goes_on=goes_on)


@cache
def _public(*, goes_on: bool) -> Source:
    seen = _commands_seen_by(_NUMBER, bindparam("contact", type_=Text()))
    return _paged([*public_sources(_NUMBER), seen], goes_on=goes_on)


def _paged(sources: Sequence[Source], *, goes_on: bool) -> Source:
    """All of them as one list; made once, because making it takes longer than running it."""
    every = union_all(*sources).subquery()
    key = (every.c.at, every.c.kind, every.c.about)
    query = every.select().order_by(*(part.desc() for part in key)).limit(bindparam("most"))
    if not goes_on:
        return query
    return query.where(
        tuple_(*key) < tuple_(*(bindparam(part.key, type_=part.type) for part in key))
    )


def _commands_of(number: Column) -> Source:
    """Everything that was asked of its processes."""
    return _commands().where(CommandRow.process.in_(OF_SUBSCRIPTION), CommandRow.key == number)


def _dunning_commands_of(number: Column) -> Source:
    """Everything that was asked of the dunning of its invoices."""
    return _commands().where(
        CommandRow.process == "dunning", CommandRow.key.in_(invoices_of(number))
    )


def _commands_seen_by(number: Column, contact: Column) -> Source:
    """What people asked for and was done, as far as nothing else tells of it in that moment."""
    asked = tuple_(CommandRow.process, CommandRow.signal).in_(sorted(PUBLIC_COMMANDS))
    is_done = CommandRow.status == CommandStatus.APPLIED
    done = and_(is_done, CommandRow.decided_at.not_in(step_moments(number)))
    own = and_(~is_done, CommandRow.actor == contact)
    return _commands().where(
        CommandRow.process.in_(OF_SUBSCRIPTION), CommandRow.key == number, asked, or_(done, own)
    )


def _commands() -> Source:
    row = CommandRow
    return source(
        TimelineKind.COMMAND,
        row.given_at,
        row.id,
        {
            "process": row.process,
            "signal": func.coalesce(row.signal, ""),
            "key": row.key,
            "code": row.code,
            "detail": row.detail,
            "refusal": row.facts,
            "on": row.payload["on"],
        },
        status=row.status,
        actor_kind=row.actor_kind,
        actor=row.actor,
    )
