"""The payment processor that the settings name, opened and closed."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx

from gateways.processor import PaymentProcessor
from gateways.simulated_processor import SimulatedProcessor
from runtime.processors import ProcessorKind
from runtime.settings import Settings


@asynccontextmanager
async def open_processor(settings: Settings) -> AsyncIterator[PaymentProcessor]:
    """The adapter, for as long as the block lasts."""
    if settings.processor is ProcessorKind.STRIPE:
        async with _stripe(settings) as processor:
            yield processor
    else:
        async with httpx.AsyncClient(base_url=settings.processor_url) as client:
            yield SimulatedProcessor(client, settings.processor_key, settings.processor_secret)


@asynccontextmanager
async def _stripe(settings: Settings) -> AsyncIterator[PaymentProcessor]:
    """Its library is large, so only who charges with it loads it."""
    from gateways.stripe_calls import stripe_client  # noqa: PLC0415 (loaded where it is needed)
    from gateways.stripe_processor import StripeProcessor  # noqa: PLC0415 (the same)

    async with stripe_client(settings.processor_key, settings.processor_url) as client:
        yield StripeProcessor(client, settings.processor_secret)
