"""An office, for books with something in them."""

import pytest

from storage.books import OpenBooks
from tests.support.office import Office


@pytest.fixture
async def office(books: OpenBooks) -> Office:
    """Real books, the activities themselves, and no processes."""
    return Office(books)
