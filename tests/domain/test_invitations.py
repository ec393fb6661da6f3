"""An invitation is accepted once, can be sent again, and its link does not live for ever."""

from datetime import timedelta

import pytest

from domain.invitations import (
    INVITATION_LIFECYCLE,
    InvitationEvent,
    InvitationStatus,
    check_resend,
    reminder_at,
    valid_until,
)
from domain.lifecycle import UnlawfulTransition
from tests.domain.examples import utc

S, E = InvitationStatus, InvitationEvent
SENT = utc("2026-01-10 09:00")


def after(status: InvitationStatus, *events: InvitationEvent) -> InvitationStatus:
    for event in events:
        status = INVITATION_LIFECYCLE.advance(status, event)
    return status


@pytest.mark.parametrize(
    ("begins", "events", "ends"),
    [
        (S.INVITED, [E.ACCEPT], S.ACCEPTED),
        (S.INVITED, [E.EXPIRE, E.RESEND], S.INVITED),
        (S.INVITED, [E.BOUNCE, E.RESEND], S.INVITED),
        (S.INVITED, [E.REVOKE, E.INVITE], S.INVITED),
        (S.ACCEPTED, [E.DISABLE, E.INVITE], S.INVITED),
    ],
)
def test_an_invitation_goes_its_way(
    begins: InvitationStatus, events: list[InvitationEvent], ends: InvitationStatus
) -> None:
    assert after(begins, *events) is ends


def test_sending_the_link_again_to_somebody_who_accepted_keeps_the_access() -> None:
    assert after(S.ACCEPTED, E.RESEND) is S.ACCEPTED


def test_an_out_of_office_answer_does_not_lock_anybody_out() -> None:
    assert after(S.INVITED, E.BOUNCE, E.ACCEPT) is S.ACCEPTED


@pytest.mark.parametrize("status", [S.ACCEPTED, S.EXPIRED, S.REVOKED, S.DISABLED])
def test_a_dead_link_cannot_be_accepted(status: InvitationStatus) -> None:
    with pytest.raises(UnlawfulTransition):
        after(status, E.ACCEPT)


def test_a_link_lives_for_its_days() -> None:
    assert valid_until(SENT, 7) == utc("2026-01-17 09:00")


def test_an_unused_link_is_reminded_of_two_days_before_it_dies() -> None:
    assert reminder_at(SENT, valid_until(SENT, 7)) == utc("2026-01-15 09:00")


@pytest.mark.parametrize(("days", "reminds"), [(1, False), (2, False), (3, True)])
def test_nobody_is_reminded_on_the_day_of_the_mail(days: int, reminds: bool) -> None:
    assert (reminder_at(SENT, valid_until(SENT, days)) is not None) is reminds


@pytest.mark.parametrize(("seconds", "sends"), [(0, False), (59, False), (60, True)])
def test_two_clicks_within_a_minute_send_one_mail(seconds: int, sends: bool) -> None:
    assert check_resend(SENT, SENT + timedelta(seconds=seconds)) is sends


def test_the_first_mail_is_always_sent() -> None:
    assert check_resend(None, SENT)
