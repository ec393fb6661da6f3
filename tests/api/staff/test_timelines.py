"""The timeline of a subscription: everything for staff, the public part for its customer."""

from datetime import timedelta

import pytest

from activities.messages import Mail, queue_mail
from domain.cancellations import CancellationStatus, CancelMode, CancelReason
from domain.changes import ChangeWhen
from domain.commands import ActorKind, CommandStatus
from domain.credit_notes import CreditReason
from domain.invitations import InvitationStatus
from domain.messages import MailKind
from domain.pause_schedules import PauseWhen
from domain.pauses import PauseStatus
from domain.payments import PaymentStatus
from domain.pending_changes import ChangeStatus, DropReason
from domain.policy import Role
from domain.previews import PreviewKind
from domain.subscriptions import SubscriptionStatus
from tests.api.staff.house import Browser, House
from tests.api.staff.test_money import failed, invoice_of, pay


async def eventful(house: House) -> str:
    """A subscription to which one thing of each kind has happened, an hour after the other."""
    number = await house.a.subscription(token=None, auto_charge=False)
    house.clock.move(hours=1)
    invoice = await failed(house, number)
    house.clock.move(hours=1)
    await pay(house, number, PaymentStatus.FAILED)
    async with house.books() as books:
        row = await books.subscriptions.get(number)
        at, today = house.clock.now(), house.clock.now().date()
        mail = Mail(MailKind.CHARGE_FAILED, row.customer, about=invoice, document=invoice)
        await queue_mail(books, mail, at + timedelta(hours=1))
        books.credit_notes.new(
            number="CN-000001",
            customer=row.customer,
            subscription=number,
            reason=CreditReason.CHANGE,
            currency="EUR",
            subtotal_minor_units=700,
            tax_minor_units=0,
            total_minor_units=700,
            issued_on=today,
            issued_at=at + timedelta(hours=2),
        )
        books.changes.new(
            subscription=number,
            kind=PreviewKind.CHANGE,
            status=ChangeStatus.DROPPED,
            change_when=ChangeWhen.END_OF_TERM,
            plan=row.plan,
            quantity=4,
            addons={},
            counts_from=at,
            asked_at=at + timedelta(hours=3),
            decided_at=at + timedelta(hours=4),
            drop_reason=DropReason.PAUSED,
        )
        books.pauses.new(
            subscription=number,
            status=PauseStatus.RESUMED,
            pause_when=PauseWhen.DATE,
            pause_on=today,
            resume_on=today + timedelta(days=30),
            given_at=at + timedelta(hours=3),
            begun_at=at + timedelta(hours=4),
            ended_at=at + timedelta(hours=5),
        )
        books.cancellations.new(
            subscription=number,
            status=CancellationStatus.REMOVED,
            mode=CancelMode.END_OF_TERM,
            reason=CancelReason.TOO_EXPENSIVE,
            comment="Boss says no",
            given_at=at + timedelta(hours=6),
            ends_at=at + timedelta(days=20),
            decided_at=at + timedelta(hours=7),
        )
        row.status = SubscriptionStatus.CANCELLED_FROM_DUNNING
        row.ended_at = at + timedelta(hours=8)
        (run,) = await books.dunning.running_for(number)
        run.ended_at = at + timedelta(hours=8)
    house.clock.move(hours=9)
    return number


async def portal_of(house: House, subscription: str) -> Browser:
    contact, now = await contact_of(house, subscription), house.clock.now()
    async with house.books() as books:
        if await books.invitations.find(contact) is None:
            books.invitations.new(
                contact=contact,
                status=InvitationStatus.ACCEPTED,
                version=1,
                sent_at=now,
                expires_at=now,
                accepted_at=now,
            )
    return await house.contact(contact)


async def contact_of(house: House, subscription: str) -> str:
    async with house.books() as books:
        customer = (await books.subscriptions.get(subscription)).customer
        contact = await books.customers.primary_contact(customer)
        assert contact
        return contact.number


