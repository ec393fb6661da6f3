"""A life: whatever people, banks and time do, in any order, on books that stay in order."""

import asyncio
import os
from collections.abc import Awaitable
from contextlib import ExitStack
from typing import TypeVar

from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, run_state_machine_as_test

from storage.books import books_of
from storage.invariants import offences
from tests.support.database import Databases, engine_at
from tests.support.office import Office
from tests.support.statements import disagreements

Result = TypeVar("Result")
WAITS = ("commands_are_carried", "what_is_due_is_done")


class Life(RuleBasedStateMachine):
    """Books of its own and an office at work; after each step the books are looked at."""

    databases: Databases

    def __init__(self) -> None:
        super().__init__()
        self._open = ExitStack()
        self._runner = self._open.enter_context(asyncio.Runner())
        self._engine = engine_at(self._open.enter_context(self.databases.fresh()), pool_size=2)
        self.office = Office(books_of(self.run(self._engine.__aenter__())))

    def teardown(self) -> None:
        self.run(self._engine.__aexit__(None, None, None))
        self._open.close()

    def run(self, work: Awaitable[Result]) -> Result:
        async def awaited() -> Result:
            return await work

        return self._runner.run(awaited())

    @invariant()
    def the_books_are_in_order(self) -> None:
        found = self.run(self._disorder())
        assert found == [], found

    async def _disorder(self) -> list[str]:
        async with self.office.books() as books:
            found = await offences(books.session, self.office.clock.at)
            said = await disagreements(books, self.office.clock.at)
        kept = [each for each in found if each.invariant not in WAITS]
        return [*(f"{each.invariant}: {each.what}" for each in kept), *said]


def live(life: type[Life], databases: Databases, *, lives: int, steps: int) -> None:
    """Many lives of so many steps; `BACKOFFICE_LIVES` says how many instead."""
    machine = type(f"{life.__name__}Here", (life,), {"databases": databases})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=int(os.environ.get("BACKOFFICE_LIVES", str(lives))),
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            print_blob=True,
        ),
    )
