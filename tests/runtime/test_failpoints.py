"""Failpoints do nothing, unless the environment asks for it."""

import asyncio
import signal
import sys

import pytest

from runtime.failpoints import (
    KNOWN_FAILPOINTS,
    VARIABLE,
    FailpointReached,
    FailpointsInProduction,
    declare,
    failpoint,
    refuse_in_production,
)

PLACE = "test.place"

VICTIM = f"""
import asyncio
from runtime.failpoints import declare, failpoint
declare("{PLACE}")
asyncio.run(failpoint("{PLACE}"))
print("still alive")
"""


@pytest.fixture(autouse=True)
def _declared() -> None:
    declare(PLACE)


async def test_nothing_happens_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)

    await failpoint(PLACE)


async def test_another_place_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "test.elsewhere=raise")

    await failpoint(PLACE)


async def test_raise_breaks_the_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, f"test.elsewhere=kill9;{PLACE}=raise")

    with pytest.raises(FailpointReached, match=PLACE):
        await failpoint(PLACE)


async def test_sleep_waits_without_holding_up_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, f"{PLACE}=sleep:0.05")
    order: list[str] = []

    async def slow() -> None:
        await failpoint(PLACE)
        order.append("slow")

    async def quick() -> None:
        order.append("quick")

    await asyncio.gather(slow(), quick())

    assert order == ["quick", "slow"]


async def test_kill9_ends_the_process_on_the_spot() -> None:
    victim = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        VICTIM,
        env={VARIABLE: f"{PLACE}=kill9", "PYTHONPATH": "."},
        stdout=asyncio.subprocess.PIPE,
    )
    said, _ = await victim.communicate()

    assert victim.returncode == -signal.SIGKILL
    assert said == b""


@pytest.mark.parametrize("wish", ["explode", "", "sleep", "sleep:soon"])
async def test_a_wish_nobody_understands_is_said(
    monkeypatch: pytest.MonkeyPatch, wish: str
) -> None:
    monkeypatch.setenv(VARIABLE, f"{PLACE}={wish}")

    with pytest.raises(ValueError, match=r"cannot|convert"):
        await failpoint(PLACE)


async def test_an_undeclared_place_is_a_mistake() -> None:
    with pytest.raises(LookupError):
        await failpoint("test.forgotten")


def test_declared_places_are_listed() -> None:
    assert PLACE in KNOWN_FAILPOINTS


def test_production_refuses_failpoints(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, f"{PLACE}=kill9")

    refuse_in_production("development")
    with pytest.raises(FailpointsInProduction):
        refuse_in_production("production")


def test_production_starts_without_failpoints(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)

    refuse_in_production("production")
