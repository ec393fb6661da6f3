"""A customer who gives a payment method, as a browser does it, without paying anything."""

import asyncio
from urllib.parse import urlsplit

from domain.commands import ActorKind, CommandStatus
from domain.numbers import Series
from domain.set_ups import SetUpStatus
from storage.set_ups import SetUpRow
from tests.support.world import World


class Giver:
    """A customer who gives a payment method, on the portal and on the processor's page."""

    def __init__(self, world: World, customer: str) -> None:
        self.world = world
        self.customer = customer

    async def open(self, **wishes: str | bool | None) -> str:
        async with self.world.books() as books:
            number = await books.numbers.take(Series.METHOD)
        wanted: dict[str, object] = {"customer": self.customer, **wishes}
        command = await self.world.ask("method", number, "set_up", by=ActorKind.CONTACT, **wanted)
        assert command.status is CommandStatus.APPLIED, command.detail
        await self.reaches(number, SetUpStatus.WAITING)
        return number

    async def reaches(self, number: str, status: SetUpStatus) -> SetUpRow:
        async with asyncio.timeout(10):
            while True:
                async with self.world.books() as books:
                    row = await books.set_ups.find(number)
                if row and row.status is status and (row.hosted_url or status in _OVER):
                    return row
                await asyncio.sleep(0.01)

    async def choose(self, number: str, card: str = "pm_card_mastercard") -> None:
        async with self.world.books() as books:
            row = await books.set_ups.get(number)
        path = urlsplit(row.hosted_url or "").path
        answer = await self.world.simulator.post(path, data={"card": card})
        assert answer.status_code in (303, 422), answer.text

    async def come_back(self, number: str) -> None:
        await self.world.ask("method", number, "returned", customer=self.customer)
        await self.world.settle()

    async def give(self, card: str = "pm_card_mastercard", **wishes: str | bool | None) -> str:
        number = await self.open(**wishes)
        await self.choose(number, card)
        await self.come_back(number)
        return number


_OVER = (SetUpStatus.SAVED, SetUpStatus.FAILED, SetUpStatus.CANCELLED)
