"""Processes that run survive this commit: every recorded history replays with today's code."""

import base64
import binascii
import re
from pathlib import Path

import pytest
from temporalio import workflow
from temporalio.client import WorkflowHistory
from temporalio.worker import Replayer

from activities.contracts import Begin, Signal
from activities.subscriptions import SubscriptionActivities
from runtime.temporal import DATA_CONVERTER
from tests.record_histories import HISTORIES
from worker.registry import WORKFLOWS
from worker.sandbox import workflow_runner
from workflows.process import Inbox, books

RECORDED = sorted(HISTORIES.rglob("*.json"))
PERSONAL = re.compile(r"acme|ada example|@|https?://|inv_|rst_|pm_card", re.IGNORECASE)


@workflow.defn(name="subscription", sandboxed=False)
class ChangedSubscription:
    """A subscription as nobody may change it: it asks the books once more."""

    @workflow.init
    def __init__(self, begin: Begin) -> None:
        self._inbox = Inbox(begin.inbox)

    @workflow.run
    async def run(self, begin: Begin) -> str:
        await books(SubscriptionActivities.subscription_clock, begin.key)
        await books(SubscriptionActivities.subscription_clock, begin.key)
        return ""

    @workflow.signal
    def reschedule(self, told: Signal) -> None:
        self._inbox.put(told)

    @workflow.signal
    def auto_charge(self, told: Signal) -> None:
        self._inbox.put(told)

    @workflow.signal
    def stop(self, told: Signal) -> None:
        self._inbox.put(told)


def _history(path: Path) -> WorkflowHistory:
    return WorkflowHistory.from_json(f"{path.parent.name}/{path.stem}", path.read_text())


def _name(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


@pytest.mark.parametrize("path", RECORDED, ids=_name)
async def test_a_process_that_began_before_goes_on(path: Path) -> None:
    replayer = Replayer(
        workflows=WORKFLOWS,
        workflow_runner=workflow_runner(),
        data_converter=DATA_CONVERTER,
    )
    await replayer.replay_workflow(_history(path))


def test_every_process_has_recorded_histories() -> None:
    recorded = {path.parent.name for path in RECORDED}
    assert recorded == {workflow._Definition.must_from_class(each).name for each in WORKFLOWS}


async def test_a_changed_process_does_not_pass_unnoticed() -> None:
    """The check is checked: one more question to the books, and the replay fails."""
    path = HISTORIES / "subscription" / "dunning-recovered.json"
    replayer = Replayer(
        workflows=[ChangedSubscription],
        workflow_runner=workflow_runner(),
        data_converter=DATA_CONVERTER,
    )
    with pytest.raises(workflow.NondeterminismError):
        await replayer.replay_workflow(_history(path))


@pytest.mark.parametrize("path", RECORDED, ids=_name)
def test_a_history_holds_nothing_personal_and_no_secret(path: Path) -> None:
    payloads = [
        text
        for text in _decoded(path.read_text())
        if PERSONAL.search(text) and "identity" not in text
    ]
    assert payloads == []


def _decoded(text: str) -> list[str]:
    """Every payload in plain words: histories carry them in base 64."""
    words: list[str] = []
    for found in re.findall(r'"data":\s*"([A-Za-z0-9+/=]+)"', text):
        try:
            words.append(base64.b64decode(found).decode())
        except (binascii.Error, UnicodeDecodeError):
            continue
    return words
