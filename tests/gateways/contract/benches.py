"""The processors that are tried: what a test needs to know of each beside the port."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from domain.money import Money
from domain.processor import Charge, ChargeRequest, ChargeStatus
from gateways.processor import PaymentProcessor

EUR_41 = Money(4100, "EUR")


class Bench(Protocol):
    """One processor, its methods by what they do, and its own view of the money."""

    @property
    def name(self) -> str: ...

    def processor(self) -> PaymentProcessor:
        """The adapter as a process has it that has just begun: it remembers nothing."""
        ...

    def stranger(self) -> PaymentProcessor:
        """The adapter with a key that nobody knows."""
        ...

    async def token(self, does: str) -> str:
        """A saved method that `approves`, `declines`, or whose bank `asks`."""
        ...

    async def taken(self) -> Mapping[str, int]:
        """The minor units that were taken and not given back, by attempt."""
        ...

    def signed(self, attempt: str) -> "SignedEvent":
        """An event of this processor that says that the attempt succeeded."""
        ...


@dataclass(frozen=True)
class SignedEvent:
    body: bytes
    headers: Mapping[str, str]


def request(method: str, attempt: str = "PAY-000001", amount: Money = EUR_41) -> ChargeRequest:
    return ChargeRequest(attempt, amount, method, "Invoice INV-000042", "CUST-000007")


async def charged(processor: PaymentProcessor, wanted: ChargeRequest) -> Charge:
    """Charge as the product does: ask, create what is not there, confirm what is not confirmed."""
    known = await processor.find_charge(wanted.attempt)
    if known is None:
        known = await processor.create_charge(wanted)
    if known.status is ChargeStatus.CREATED:
        known = await processor.confirm_charge(wanted.attempt)
    return known
