"""A house of each test's own, and one in which nothing ever happens."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.books import OpenBooks, books_of
from tests.api.staff.house import House, open_house
from tests.support.database import Databases, engine_at


@pytest.fixture
async def house(books: OpenBooks, tmp_path: Path) -> AsyncIterator[House]:
    async with open_house(books, tmp_path) as opened:
        yield opened


@pytest.fixture(scope="session")
async def quiet(kept: Databases, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    """For tests of what is refused: they share it, and leave it as it was."""
    with kept.fresh() as url:
        folder = tmp_path_factory.mktemp("quiet")
        async with engine_at(url) as engine, open_house(books_of(engine), folder) as opened:
            yield opened
