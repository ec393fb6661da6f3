"""The simulator on the bench."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from gateways.processor import PaymentProcessor
from gateways.signatures import Signatures
from gateways.simulated_processor import SimulatedProcessor
from tests.gateways.contract.benches import SignedEvent
from tests.gateways.sandbox import SECRET, Sandbox, sandbox

_TOKENS = {
    "approves": "pm_card_visa",
    "declines": "pm_card_insufficient_funds",
    "asks": "pm_card_authenticate",
}


@dataclass
class SimulatorBench:
    sandbox: Sandbox
    name: str = "simulator"

    def processor(self) -> PaymentProcessor:
        return self.sandbox.processor

    def stranger(self) -> PaymentProcessor:
        return SimulatedProcessor(self.sandbox.client, "nonsense", SECRET, self.sandbox.clock)

    async def token(self, does: str) -> str:
        return _TOKENS[does]

    async def taken(self) -> Mapping[str, int]:
        rows = self.sandbox.parts.ledger.read(
            "SELECT attempt, minor_units - (SELECT coalesce(sum(minor_units), 0) FROM refunds"
            " WHERE refunds.attempt = captures.attempt AND status != 'failed') AS kept"
            " FROM captures"
        )
        return {row["attempt"]: row["kept"] for row in rows}

    def signed(self, attempt: str) -> SignedEvent:
        body = (
            b'{"id":"evt_1","type":"charge.succeeded","attempt":"%s",'
            b'"occurred_at":"2026-01-31T09:00:00Z"}' % attempt.encode()
        )
        at = self.sandbox.clock.now()
        return SignedEvent(body, Signatures(SECRET).headers("evt_1", body, at))


@asynccontextmanager
async def simulator_bench(folder: Path) -> AsyncIterator[SimulatorBench]:
    async with sandbox(folder / "ledger.sqlite") as opened:
        yield SimulatorBench(opened)
