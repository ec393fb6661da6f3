"""Every lifecycle has a row for each status, refuses by name, and draws itself."""

from enum import StrEnum

import pytest

from domain.approvals import (
    APPROVAL_LIFECYCLE,
    ENTRY_LIFECYCLE,
    ApprovalEvent,
    ApprovalStatus,
    EntryEvent,
    EntryStatus,
)
from domain.cancellations import (
    CANCELLATION_LIFECYCLE,
    CancellationEvent,
    CancellationStatus,
)
from domain.commands import COMMAND_LIFECYCLE, CommandEvent, CommandStatus
from domain.dunning import DUNNING_LIFECYCLE, DunningEvent, DunningStatus
from domain.invitations import INVITATION_LIFECYCLE, InvitationEvent, InvitationStatus
from domain.invoice_drafts import DRAFT_LIFECYCLE, DraftEvent, DraftStatus
from domain.invoices import INVOICE_LIFECYCLE, InvoiceEvent, InvoiceStatus
from domain.lifecycle import Lifecycle, UnlawfulTransition
from domain.messages import MESSAGE_LIFECYCLE, MessageEvent, MessageStatus
from domain.pauses import PAUSE_LIFECYCLE, PauseEvent, PauseStatus
from domain.payments import PAYMENT_LIFECYCLE, PaymentEvent, PaymentStatus
from domain.pending_changes import CHANGE_LIFECYCLE, ChangeEvent, ChangeStatus
from domain.projects import PROJECT_LIFECYCLE, ProjectEvent, ProjectStatus
from domain.quotes import QUOTE_LIFECYCLE, QuoteEvent, QuoteStatus
from domain.retainers import RETAINER_LIFECYCLE, RetainerEvent, RetainerStatus
from domain.set_ups import SET_UP_LIFECYCLE, SetUpEvent, SetUpStatus
from domain.subscriptions import SUBSCRIPTION_LIFECYCLE, SubscriptionEvent, SubscriptionStatus
from domain.trials import TRIAL_LIFECYCLE, TrialEvent, TrialStatus

LIFECYCLES = [
    pytest.param(APPROVAL_LIFECYCLE, ApprovalStatus, ApprovalEvent, id="approval"),
    pytest.param(CANCELLATION_LIFECYCLE, CancellationStatus, CancellationEvent, id="cancellation"),
    pytest.param(CHANGE_LIFECYCLE, ChangeStatus, ChangeEvent, id="change"),
    pytest.param(COMMAND_LIFECYCLE, CommandStatus, CommandEvent, id="command"),
    pytest.param(DUNNING_LIFECYCLE, DunningStatus, DunningEvent, id="dunning"),
    pytest.param(INVITATION_LIFECYCLE, InvitationStatus, InvitationEvent, id="invitation"),
    pytest.param(DRAFT_LIFECYCLE, DraftStatus, DraftEvent, id="invoice draft"),
    pytest.param(INVOICE_LIFECYCLE, InvoiceStatus, InvoiceEvent, id="invoice"),
    pytest.param(MESSAGE_LIFECYCLE, MessageStatus, MessageEvent, id="message"),
    pytest.param(PAUSE_LIFECYCLE, PauseStatus, PauseEvent, id="pause"),
    pytest.param(PAYMENT_LIFECYCLE, PaymentStatus, PaymentEvent, id="payment"),
    pytest.param(PROJECT_LIFECYCLE, ProjectStatus, ProjectEvent, id="project"),
    pytest.param(QUOTE_LIFECYCLE, QuoteStatus, QuoteEvent, id="quote"),
    pytest.param(RETAINER_LIFECYCLE, RetainerStatus, RetainerEvent, id="retainer"),
    pytest.param(SET_UP_LIFECYCLE, SetUpStatus, SetUpEvent, id="set up"),
    pytest.param(SUBSCRIPTION_LIFECYCLE, SubscriptionStatus, SubscriptionEvent, id="subscription"),
    pytest.param(ENTRY_LIFECYCLE, EntryStatus, EntryEvent, id="time entry"),
    pytest.param(TRIAL_LIFECYCLE, TrialStatus, TrialEvent, id="trial"),
]
every_lifecycle = pytest.mark.parametrize(("lifecycle", "statuses", "events"), LIFECYCLES)


class Light(StrEnum):
    RED = "red"
    GREEN = "green"
    BROKEN = "broken"


class Turn(StrEnum):
    GO = "go"
    HURRY = "hurry"
    STOP = "stop"
    BREAK = "break"


LIGHT = Lifecycle[Light, Turn](
    {
        Light.RED: {Turn.GO: Light.GREEN, Turn.HURRY: Light.GREEN, Turn.BREAK: Light.BROKEN},
        Light.GREEN: {Turn.STOP: Light.RED},
        Light.BROKEN: {},
    }
)


@every_lifecycle
def test_every_status_has_a_row(
    lifecycle: Lifecycle[StrEnum, StrEnum], statuses: type[StrEnum], events: type[StrEnum]
) -> None:
    assert set(lifecycle.moves) == set(statuses)


@every_lifecycle
def test_every_event_leads_somewhere(
    lifecycle: Lifecycle[StrEnum, StrEnum], statuses: type[StrEnum], events: type[StrEnum]
) -> None:
    assert {event for row in lifecycle.moves.values() for event in row} == set(events)


@every_lifecycle
def test_every_status_can_be_reached(
    lifecycle: Lifecycle[StrEnum, StrEnum], statuses: type[StrEnum], events: type[StrEnum]
) -> None:
    reached = {*(lifecycle.starts or tuple(lifecycle.moves)[:1])}
    for _ in statuses:
        reached |= {to for status in reached for to in lifecycle.moves[status].values()}

    assert reached == set(statuses)


@every_lifecycle
def test_an_event_outside_of_the_row_is_refused_by_name(
    lifecycle: Lifecycle[StrEnum, StrEnum], statuses: type[StrEnum], events: type[StrEnum]
) -> None:
    outside = [(s, e) for s in statuses for e in events if not lifecycle.allows(s, e)]

    for status, event in outside:
        with pytest.raises(UnlawfulTransition) as refused:
            lifecycle.advance(status, event)
        assert refused.value.facts == {"status": status, "event": event}


@every_lifecycle
def test_the_drawing_shows_every_status(
    lifecycle: Lifecycle[StrEnum, StrEnum], statuses: type[StrEnum], events: type[StrEnum]
) -> None:
    drawing = lifecycle.mermaid()

    assert all(status in drawing for status in statuses)
    assert drawing == lifecycle.mermaid()


def test_a_table_that_leaves_out_a_status_is_refused() -> None:
    with pytest.raises(ValueError, match="broken"):
        Lifecycle[Light, Turn]({Light.RED: {}, Light.GREEN: {}})


def test_a_table_without_rows_is_refused() -> None:
    with pytest.raises(ValueError, match="row"):
        Lifecycle[Light, Turn]({})


def test_a_drawing_begins_at_the_first_row_and_ends_at_the_final_ones() -> None:
    assert LIGHT.mermaid().splitlines() == [
        "stateDiagram-v2",
        "    [*] --> red",
        "    red --> green : go, hurry",
        "    red --> broken : break",
        "    green --> red : stop",
        "    broken --> [*]",
    ]


def test_a_drawing_begins_wherever_the_table_says() -> None:
    lifecycle = Lifecycle[Light, Turn](LIGHT.moves, starts=(Light.RED, Light.BROKEN))

    assert lifecycle.mermaid().splitlines()[1:3] == ["    [*] --> red", "    [*] --> broken"]
