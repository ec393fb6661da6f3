"""Retainers: used once they are paid, never beyond what is left, for whom they are kept."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.allocations import AmountRules
from domain.articles import Article, ArticleKind, PricedItem
from domain.errors import BillingError
from domain.invoices import AmountChanged, InvoiceKind, InvoiceStatus, LineKind
from domain.lifecycle import UnlawfulTransition
from domain.money import Money
from domain.numbers import shelf_of
from domain.retainers import (
    RETAINER_LIFECYCLE,
    KeptForProject,
    NothingToDraw,
    OtherCustomers,
    Retainer,
    RetainerEvent,
    RetainerHasNoTax,
    RetainerInUse,
    RetainerNotPaid,
    RetainerOverNothing,
    RetainerPaidAlone,
    RetainerStatus,
    RetainerUsedUp,
    Target,
    check_draw,
    check_paid_alone,
    check_reopening,
    check_retainer,
    check_use,
    overdrawn,
    rules_for,
    use_event,
)
from domain.taxes import TaxBehaviour, TaxRate

_S, _E = RetainerStatus, RetainerEvent


def eur(minor_units: int) -> Money:
    return Money(minor_units, "EUR")


def retainer(paid: int = 100, used: int = 0, project: str | None = None) -> Retainer:
    status = InvoiceStatus.PAID if paid == 100 else InvoiceStatus.OPEN
    return Retainer("RET-000001", status, eur(100), eur(paid), eur(used), project)


def target(outstanding: int = 60, project: str | None = None) -> Target:
    return Target("INV-000001", eur(outstanding), project, same_customer=True)


@pytest.mark.parametrize(
    ("status", "paid", "used", "stands"),
    [
        (InvoiceStatus.DRAFT, 0, 0, _S.DRAFT),
        (InvoiceStatus.OPEN, 0, 0, _S.SENT),
        (InvoiceStatus.PARTIALLY_PAID, 99, 0, _S.SENT),
        (InvoiceStatus.PARTIALLY_PAID, 99, 50, _S.SENT),
        (InvoiceStatus.PAID, 100, 0, _S.PAID),
        (InvoiceStatus.PAID, 100, 1, _S.PARTIALLY_DRAWN),
        (InvoiceStatus.PAID, 100, 99, _S.PARTIALLY_DRAWN),
        (InvoiceStatus.PAID, 100, 100, _S.DRAWN),
        (InvoiceStatus.VOID, 0, 0, _S.VOID),
    ],
)
def test_how_it_stands_follows_from_its_amounts(
    status: InvoiceStatus, paid: int, used: int, stands: RetainerStatus
) -> None:
    found = Retainer("RET-000001", status, eur(100), eur(paid), eur(used))

    assert found.status is stands
    assert stands.is_usable == (status is InvoiceStatus.PAID and used < paid)


@pytest.mark.parametrize(
    ("own", "wanted", "amount", "refusal"),
    [
        (retainer(), target(60), 61, AmountChanged),
        (retainer(), target(200), 101, RetainerUsedUp),
        (retainer(used=50), target(60), 51, RetainerUsedUp),
        (retainer(used=100), target(60), 1, RetainerUsedUp),
        (retainer(), target(60), 0, NothingToDraw),
        (retainer(), target(60), -1, NothingToDraw),
        (retainer(paid=99), target(60), 1, RetainerNotPaid),
        (retainer(project="P-1"), target(60), 1, KeptForProject),
        (retainer(project="P-1"), target(60, "P-2"), 1, KeptForProject),
        (retainer(), replace(target(), same_customer=False), 1, OtherCustomers),
        (
            retainer(),
            Target("INV-000001", Money(9, "USD"), None, same_customer=True),
            1,
            OtherCustomers,
        ),
        (replace(retainer(paid=0), invoice_status=InvoiceStatus.VOID), target(), 1, RetainerUsedUp),
    ],
)
def test_what_may_not_be_drawn_is_refused_by_name(
    own: Retainer, wanted: Target, amount: int, refusal: type[BillingError]
) -> None:
    with pytest.raises(refusal):
        check_draw(own, wanted, eur(amount))


def test_what_may_be_drawn_is_not() -> None:
    check_draw(retainer(), target(60), eur(60))
    check_draw(retainer(used=40), target(60), eur(60))
    check_draw(retainer(), target(60, "P-9"), eur(1))
    check_draw(retainer(project="P-1"), target(60, "P-1"), eur(1))


def test_a_draft_or_a_void_one_is_never_used() -> None:
    for status in (_S.DRAFT, _S.SENT, _S.VOID):
        for event in (_E.USE_PART, _E.USE_UP):
            with pytest.raises(UnlawfulTransition):
                RETAINER_LIFECYCLE.advance(status, event)


@given(st.lists(st.tuples(st.sampled_from("pubr"), st.integers(1, 100)), max_size=30))
def test_every_lawful_deed_moves_it_as_the_table_says(deeds: list[tuple[str, int]]) -> None:
    """Paid, used, used back, and its payment returned, in any order and by any amount."""
    own = retainer(paid=0)
    for kind, minor_units in deeds:
        before, (own, events) = own, _deed(own, kind, eur(minor_units))
        stands = before.status
        for event in events:
            stands = RETAINER_LIFECYCLE.advance(stands, event)
        assert stands is own.status
        assert eur(0) <= own.used <= own.paid <= own.total
        assert own.left + own.used + own.outstanding == own.total


def _deed(own: Retainer, kind: str, amount: Money) -> tuple[Retainer, list[RetainerEvent]]:
    """What a deed makes of it, and the events of the table that it stands for."""
    if kind == "p":
        return _paid(own, min(amount, own.outstanding))
    if kind == "u":
        try:
            check_use(own, amount)
        except (RetainerNotPaid, RetainerUsedUp):
            return own, []
        return replace(own, used=own.used + amount), [use_event(own, amount)]
    if kind == "b":
        return _used_back(own, min(amount, own.used))
    taken = min(amount, own.paid)
    lost = overdrawn(own, taken)
    after = replace(
        own,
        paid=own.paid - taken,
        used=own.used - lost,
        invoice_status=InvoiceStatus.PARTIALLY_PAID,
    )
    return (after, [] if own.status is _S.SENT else [_E.REOPEN]) if taken.minor_units else (own, [])


def _paid(own: Retainer, amount: Money) -> tuple[Retainer, list[RetainerEvent]]:
    after = replace(own, paid=own.paid + amount)
    if own.status is not _S.SENT or not after.outstanding.is_zero:
        return after, []
    after = replace(after, invoice_status=InvoiceStatus.PAID)
    again = {_S.PARTIALLY_DRAWN: [_E.USE_PART], _S.DRAWN: [_E.USE_UP]}.get(after.status, [])
    return after, [_E.PAY, *again]


def _used_back(own: Retainer, amount: Money) -> tuple[Retainer, list[RetainerEvent]]:
    after = replace(own, used=own.used - amount)
    if amount.is_zero or own.status is _S.SENT:
        return after, []
    return after, [_E.RETURN_ALL if after.used.is_zero else _E.RETURN_PART]


@given(st.integers(0, 100), st.integers(0, 100), st.integers(0, 100))
def test_money_that_is_taken_back_undoes_only_what_it_had_paid_for(
    paid: int, used: int, back: int
) -> None:
    own = retainer(paid=paid, used=min(used, paid))
    taken = eur(min(back, paid))

    lost = overdrawn(own, taken)

    assert eur(0) <= lost <= own.used
    assert own.used - lost <= own.paid - taken
    assert lost.is_zero or own.used - lost == own.paid - taken


def test_it_is_asked_for_again_only_as_far_as_it_was_not_used() -> None:
    check_reopening(retainer(used=40), eur(60))
    with pytest.raises(RetainerInUse):
        check_reopening(retainer(used=40), eur(61))


def test_it_is_paid_by_itself_and_in_full() -> None:
    check_paid_alone({"INV-1": InvoiceKind.INVOICE, "INV-2": InvoiceKind.INVOICE})
    check_paid_alone({"RET-1": InvoiceKind.RETAINER})
    for other in (InvoiceKind.INVOICE, InvoiceKind.RETAINER):
        with pytest.raises(RetainerPaidAlone):
            check_paid_alone({"A-1": other, "RET-1": InvoiceKind.RETAINER})
    freely = AmountRules(partial=True, over=True)
    assert rules_for(InvoiceKind.INVOICE, freely) == freely
    assert rules_for(InvoiceKind.RETAINER, freely) == AmountRules()


def test_it_asks_for_an_amount_without_tax() -> None:
    def item(price: int, tax: TaxRate | None = None) -> PricedItem:
        article = Article(ArticleKind.ITEM, "")
        return PricedItem(LineKind.ITEM, "a", 1, eur(price), None, article, tax, eur(0))

    check_retainer([item(100), item(0)])
    with pytest.raises(RetainerOverNothing):
        check_retainer([item(0)])
    with pytest.raises(RetainerHasNoTax):
        check_retainer([item(100, TaxRate("A", "VAT", Fraction(1, 5), TaxBehaviour.EXCLUSIVE))])


def test_its_number_says_where_it_stands() -> None:
    assert shelf_of("RET-000001") == "retainers"
    assert shelf_of("INV-000001") == shelf_of("") == "invoices"
