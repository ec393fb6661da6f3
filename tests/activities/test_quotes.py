"""Quotes in the books: written, sent, answered, revised, extended, withdrawn; each once."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text as sql
from sqlalchemy.exc import DBAPIError

from activities.contracts import StepDue
from activities.document_links import mail_code, revoke_link
from activities.documents import _manuscript, is_void
from activities.quote_answers import mark_quote_viewed
from activities.quote_writing import (
    QuotedLine,
    QuoteText,
    drop_revision,
    revise_quote,
    rewrite_quote,
)
from domain.commands import Actor, ActorKind
from domain.documents import DocumentKind, NoSuchDocument
from domain.editions import DraftMoved
from domain.invitations import InvitationStatus
from domain.messages import MailKind
from domain.notifications import NotificationKind
from domain.quote_steps import QuoteStep
from domain.quote_versions import NothingOffered
from domain.quotes import NotRevisable, QuoteStatus
from domain.signatures import SignatureAsked
from domain.taxes import TaxBehaviour
from storage.registers import Registers, Selection
from tests.support.office import Office
from tests.support.quote_office import (
    BUILD,
    DESIGN,
    STAFF,
    TRAINING,
    accepted,
    declined,
    eur,
    in_order,
    line,
    linked,
    revised,
    row_of,
    sent,
    text,
    written,
)

DRAWING = "M10 10L20 40L60 20L90 80"


async def news(office: Office) -> list[NotificationKind]:
    async with office.books() as books:
        page = await books.notifications.unread("STAFF-1", limit=50)
    return sorted(each.kind for each in page)


async def mails(office: Office, customer: str) -> list[MailKind]:
    async with office.books() as books:
        return [each.kind for each in await books.messages.of_customer(customer)]


async def test_a_draft_is_nobodys_business_until_it_is_sent(office: Office) -> None:
    customer = await office.a.customer()
    number = await written(office, customer)
    draft = await row_of(office.books, number)
    assert (number, draft.status, draft.version) == ("QUO-000001", QuoteStatus.DRAFT, 0)
    assert draft.total == eur(109_900)
    assert (await accepted(office, number)).code == "QuoteNotOpen"
    assert (await declined(office, number, 0, "No")).code == "QuoteNotOpen"
    assert await mails(office, customer) == []
    async with office.books() as books:
        await mark_quote_viewed(
            books, number, 1, await office.a.contact_of(customer), draft.created_at
        )
    assert await news(office) == []

    await office.asked("quote", number, "send")

    quote = await row_of(office.books, number)
    assert (quote.status, quote.version, quote.draft) == (QuoteStatus.SENT, 1, None)
    assert await mails(office, customer) == [MailKind.QUOTE_SENT]
    assert (await office.asked("quote", number, "send")).code == "NothingToSend"
    await in_order(office)


async def test_the_taxes_of_a_version_are_those_of_the_day_on_which_it_is_sent(
    office: Office,
) -> None:
    customer = await office.a.customer()
    rate = await office.a.tax_rate(20, TaxBehaviour.EXCLUSIVE)
    taxed = replace(DESIGN.line, unit_price=eur(10_000), tax=rate)
    number = await written(office, customer, text(QuotedLine(taxed)))
    async with office.books() as books:
        await books.session.execute(sql("UPDATE tax_rates SET numerator = 25"))
    await office.asked("quote", number, "send")
    assert (await row_of(office.books, number)).total == eur(12_500)


async def test_what_was_sent_is_never_changed_by_anybody(office: Office) -> None:
    number = await sent(office, await office.a.customer())
    await accepted(office, number)
    for deed in (
        "UPDATE quote_versions SET title = 'Another'",
        "DELETE FROM quote_versions",
        "UPDATE quote_lines SET unit_minor_units = 1",
        "DELETE FROM quote_lines",
        "INSERT INTO quote_lines SELECT quote, version, 9, description, quantity,"
        " unit_minor_units, discount_minor_units, tax_rate, tax_name, tax_numerator,"
        " tax_denominator, tax_behaviour, tax_category, tax_note, net_minor_units,"
        " tax_minor_units, gross_minor_units, false, false FROM quote_lines WHERE position = 1",
        "UPDATE quote_acceptances SET total_minor_units = 1",
        "UPDATE quote_acceptances SET name = 'Somebody else'",
        "DELETE FROM quote_acceptances",
        "INSERT INTO quote_acceptances (quote, version, currency, total_minor_units, options,"
        " contact, name, drawing, terms_accepted, purchase_order, address, by_link, accepted_at)"
        " SELECT quote, version, currency, total_minor_units, options, contact, name, drawing,"
        " terms_accepted, purchase_order, address, by_link, accepted_at FROM quote_acceptances",
    ):
        with pytest.raises(DBAPIError, match=r"was sent|stays as it was given|standing"):
            async with office.books() as books:
                await books.session.execute(sql(deed))


async def test_tv_74_75_an_acceptance_is_bound_to_what_was_seen_and_given_once(
    office: Office,
) -> None:
    number = await sent(office, await office.a.customer())
    assert (await accepted(office, number, 99_999)).code == "OfferMoved"
    assert (await accepted(office, number, 109_900, ())).code == "OfferMoved"
    assert (await accepted(office, number, 109_900, (1,))).code == "NoSuchOption"
    await revised(office, number, DESIGN, BUILD)
    refused = await accepted(office, number)
    assert (refused.code, refused.facts["version"]) == ("NewerOffer", "2")
    assert (await row_of(office.books, number)).status is QuoteStatus.SENT

    done = await accepted(office, number, 100_000, (), version=2)
    again = await accepted(office, number, 100_000, (), version=2)

    assert done.code is None
    assert (again.code, again.facts["who"]) == ("QuoteAccepted", "Ada Example")
    async with office.books() as books:
        [acceptance] = await books.quotes.acceptances(number)
    assert (acceptance.version, acceptance.total) == (2, eur(100_000))
    assert await news(office) == [NotificationKind.QUOTE_ACCEPTED]
    await in_order(office)


async def test_the_customer_chooses_among_the_options(office: Office) -> None:
    number = await sent(office, await office.a.customer())
    assert (await accepted(office, number, 124_900, (3, 4))).code is None
    assert (await row_of(office.books, number)).total == eur(124_900)
    await in_order(office)


async def test_name_drawing_terms_and_order_are_asked_for_by_preference_and_kept(
    office: Office,
) -> None:
    customer = await office.a.customer()
    await office.a.preference("quotes.require_signature", SignatureAsked.DRAWN)
    await office.a.preference("quotes.terms_tick", True)
    number = await sent(office, customer, text(asks_order=True))
    said: dict[str, Any] = {}
    for refusal, more in (
        ("TermsNotAccepted", {"terms": True}),
        ("SignatureMissing", {"name": " Ada Lovelace "}),
        ("DrawingMissing", {"drawing": '"><script>'}),
        ("NotASignature", {"drawing": DRAWING}),
        ("PurchaseOrderMissing", {"purchase_order": "PO-7"}),
    ):
        assert (await accepted(office, number, **said)).code == refusal
        said |= more
    assert (await accepted(office, number, **said)).code is None
    async with office.books() as books:
        acceptance = await books.quotes.standing_acceptance(number)
    assert acceptance
    assert (acceptance.name, acceptance.drawing) == ("Ada Lovelace", DRAWING)
    assert (acceptance.purchase_order, acceptance.terms_accepted) == ("PO-7", True)


async def test_a_quote_asks_for_an_order_as_is_usual_and_for_terms_only_where_it_has_any(
    office: Office,
) -> None:
    await office.a.preference("quotes.purchase_order", True)
    await office.a.preference("quotes.terms_tick", True)
    customer = await office.a.customer()
    usual = QuoteText("Design", (DESIGN,), terms=" ")
    other = await sent(office, customer, replace(usual, wants_purchase_order=False))
    assert (await accepted(office, other, 40_000, ())).code is None
    number = await sent(office, customer, usual)
    assert (await accepted(office, number, 40_000, ())).code == "PurchaseOrderMissing"
    said = {"purchase_order": "PO-7", "terms": True}
    assert (await accepted(office, number, 40_000, (), **said)).code is None
    async with office.books() as books:
        acceptance = await books.quotes.standing_acceptance(number)
    assert acceptance
    assert not acceptance.terms_accepted, "there are none"


async def test_tv_77_78_declined_with_a_reason_and_whoever_comes_second_learns_who(
    office: Office,
) -> None:
    number = await sent(office, await office.a.customer())
    assert (await declined(office, number, reason=" ")).code == "DeclineReasonMissing"
    assert (await declined(office, number, reason="Too dear")).code is None
    second = await accepted(office, number)
    assert (second.code, second.facts["who"]) == ("QuoteDeclined", "Ada Example")
    assert second.facts["day"] == office.clock.at.date().isoformat()
    assert await news(office) == [NotificationKind.QUOTE_DECLINED]
    await revised(office, number, line("All of it", 90_000))
    assert (await accepted(office, number, 90_000, (), version=2)).code is None
    await in_order(office)


async def test_a_next_version_is_written_beside_the_one_on_offer(office: Office) -> None:
    number = await sent(office, await office.a.customer())
    async with office.books() as books:
        first = await revise_quote(books, number, STAFF, office.clock.at)
        edition = first.edition
        again = await revise_quote(books, number, STAFF, office.clock.at)
    assert (again.draft, again.edition, again.version) == (2, edition, 1)
    async with office.books() as books:
        await rewrite_quote(books, number, edition, text(DESIGN), office.clock.at)
    with pytest.raises(DraftMoved):
        async with office.books() as books:
            await rewrite_quote(books, number, edition, text(BUILD), office.clock.at)
    assert (await accepted(office, number)).code is None

    quote = await row_of(office.books, number)
    assert (quote.status, quote.version, quote.draft) == (QuoteStatus.ACCEPTED, 1, None)
    with pytest.raises(NotRevisable):
        async with office.books() as books:
            await revise_quote(books, number, STAFF, office.clock.at)
    await in_order(office)


async def test_something_has_to_be_bought(office: Office) -> None:
    number = await written(office, await office.a.customer())
    with pytest.raises(NothingOffered):
        async with office.books() as books:
            await rewrite_quote(books, number, 1, text(TRAINING), office.clock.at)


async def test_a_revision_that_is_not_wanted_is_dropped(office: Office) -> None:
    number = await sent(office, await office.a.customer())
    async with office.books() as books:
        quote = await revise_quote(books, number, STAFF, office.clock.at)
        await drop_revision(books, number, quote.edition, office.clock.at)
    async with office.books() as books:
        assert [each.version for each in await books.quotes.versions(number)] == [1]
    await in_order(office)


async def test_an_acceptance_lives_on_with_the_same_lines_and_ends_with_others(
    office: Office,
) -> None:
    """Red was chosen where Blue, at the same price, is suggested: Red it stays."""
    await office.a.preference("quotes.edit_accepted", True)
    blue, red = (
        line("Blue", 5_000, optional=True, suggested=True),
        line("Red", 5_000, optional=True),
    )
    number = await sent(office, await office.a.customer(), text(DESIGN, blue, red))
    await accepted(office, number, 45_000, (3,))
    await revised(office, number, red, blue, DESIGN)
    async with office.books() as books:
        carried = await books.quotes.standing_acceptance(number)
    assert carried
    assert (carried.version, carried.options, carried.carried_from) == (2, [1], 1)
    quote = await row_of(office.books, number)
    assert (quote.status, quote.total) == (QuoteStatus.ACCEPTED, eur(45_000))
    await in_order(office)

    await revised(office, number, DESIGN, line("Green", 5_000))

    assert (await row_of(office.books, number)).status is QuoteStatus.SENT
    async with office.books() as books:
        assert await books.quotes.standing_acceptance(number) is None
    await in_order(office)


async def test_extended_withdrawn_and_opened_again(office: Office) -> None:
    customer = await office.a.customer()
    today = office.clock.at.date()
    number = await sent(office, customer, text(until=today + timedelta(days=1)))

    async def asked(signal: str, **said: Any) -> str | None:
        return (await office.asked("quote", number, signal, **said)).code

    assert await asked("extend", valid_until=today.isoformat()) == "ValidityShortened"
    assert await asked("extend", valid_until="2099-01-01") == "ValidityTooLong"
    later = today + timedelta(days=9)
    assert await asked("extend", valid_until=later.isoformat()) is None
    assert (await row_of(office.books, number)).valid_until == later
    assert await asked("undo") == "UnlawfulTransition"
    await accepted(office, number)
    assert await asked("undo") is None
    assert (await accepted(office, number)).code is None
    async with office.books() as books:
        undone = [each.undone_by is not None for each in await books.quotes.acceptances(number)]
    assert undone == [True, False]
    assert await asked("withdraw") is None
    assert (await accepted(office, number)).code == "QuoteNotOpen"
    assert await asked("extend", valid_until="2055-12-31") == "UnlawfulTransition"
    await in_order(office)


async def test_an_extension_outlives_a_revision_and_the_reminder_says_that_it_is_one(
    office: Office,
) -> None:
    customer = await office.a.customer()
    today = office.clock.at.date()
    first, later = today + timedelta(days=5), today + timedelta(days=60)
    number = await sent(office, customer, text(until=first))
    assert (await office.asked("quote", number, "extend", valid_until=str(later))).code is None
    office.clock.at = (await row_of(office.books, number)).remind_at or office.clock.at
    await office.quotes.take_quote_step(StepDue(number, QuoteStep.REMIND, office.clock.at))
    async with office.books() as books:
        told = {each.kind: each.facts for each in await books.messages.of_customer(customer)}
        draft = await revise_quote(books, number, STAFF, office.clock.at)
        again = await books.quotes.get_version(number, draft.draft or 0)
        assert again.valid_until == later
    assert [told[kind]["extended"] for kind in (MailKind.QUOTE_SENT, MailKind.QUOTE_REMINDER)] == [
        None,
        "yes",
    ]
    assert (await office.asked("quote", number, "send")).code is None
    assert (await row_of(office.books, number)).valid_until == later


async def test_what_was_accepted_and_withdrawn_comes_to_what_was_offered(office: Office) -> None:
    customer = await office.a.customer()
    number = await sent(office, customer)
    await accepted(office, number, 124_900, (3, 4))
    assert (await row_of(office.books, number)).total == eur(124_900)
    assert (await office.asked("quote", number, "withdraw")).code is None
    assert (await row_of(office.books, number)).total == eur(109_900)
    async with office.books() as books:
        wanted = Selection(DocumentKind.QUOTE, customer)
        [entry] = await Registers(books.session).entries(wanted, 2)
    assert (entry.net, entry.tax, entry.total) == (eur(109_900), eur(0), eur(109_900))
    await in_order(office)


async def test_what_is_valid_until_yesterday_is_not_sent(office: Office) -> None:
    number = await written(office, await office.a.customer(), text(until=date(2055, 1, 9)))
    assert (await office.asked("quote", number, "send")).code == "ValidityBackwards"


async def test_each_version_has_its_document_as_it_was_sent(office: Office) -> None:
    customer = await office.a.customer()
    number = await sent(office, customer)
    await revised(office, number, DESIGN)
    async with office.books() as books:
        papers = [
            await _manuscript(books, DocumentKind.QUOTE, f"{number}-{version}")
            for version in (1, 2)
        ]
        enclosed = [each.encloses for each in await books.messages.of_customer(customer)]
        void = [await is_void(books, each) for each in enclosed if each]
        with pytest.raises(NoSuchDocument):
            await _manuscript(books, DocumentKind.QUOTE, f"{number}-3")
    assert [paper.facts.total for paper in papers] == [eur(109_900), eur(40_000)]
    offered = papers[0].facts.offered
    assert offered
    assert (offered.optional, offered.left_out) == ((2, 3), (2,))
    assert sum(each.taxed.gross.minor_units for each in papers[0].facts.counted) == 109_900
    assert sorted(each.number for each in enclosed if each) == [f"{number}-1", f"{number}-2"]
    assert sorted(void) == [False, True]


async def test_the_first_look_at_each_version_is_remembered_once(office: Office) -> None:
    customer = await office.a.customer()
    contact = await office.a.contact_of(customer)
    number = await sent(office, customer)
    for _ in range(2):
        async with office.books() as books:
            await mark_quote_viewed(books, number, 1, contact, office.clock.at)
    assert await news(office) == [NotificationKind.QUOTE_VIEWED]
    await revised(office, number, DESIGN)
    async with office.books() as books:
        await mark_quote_viewed(books, number, 1, contact, office.clock.at)
        await mark_quote_viewed(books, number, 2, contact, office.clock.at)
        assert [each.version for each in await books.quotes.views(number)] == [1, 2]


async def test_customers_answer_only_where_they_see_their_quotes(office: Office) -> None:
    number = await sent(office, await office.a.customer())
    await office.a.preference("view.quotes", False)
    assert (await accepted(office, number)).code == "SwitchedOff"
    by_staff = await office.asked("quote", number, "withdraw", by=ActorKind.STAFF)
    assert by_staff.code is None


async def test_holders_of_a_link_answer_only_where_that_is_allowed(office: Office) -> None:
    number = await sent(office, await office.a.customer())
    link: dict[str, Any] = {"link": await linked(office, number)}
    assert (await accepted(office, number, **link)).code == "SwitchedOff"
    await office.a.preference("quotes.accept_by_link", True)
    await office.a.preference("public_links.enabled", False)
    assert (await accepted(office, number, **link)).code == "LinkGone"
    await office.a.preference("public_links.enabled", True)
    assert (await accepted(office, number, link=str(UUID(int=1)))).code == "LinkGone"
    assert (await accepted(office, number, **link)).code is None
    async with office.books() as books:
        acceptance = await books.quotes.standing_acceptance(number)
    assert acceptance
    assert acceptance.by_link


async def test_a_link_that_is_taken_back_before_the_answer_is_decided_answers_nothing(
    office: Office,
) -> None:
    """One whose time ran out meanwhile was good when it was used."""
    await office.a.preference("quotes.accept_by_link", True)
    number = await sent(office, await office.a.customer())
    link = await linked(office, number)
    answer = {"version": 1, "reason": "Too dear", "link": link}
    asked = [
        await office.command("quote", number, "decline", by=ActorKind.CONTACT, **answer)
        for _ in range(2)
    ]
    async with office.books() as books:
        await revoke_link(books, UUID(link), Actor(ActorKind.STAFF, STAFF), "", office.clock.at)
    await office.decide("quote", asked[0])
    assert (await office.outcome(asked[0])).code == "LinkGone"
    async with office.books() as books:
        row = await books.document_links.get(UUID(link))
        row.ended_at, row.expires_at = None, office.clock.at + timedelta(minutes=1)
    office.clock.at += timedelta(minutes=2)
    await office.decide("quote", replace(asked[1], as_of=office.clock.at))
    assert (await office.outcome(asked[1])).code is None


async def test_a_person_whose_access_is_disabled_answers_nothing_and_gets_no_code(
    office: Office,
) -> None:
    await office.a.preference("quotes.accept_by_link", True)
    customer = await office.a.customer()
    contact = await office.a.contact_of(customer)
    number = await sent(office, customer)
    link = await linked(office, number)
    async with office.books() as books:
        row = await books.customers.contact(contact)
        books.invitations.new(
            contact=contact,
            status=InvitationStatus.DISABLED,
            version=1,
            sent_at=office.clock.at,
            expires_at=office.clock.at,
        )
    assert row
    before = await mails(office, customer)
    async with office.books() as books:
        await mail_code(books, UUID(link), row.email, UUID(int=1), office.clock.at)
    assert await mails(office, customer) == before
    assert (await accepted(office, number, link=link)).code == "SwitchedOff"
    assert (await declined(office, number, reason="No")).code == "SwitchedOff"
