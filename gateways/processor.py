"""The port to whoever takes money for us: what each processor's adapter can do."""

from collections.abc import Mapping
from typing import Protocol

from domain.capabilities import Capabilities
from domain.processor import (
    Charge,
    ChargeRequest,
    HostedRequest,
    ProcessorEvent,
    Refund,
    RefundRequest,
)
from domain.set_ups import SetUp, SetUpRequest


class PaymentProcessor(Protocol):
    """Charges by attempt: the same attempt is the same charge, for a day. So ask before repeating.

    Everything but `read_event` raises `GatewayFault` when the outcome is unknown, and
    `ProcessorRefusal` when the processor will not work for us as things are set up.
    """

    @property
    def capabilities(self) -> Capabilities:
        """What it is able to do, without asking it."""
        ...

    async def create_charge(self, request: ChargeRequest) -> Charge:
        """A charge that takes nothing before it is confirmed."""
        ...

    async def open_hosted_page(self, request: HostedRequest) -> Charge:
        """A charge with a page of the processor's, on which the customer pays."""
        ...

    async def confirm_charge(self, attempt: str) -> Charge:
        """Take the money. This succeeds once; repeated, it says how it went."""
        ...

    async def find_charge(self, attempt: str, known_as: str = "") -> Charge | None:
        """What became of the attempt; None if it never arrived.

        `known_as` is the processor's own name for it, where we have heard it: asking is cheaper.
        """
        ...

    async def cancel_charge(self, attempt: str) -> Charge:
        """Make sure that nothing is taken any more; what was taken before is told."""
        ...

    async def create_refund(self, request: RefundRequest) -> Refund:
        """Give money back, once for each of our refunds, however often it is asked for.

        Raises `ProcessorMisuse` for more than what is left of what was taken.
        """
        ...

    async def find_refund(self, refund: str, attempt: str = "") -> Refund | None:
        """What became of the refund; None if it never arrived. With its attempt it is cheaper."""
        ...

    async def open_set_up(self, request: SetUpRequest) -> SetUp:
        """A page of the processor's, on which the customer gives a method; nothing is taken."""
        ...

    async def find_set_up(self, attempt: str, known_as: str = "") -> SetUp | None:
        """What became of the set-up; None if it never arrived. `known_as` as in `find_charge`."""
        ...

    async def cancel_set_up(self, attempt: str) -> SetUp:
        """Close the page; what was given before is told."""
        ...

    def read_event(self, body: bytes, headers: Mapping[str, str]) -> ProcessorEvent:
        """What the processor sent. Raises `InvalidEvent`, and nothing else, for anything forged."""
        ...
