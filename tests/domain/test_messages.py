"""A mail is tried for about two days and then given up."""

from datetime import timedelta
from itertools import pairwise

from domain.messages import MESSAGE_LIFECYCLE, MessageEvent, MessageStatus, retry_delay


def test_the_waits_grow_and_end() -> None:
    waits = [wait for attempt in range(1, 20) if (wait := retry_delay(attempt))]

    assert all(earlier < later for earlier, later in pairwise(waits))
    assert waits[0] == timedelta(minutes=1)
    assert timedelta(days=1) < sum(waits, timedelta()) < timedelta(days=3)
    assert retry_delay(len(waits) + 1) is None


def test_the_first_tries_come_soon_and_the_last_a_day_later() -> None:
    waits = [retry_delay(attempt) for attempt in range(1, 9)]

    minutes = [wait and wait.total_seconds() / 60 for wait in waits]
    assert minutes == [1, 5, 15, 60, 4 * 60, 12 * 60, 24 * 60, None]


def test_a_mail_that_was_taken_can_still_bounce() -> None:
    taken = MESSAGE_LIFECYCLE.advance(MessageStatus.QUEUED, MessageEvent.DELIVER)

    assert MESSAGE_LIFECYCLE.advance(taken, MessageEvent.BOUNCE) is MessageStatus.BOUNCED


def test_a_bounce_can_be_faster_than_our_note_of_the_delivery() -> None:
    bounced = MESSAGE_LIFECYCLE.advance(MessageStatus.QUEUED, MessageEvent.BOUNCE)

    assert bounced is MessageStatus.BOUNCED


def test_what_is_undeliverable_is_not_tried_again() -> None:
    assert MESSAGE_LIFECYCLE.is_final(MessageStatus.UNDELIVERABLE)
