"""A house of each test's own."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.books import OpenBooks
from tests.api.staff.house import House, open_house


@pytest.fixture
async def house(books: OpenBooks, tmp_path: Path) -> AsyncIterator[House]:
    async with open_house(books, tmp_path) as opened:
        yield opened
