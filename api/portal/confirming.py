"""Check and confirm: what a step comes to, once more before it is done, and what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from starlette.requests import Request
from starlette.responses import Response

from api.callers import SignedInContact
from api.pages import Page
from api.portal import steps
from api.portal.frame import after, give, page_named, portal_page
from api.questions import Payload, confirmed, is_moment
from api.security.limits import COMMANDS_OF_PERSON
from api.step_forms import StepForm
from api.summaries import Summary
from domain.errors import BillingError
from domain.previews import PreviewKind, PreviewOutdated
from domain.words import N_
from storage.portal.subscriptions import SubscriptionSeen


@dataclass(frozen=True)
class Visit:
    """Who came to which subscription, and by which request."""

    request: Request
    contact: SignedInContact
    number: str

    @property
    def home(self) -> str:
        return f"/subscriptions/{self.number}"


@dataclass(frozen=True)
class Step:
    """A step of one kind: its title, the last part of its address, and what is said when done."""

    kind: PreviewKind
    title: str
    path: str
    done: str

    def address(self, number: str) -> str:
        return f"/subscriptions/{number}/{self.path}"


CHANGE = Step(
    PreviewKind.CHANGE, N_("Change the subscription"), "change", N_("The change is accepted.")
)
PAUSE = Step(PreviewKind.PAUSE, N_("Pause"), "pause", N_("The pause is accepted."))
RESUME = Step(PreviewKind.RESUME, N_("Resume"), "resume", N_("Billing goes on."))
CANCEL = Step(
    PreviewKind.CANCEL,
    N_("Cancel the subscription"),
    "cancel",
    N_("The cancellation is received. A mail confirms it."),
)
REACTIVATE = Step(
    PreviewKind.REACTIVATE,
    N_("Reactivate"),
    "reactivate",
    N_("The subscription is being reactivated."),
)
ACTIVATE = Step(PreviewKind.ACTIVATE, N_("Activate now"), "activate", N_("The trial ends now."))


@dataclass(frozen=True)
class Checked:
    """What is confirmed on the page: the summary, and everything that was typed before."""

    seen: SubscriptionSeen
    summary: Summary
    kept: Sequence[tuple[str, str]]

    @property
    def is_charged(self) -> bool:
        """Whether the amount is charged at once to a saved method."""
        return self.seen.row.auto_charge and self.seen.method is not None

    @property
    def resumes_on(self) -> date | None:
        """The day that was chosen for billing to go on."""
        chosen = dict(self.kept).get("resume_on")
        return date.fromisoformat(chosen) if chosen else None

    @property
    def pays(self) -> bool:
        return self.is_charged and not self.summary.preview.due_now.is_zero


async def check_page(
    visit: Visit, step: Step, form: StepForm | None = None, notice: str = ""
) -> Response:
    """What it comes to now. Raises whatever would refuse it."""
    contact = visit.contact
    contact.parts.limits.count(COMMANDS_OF_PERSON, contact.contact.number)
    payload = form.read()[0] if form else {}
    seen, summary = await steps.look(contact, visit.number, step.kind, payload)
    checked = Checked(seen, summary, form.kept if form else ())
    return confirm_page(visit, step, checked, notice=notice)


def confirm_page(visit: Visit, step: Step, checked: Checked, **words: object) -> Response:
    page = page_named("check.html", visit.contact.say(step.title), "subscriptions")
    return portal_page(
        visit.request, visit.contact, page, checked=checked, step=step, home=visit.home, **words
    )


async def confirm(visit: Visit, step: Step, form: StepForm) -> Response:
    """Do it as it was seen. If that is not how it is any more, nothing happens: look again."""
    if not form.fingerprint or not is_moment(form.previewed_at):
        return await check_page(visit, step, form)
    payload = confirmed(form.read()[0], form.fingerprint, form.previewed_at)
    return await send(visit, step, form, payload)


async def send(visit: Visit, step: Step, form: StepForm, payload: Payload) -> Response:
    """Give the command, and go on to what became of it."""
    contact, number = visit.contact, visit.number
    errand = steps.errand_of(step.kind)
    order = steps.order(contact, number, errand, form.idempotency_key, payload)
    decided = await give(contact, order, steps.check(contact, number, payload, step.kind))
    if isinstance(decided.refusal, PreviewOutdated):
        return await check_page(visit, step, form, contact.put(decided.refusal))
    return after(contact, decided, visit.home, step.done)


async def tell(
    contact: SignedInContact, number: str, errand: str, form: StepForm, done: str
) -> Response:
    """Give a command that costs nothing."""
    payload = form.read()[0]
    told = steps.ERRANDS[errand]
    order = steps.order(contact, number, told, form.idempotency_key, payload)
    kind = _KINDS[told.process]
    decided = await give(contact, order, steps.check(contact, number, {}, kind))
    return after(contact, decided, f"/subscriptions/{number}", done)


_KINDS = {
    "subscription": PreviewKind.CHANGE,
    "pause": PreviewKind.PAUSE,
    "cancellation": PreviewKind.CANCEL,
}


def errors_in(contact: SignedInContact, errors: dict[str, BillingError], page: Page) -> Page:
    """The page once more, with what is wrong in the reader's words."""
    return page.again({field: contact.put(refusal) for field, refusal in errors.items()})
