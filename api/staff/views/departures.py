"""How pauses and cancellations stand, why, and what they do next."""

from api.departures import REASONS
from api.staff.views.sayings import Saying, Story
from domain.cancellations import CancellationStatus
from domain.pauses import Pause, PauseStatus, next_step
from domain.words import N_
from storage.cancellations import CancellationRow


def pause_story(pause: Pause) -> Story:
    """What staff are told about a pause."""
    step = next_step(pause)
    match pause.status:
        case PauseStatus.SCHEDULED:
            state = Saying(
                N_("A pause is scheduled from %(day)s."), {"day": pause.schedule.pause_on}
            )
            begins = Saying(N_("Billing rests, and a scheduled change is dropped."), tone="warn")
            ahead = (Saying(begins.words, at=step.at, tone=begins.tone),) if step else ()
            return Story(state, ahead=ahead)
        case PauseStatus.RUNNING if step:
            goes_on = Saying(N_("Billing goes on by itself."), at=step.at)
            return Story(_rests(pause), ahead=(goes_on,))
        case PauseStatus.RUNNING:
            return Story(_rests(pause), Saying(N_("It goes on when somebody resumes it.")))
        case _:
            return Story(Saying(N_("The pause is over."), tone="quiet"))


def _rests(pause: Pause) -> Saying:
    return Saying(
        N_("Billing rests since %(day)s."), {"day": pause.schedule.pause_on}, tone="quiet"
    )


def cancellation_story(row: CancellationRow) -> Story:
    """What staff are told about a cancellation, with the reason that was given."""
    why = Saying(REASONS[row.reason]) if row.reason else None
    if row.status is CancellationStatus.SCHEDULED:
        state = Saying(N_("Cancelled on %(day)s for the end of the term."), {"day": row.given_at})
        end = Saying(N_("It ends and does not renew."), at=row.ends_at, tone="warn")
        return Story(state, why, (end,))
    return Story(Saying(N_("The cancellation is over."), tone="quiet"), why)
