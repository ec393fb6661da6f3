"""How a trial stands, why, and what it does next."""

from api.staff.views.sayings import Saying, Story
from api.staff.views.subjects import Subject
from domain.trials import (
    TrialEnding,
    TrialStatus,
    TrialTerms,
    reminder_at,
    trial_ending,
    window_closes_at,
)
from domain.words import N_
from storage.trials import TrialRow

_ENDINGS = {
    TrialEnding.STOP: Saying(
        N_("The trial ends, and the subscription with it: nothing is charged."), tone="warn"
    ),
    TrialEnding.CHARGE: Saying(
        N_("The trial ends: %(amount)s is charged automatically for the first term.")
    ),
    TrialEnding.INVOICE: Saying(
        N_("The trial ends: the first term is invoiced with %(amount)s and the subscription lives.")
    ),
    TrialEnding.LAPSE: Saying(
        N_("The trial ends without a payment method: it expires, and nothing is charged."),
        tone="warn",
    ),
}


def trial_story(subject: Subject, trial: TrialRow) -> Story:
    """What staff are told about a trial."""
    match trial.status:
        case TrialStatus.RUNNING:
            return Story(
                Saying(N_("The trial runs until %(end)s."), {"end": trial.ends_at}),
                _why(trial),
                _ahead(subject, trial),
            )
        case TrialStatus.CONVERTING:
            return Story(
                Saying(N_("The first term is being charged; the processor's answer decides."))
            )
        case TrialStatus.LAPSED:
            return _lapsed(subject, trial)
        case _:
            return Story(Saying(N_("The trial is over."), tone="quiet"))


def _why(trial: TrialRow) -> Saying | None:
    """Why it is not what people expect: a charge that was declined before the end."""
    if not trial.lapse_reason:
        return None
    return Saying(N_("An activation was declined: %(reason)s"), {"reason": trial.lapse_reason})


def _ahead(subject: Subject, trial: TrialRow) -> tuple[Saying, ...]:
    remind = reminder_at(trial.started_at, trial.ends_at, cancels=trial.cancel_at_end)
    ending = _ENDINGS[_ending(subject, trial)]
    end = Saying(ending.words, {"amount": subject.next_amount}, trial.ends_at, ending.tone)
    if remind is None or trial.reminded_at:
        return (end,)
    return (Saying(N_("A mail reminds of the end of the trial."), at=remind, tone="quiet"), end)


def _ending(subject: Subject, trial: TrialRow) -> TrialEnding:
    return trial_ending(
        TrialTerms(
            cancels=trial.cancel_at_end,
            auto_charge=subject.subscription.auto_charge,
            has_method=subject.subscription.payment_method is not None,
            without_method=subject.as_of.preferences.trial_end_without_method,
        )
    )


def _lapsed(subject: Subject, trial: TrialRow) -> Story:
    reason = trial.lapse_reason or N_("There was no payment method at its end.")
    if trial.lapsed_at is None:
        return Story(Saying(N_("The trial has expired."), tone="bad"))
    return Story(
        Saying(N_("The trial expired on %(day)s."), {"day": trial.lapsed_at}, tone="bad"),
        Saying(reason),
        (
            Saying(
                N_("Until then it can be activated for %(amount)s or extended; then it is closed."),
                {"amount": subject.next_amount},
                window_closes_at(trial.lapsed_at),
                "warn",
            ),
        ),
    )
