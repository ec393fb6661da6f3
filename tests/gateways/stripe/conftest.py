"""What the tests of Stripe's adapter stand on."""

from collections.abc import AsyncIterator

import pytest

from tests.gateways.stripe.shapes import Shapes, shapes


@pytest.fixture
async def stripe() -> AsyncIterator[Shapes]:
    async with shapes() as served:
        yield served
