"""Which payment processor is used, and what its settings have to look like."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from runtime.settings import Settings


class ProcessorKind(StrEnum):
    SIMULATOR = "simulator"
    STRIPE = "stripe"


STRIPE_URL = "https://api.stripe.com"
_STRIPE_PAGES = "https://checkout.stripe.com"
_STRIPE_KEYS = ("sk_live_", "rk_live_", "sk_test_", "rk_test_")


def usual_url(known: Mapping[str, str]) -> str:
    """Where the processor is asked, unless somebody says otherwise."""
    is_stripe = known["processor"] == ProcessorKind.STRIPE
    return STRIPE_URL if is_stripe else known["simulator_url"]


def usual_pages_url(known: Mapping[str, str]) -> str:
    """Where its pages for customers are."""
    is_stripe = known["processor"] == ProcessorKind.STRIPE
    return _STRIPE_PAGES if is_stripe else known["processor_url"]


def console_url(settings: Settings) -> str:
    """Where the merchant's account at the processor is looked after."""
    is_stripe = settings.processor is ProcessorKind.STRIPE
    return "https://dashboard.stripe.com/" if is_stripe else settings.simulator_url


def faults_of_processor(settings: Settings) -> Iterator[str]:
    """One sentence for each setting with which the processor cannot work."""
    if settings.processor is not ProcessorKind.STRIPE:
        return
    if not settings.processor_key.startswith(_STRIPE_KEYS):
        yield (
            "processor_key must be a secret or restricted key of Stripe (sk_live_…, rk_live_…,"
            " or of a sandbox: sk_test_…, rk_test_…)."
        )
    if not settings.processor_secret.startswith("whsec_"):
        yield "processor_secret must be the signing secret of the Stripe endpoint (whsec_…)."


def is_for_play(key: str) -> bool:
    """Whether the key belongs to a sandbox, in which no money moves."""
    return key.startswith(("sk_test_", "rk_test_"))