async def ask(house: House, subscription: str, **values: object) -> None:
    """A command as it lies in the books once it was decided."""
    at = house.clock.now()
    given: dict[str, object] = {
        "actor_kind": ActorKind.STAFF,
        "actor": f"STAFF-{Role.ADMIN}",
        "process": "pause",
        "signal": "pause",
        "says": "",
        "payload": {},
        "status": CommandStatus.REFUSED,
        "code": "PayFirst",
        "detail": "",
        "facts": {},
    }
    async with house.books() as books:
        row = await books.subscriptions.get(subscription)
        await books.commands.new(
            **{**given, **values},
            customer=row.customer,
            key=subscription,
            document=subscription,
            given_at=at,
            delivered_at=at,
            decided_at=at,
        )


PUBLIC = (
    "The subscription was cancelled: it was not paid",
    "The cancellation was removed",
    "The subscription was set to be cancelled",
    "The subscription was resumed",
    "The scheduled change was dropped The subscription was paused.",
    "A pause was scheduled",
    "A change was scheduled for the end of the term 4 × ",
    "For days that were not used before a change",
    "Mail: Charge failed Waiting to be sent",
    "A payment of €31.00 did not succeed",
    "Invoice INV-000001 was issued €31.00, due on ",
    "The subscription began 1 × ",
)


async def test_staff_see_everything_that_happened_the_newest_first(house: House) -> None:
    number = await eventful(house)
    staff = await house.staff()

    said = await staff.said(await staff.page(f"/console/subscriptions/{number}/timeline"))

    places = [said.find(words) for words in PUBLIC]
    assert -1 not in places, PUBLIC[places.index(-1)]
    assert places == sorted(places)
    assert "Dunning of INV-000001 began" in said
    assert "Dunning of INV-000001 ended" in said
    assert "It is too expensive · Boss says no" in said
    assert "· Payment page" in said


async def test_the_page_of_a_subscription_shows_the_newest_ten(house: House) -> None:
    number = await eventful(house)
    staff = await house.staff(Role.SUPPORT)

    page = await staff.page(f"/console/subscriptions/{number}")

    assert f'href="/console/subscriptions/{number}/timeline"' in page.text
    said = await staff.said(page)
    assert PUBLIC[0] in said
    assert PUBLIC[-1] not in said


async def test_the_customer_sees_the_public_part(house: House) -> None:
    number = await eventful(house)
    portal = await portal_of(house, number)

    said = await portal.said(await portal.page(f"/subscriptions/{number}/timeline"))
    body = (await portal.page(f"/v1/subscriptions/{number}/timeline")).text

    places = [said.find(words) for words in PUBLIC]
    assert -1 not in places, PUBLIC[places.index(-1)]
    assert places == sorted(places)
    for inner in ("Dunning", "Boss says no", "too expensive", "dunning_", "Payment page"):
        assert inner not in said.replace("Trying", "")
        assert inner not in body
    page = await portal.page(f"/subscriptions/{number}")
    assert f'href="/subscriptions/{number}/timeline"' in page.text


async def test_staff_are_told_who_asked_and_why_it_was_refused(house: House) -> None:
    staff = await house.staff()
    number = await house.a.subscription(token=None, auto_charge=False)
    await ask(house, number)
    await staff.send(
        f"/console/subscriptions/{number}/auto-charge",
        seen_on=f"/console/subscriptions/{number}",
        on="yes",
    )

    said = await staff.said(await staff.page(f"/console/subscriptions/{number}/timeline"))

    assert "Pause the subscription Sam admin (Staff) · Refused · " in said
    assert "Switch automatic charging Sam admin (Staff) · Refused" in said


async def test_whoever_may_not_see_commands_sees_none(house: House) -> None:
    support = await house.staff(Role.SUPPORT)
    await house.staff()
    number = await house.a.subscription(token=None, auto_charge=False)
    await ask(house, number)

    said = await support.said(await support.page(f"/console/subscriptions/{number}/timeline"))

    assert "Invoice INV-000001" in said
    assert "Sam admin" not in said


