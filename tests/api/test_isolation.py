"""No customer reads, changes or detects what is another's: each route with a number says 404."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from io import BytesIO
from zipfile import ZipFile

import httpx
import pytest

from activities.comments import NewComment, write_comment
from api.doors import ContactDoor
from api.security.limits import Limits
from domain.commands import Actor, ActorKind
from domain.comments import PLACES, Subject, Visibility
from domain.invoices import InvoiceStatus
from domain.payments import PaymentStatus
from domain.subscriptions import SubscriptionStatus
from domain.trials import TrialStatus
from tests.api.browser import Browser
from tests.api.house import House
from tests.api.people import PASSWORD, People, Person
from tests.api.routes import NOBODYS_ID, Route, every_route
from tests.api.words import words_of
from tests.support.project_office import Studio

BODIES = {
    "/v1/subscriptions/{number}/activation": {},
    "/v1/subscriptions/{number}/previews": {"kind": "cancel"},
    "/v1/subscriptions/{number}/change": {"quantity": 2},
    "/v1/subscriptions/{number}/pause": {},
    "/v1/subscriptions/{number}/resumption": {},
    "/v1/subscriptions/{number}/cancellation": {},
    "/v1/subscriptions/{number}/reactivation": {},
    "/v1/subscriptions/{number}/auto-charge": {"on": True},
    "/v1/payment-methods/{number}/assignment": {},
    "/v1/invoices/{number}/forwards": {"to": ["CON-000001"], "subject": "Hi"},
    "/v1/quotes/{number}/acceptance": {
        "version": 1,
        "total": {"amount": 109_900, "currency": "EUR"},
        "options": [4],
    },
    "/v1/quotes/{number}/forwards": {"to": ["CON-000001"], "subject": "Hi"},
    "/v1/quotes/{number}/decline": {"version": 1, "reason": "No"},
    "/v1/retainers/{number}/forwards": {"to": ["CON-000001"], "subject": "Hi"},
    "/v1/approvals/{number}/approve": {"round": 1},
    "/v1/approvals/{number}/reject": {"round": 1, "reason": "No"},
    **{f"/v1/{place.shelf}/{{number}}/comments": {"words": "Hi"} for place in PLACES.values()},
}
OPEN, SECRET = "Shown to both of us", "Between ourselves"
UNBILLABLE = ("23:59", "25:00", '"minutes":1439', '"logged":1500')
"""Time that no customer sees, and what it would come to with the hour that they see."""
SWITCHES = (
    "trial.activate",
    "trial.extend",
    "trial.cancel",
    "autocharge.toggle",
    "edit.enabled",
    "pause.enabled",
    "resume.enabled",
    "cancel.enabled",
    "reactivate.enabled",
    "view.credit_notes",
    "view.sales_orders",
)


@dataclass(frozen=True)
class Theirs:
    """One of everything that another customer has."""

    person: Person
    subscription: str
    trial: str
    invoice: str
    payment: str
    credit_note: str
    retainer: str
    quote: str
    sales_order: str
    method: str
    command: str
    session: str
    project: str
    approval: str
    comments: dict[str, str] = field(default_factory=dict)
    """What they have written, by the document that it is on."""

    def numbers(self, route: Route) -> list[str]:
        """What could be asked for at this route."""
        return self.by_shelf[route.pattern.removeprefix("/v1").split("/")[1]]

    @property
    def by_shelf(self) -> Mapping[str, list[str]]:
        return {
            "subscriptions": [self.subscription, self.trial],
            "invoices": [self.invoice],
            "payments": [self.payment],
            "credit-notes": [self.credit_note],
            "retainers": [self.retainer],
            "quotes": [self.quote],
            "sales-orders": [self.sales_order],
            "projects": [self.project],
            "approvals": [self.approval],
            "payment-methods": [self.method],
            "commands": [self.command],
            "account": [self.session],
        }


@pytest.fixture
async def theirs(house: House, browser: Browser, people: People) -> Theirs:
    for key in (*SWITCHES, "payments.partial"):
        await people.preference(key, True)
    person = await people.person()
    customer = person.customer
    method = await people.method(customer)
    await people.set_up(customer, method)
    invoice = await people.invoice(customer)
    paid = await people.invoice(customer, status=InvoiceStatus.PAID)
    house.post.apply()
    async with house.browser() as other:
        await other.sign_in(person.email, PASSWORD)
        body = {"invoices": [{"number": invoice, "amount": {"amount": 1, "currency": "EUR"}}]}
        command = (await other.send("POST", "/v1/payments", body)).json()["id"]
    async with house.books() as books:
        (session,) = await books.sessions.open_of_contact(person.contact)
    studio = Studio(house.books, people)
    found = Theirs(
        person=person,
        subscription=await people.subscription(customer, method=method),
        trial=await people.subscription(
            customer, SubscriptionStatus.TRIAL_EXPIRED, trial=TrialStatus.LAPSED
        ),
        invoice=invoice,
        payment=await people.payment(customer, paid, PaymentStatus.SUCCEEDED),
        credit_note=await people.credit_note(customer, invoice),
        retainer=await people.retainer(customer),
        quote=await people.quote(customer),
        sales_order=await people.sales_order(customer),
        method=method,
        command=command,
        session=str(session.id),
        approval=await worked(studio, customer),
        project=studio.project,
    )
    for kind, place in PLACES.items():
        for number in found.by_shelf[place.shelf]:
            found.comments[number] = await commented(house, Subject(kind, number), person)
    return found


async def worked(studio: Studio, customer: str) -> str:
    """An hour and a minute wait for the customer; most of a day is staff's business alone."""
    await studio.open(customer, inner=SECRET)
    shown = await studio.worked(61, internal_note=SECRET)
    await studio.worked(1_439, studio.meetings, note=SECRET)
    await studio.worked(1_439, is_billable=False, note=SECRET)
    return await studio.submitted(shown)