async def test_the_customer_sees_what_was_refused_to_them_and_nobody_elses(house: House) -> None:
    await house.staff()
    number = await house.a.subscription(token=None, auto_charge=False)
    me = await contact_of(house, number)
    await ask(house, number)
    house.clock.move(minutes=1)
    await ask(house, number, actor_kind=ActorKind.CONTACT, actor="CON-999999")
    house.clock.move(minutes=1)
    portal = await portal_of(house, number)
    path = f"/subscriptions/{number}/timeline"
    assert "It was not done" not in await portal.said(await portal.page(path))

    await ask(house, number, actor_kind=ActorKind.CONTACT, actor=me)

    said = await portal.said(await portal.page(path))
    assert said.count("You asked for this: Pause the subscription. It was not done") == 1
    assert "Sam" not in said


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"process": "trial", "signal": "extend"}, "The trial was extended"),
        (
            {"process": "subscription", "signal": "auto_charge", "payload": {"on": True}},
            "Automatic charging was switched on",
        ),
        (
            {"process": "subscription", "signal": "auto_charge", "payload": {"on": False}},
            "Automatic charging was switched off",
        ),
        ({"process": "subscription", "signal": "change"}, "The subscription was changed"),
        ({"process": "subscription", "signal": "dunning_rule"}, ""),
        ({"process": "subscription", "signal": "reschedule"}, ""),
    ],
)
async def test_what_was_done_is_public_without_who_did_it(
    house: House, values: dict[str, object], words: str
) -> None:
    number = await house.a.subscription(token=None, auto_charge=False)
    portal = await portal_of(house, number)
    path = f"/v1/subscriptions/{number}/timeline"
    before = (await portal.page(path)).json()["items"]

    await ask(house, number, status=CommandStatus.APPLIED, code=None, **values)

    items = (await portal.page(path)).json()["items"]
    new = [each["title"] for each in items if each not in before]
    assert new == ([words] if words else [])
    assert not any("actor" in each for each in items)


async def test_a_pause_is_told_once(house: House) -> None:
    """The pause tells of the command that began it; staff see both."""
    number = await house.a.subscription(token=None, auto_charge=False)
    async with house.books() as books:
        books.pauses.new(
            subscription=number,
            status=PauseStatus.RUNNING,
            pause_when=PauseWhen.NOW,
            pause_on=house.clock.now().date(),
            given_at=house.clock.now(),
            begun_at=house.clock.now(),
        )
    await ask(house, number, status=CommandStatus.APPLIED, code=None)
    portal, staff = await portal_of(house, number), await house.staff()

    theirs = await portal.said(await portal.page(f"/subscriptions/{number}/timeline"))
    ours = await staff.said(await staff.page(f"/console/subscriptions/{number}/timeline"))

    assert theirs.count("The subscription was paused") == 1
    assert "A pause was scheduled" not in theirs
    assert "The subscription was paused" in ours
    assert "Pause the subscription" in ours


@pytest.mark.parametrize("limit", [1, 3, 100])
async def test_page_by_page_it_is_the_same(house: House, limit: int) -> None:
    number = await eventful(house)
    staff, portal = await house.staff(), await portal_of(house, number)
    for browser, path in (
        (staff, f"/v1/staff/subscriptions/{number}/timeline"),
        (portal, f"/v1/subscriptions/{number}/timeline"),
    ):
        whole = (await browser.page(f"{path}?limit=100")).json()
        items, here = [], f"{path}?limit={limit}"
        while here:
            page = (await browser.page(here)).json()
            assert len(page["items"]) <= limit
            items += page["items"]
            here = page["next"]
        assert items == whole["items"]
        assert whole["next"] is None
        assert len(items) >= len(PUBLIC)
        moments = [each["at"] for each in items]
        assert moments == sorted(moments, reverse=True)


async def test_money_in_it_is_money(house: House) -> None:
    number = await eventful(house)
    staff = await house.staff()
    invoice = await invoice_of(house, number)

    items = (await staff.page(f"/v1/staff/subscriptions/{number}/timeline")).json()["items"]

    (issued,) = [each for each in items if each["kind"] == "invoice"]
    assert issued["about"] == invoice.number
    assert issued["amount"] == {"amount": 3100, "currency": "EUR"}


async def test_a_cursor_of_a_colleague_is_no_good(house: House) -> None:
    number, other = await eventful(house), await house.a.subscription()
    portal = await portal_of(house, number)
    path = f"/v1/subscriptions/{number}/timeline"
    here = (await portal.page(f"{path}?limit=1")).json()["next"]

    stranger = await portal_of(house, other)

    assert (await portal.page(here)).status_code == 200
    assert (await stranger.page(here)).status_code in (400, 404)
    assert (await portal.page(f"{path}?after=nonsense")).status_code == 400