async def commented(house: House, subject: Subject, person: Person) -> str:
    """The customer and staff have written on it, staff for themselves as well."""
    at, staff = house.clock.now(), Actor(ActorKind.STAFF, "STAFF-1")
    own = NewComment(
        subject=subject,
        by=Actor(ActorKind.CONTACT, person.contact),
        words="Is it so?",
        visibility=Visibility.SHOWN,
    )
    async with house.books() as books:
        written = await write_comment(books, own, at)
        for words, visibility in ((OPEN, Visibility.SHOWN), (SECRET, Visibility.INTERNAL)):
            new = NewComment(subject=subject, by=staff, words=words, visibility=visibility)
            await write_comment(books, new, at)
    return str(written.facts["comment"])


def readable(answer: httpx.Response) -> str:
    """What can be read of an answer, whatever kind of file it is."""
    kind = answer.headers.get("content-type", "")
    if kind == "application/pdf":
        return words_of(answer.content)
    if kind == "application/zip":
        with ZipFile(BytesIO(answer.content)) as bundle:
            return " ".join(words_of(bundle.read(name)) for name in bundle.namelist())
    return answer.text


async def ask(portal: Browser, route: Route, value: str, theirs: Theirs) -> httpx.Response:
    comment = theirs.comments.get(value, str(NOBODYS_ID))
    path = route.at(number=value, id=value, comment=comment)
    if not route.changes:
        return await portal.get(path)
    if route.is_json:
        return await portal.send(route.method, path, BODIES.get(route.pattern))
    await portal.get("/account")
    form = {"idempotency_key": "a-key-of-a-form", "on": "yes"}
    if "auto-charge" not in route.pattern:
        form.pop("on")
    if route.pattern.startswith("/account"):
        form = {}
    return await portal.post(path, form)


async def test_whatever_is_anothers_looks_as_if_it_did_not_exist(
    house: House, portal: Browser, theirs: Theirs, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every route of the portal that takes a number or an id, with a real and a made-up one."""
    monkeypatch.setattr(Limits, "count", lambda *_: None)
    pairs = 0
    for route in every_route(house.app):
        if not isinstance(route.door, ContactDoor) or "{" not in route.pattern:
            continue
        for value in theirs.numbers(route):
            made_up = value[:-1] + ("8" if value[-1] != "8" else "9")
            real, unreal = [await ask(portal, route, each, theirs) for each in (value, made_up)]
            assert real.status_code == 404, f"{route} {value}: {real.status_code}"
            assert unreal.status_code == 404, f"{route} {made_up}"
            said = [
                answer.text.replace(each, "…").replace(answer.headers["x-request-id"], "…")
                for answer, each in ((real, value), (unreal, made_up))
            ]
            assert said[0] == said[1], str(route)
            pairs += 1
    assert pairs >= 20


async def test_the_owner_is_answered_at_the_same_addresses(
    house: House, browser: Browser, theirs: Theirs, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Otherwise the test above would prove nothing. And no answer tells what staff keep inside."""
    monkeypatch.setattr(Limits, "count", lambda *_: None)
    await browser.sign_in(theirs.person.email, PASSWORD)
    told = set()
    for route in every_route(house.app):
        if not isinstance(route.door, ContactDoor):
            continue
        if "{" not in route.pattern and route.changes:
            continue
        for value in theirs.numbers(route) if "{" in route.pattern else [""]:
            answer = await ask(browser, route, value, theirs)
            assert answer.status_code != 404, f"{route} {value}"
            said = readable(answer)
            assert SECRET not in said, str(route)
            assert not [each for each in UNBILLABLE if each in said], str(route)
            told |= {value} if OPEN in said else set()
        if "sessions" in route.pattern:
            await browser.sign_in(theirs.person.email, PASSWORD)
    assert told == theirs.comments.keys()


async def test_lists_hold_ones_own_only(portal: Browser, theirs: Theirs) -> None:
    numbers = (theirs.invoice, theirs.subscription, theirs.payment, theirs.project, theirs.approval)
    shelves = ("/subscriptions", "/invoices", "/payments", "/projects", "/approvals")
    for path in ("/", *shelves, "/payments?show=open", "/account"):
        await portal.get(path)
        for number in (*numbers, theirs.person.email):
            assert number not in portal.page, path
    for path in ("/home", *shelves):
        body = (await portal.send("GET", f"/v1{path}")).text
        for number in numbers:
            assert number not in body, path


async def test_anothers_invoice_or_card_cannot_be_used_to_pay(
    portal: Browser, people: People, ada: Person, theirs: Theirs
) -> None:
    mine = await people.invoice(ada.customer)
    share = {"amount": {"amount": 100, "currency": "EUR"}}

    foreign = {"invoices": [{"number": mine, **share}, {"number": theirs.invoice, **share}]}
    assert (await portal.send("POST", "/v1/payments", foreign)).status_code == 404

    card = {"invoices": [{"number": mine, **share}], "method": theirs.method}
    answer = await portal.send("POST", "/v1/payments", card)
    assert answer.status_code == 404
    assert answer.json()["code"] == "NoSuchPaymentMethod"


async def test_a_cursor_of_anothers_list_is_no_good(
    house: House, portal: Browser, people: People, theirs: Theirs
) -> None:
    for _ in range(2):
        await people.invoice(theirs.person.customer)
    async with house.browser() as other:
        await other.sign_in(theirs.person.email, PASSWORD)
        page = (await other.send("GET", "/v1/invoices?limit=1")).json()

    assert page["next"]
    assert (await portal.send("GET", page["next"])).status_code == 400
