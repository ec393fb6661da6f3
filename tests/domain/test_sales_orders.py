"""Sales orders: what can be fulfilled and what invoiced, and that no cent is lost on the way."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import BillingError
from domain.invoice_drafts import WrittenLine
from domain.money import Money
from domain.sales_orders import (
    SALES_ORDER_LIFECYCLE,
    Invoiced,
    InvoicedAlready,
    MoreThanFulfilled,
    MoreThanOrdered,
    NoSuchOrderLine,
    NotATrackingAddress,
    NoteTooLong,
    NothingChosen,
    OrderedLine,
    SalesOrderEvent,
    SalesOrderStatus,
    check_fulfilment,
    check_invoicing,
    check_return,
    chosen_quantities,
    fulfilling_event,
    invoiced_part,
    returning_event,
    short_note,
    tracking_address,
)

LINES = (OrderedLine(1, 10, 6, 2), OrderedLine(2, 3))


def test_never_more_than_was_ordered_and_never_more_than_came() -> None:
    check_fulfilment("SO-000001", LINES, {1: 4, 2: 3})
    check_invoicing("SO-000001", LINES, {1: 4})
    check_return(LINES, {1: 4})
    refused: list[tuple[type[BillingError], object]] = []
    for refusal, check, quantities in (
        (MoreThanOrdered, check_fulfilment, {1: 5}),
        (NoSuchOrderLine, check_fulfilment, {3: 1}),
        (MoreThanFulfilled, check_invoicing, {1: 5}),
        (MoreThanFulfilled, check_invoicing, {2: 1}),
        (NoSuchOrderLine, check_invoicing, {9: 1}),
    ):
        with pytest.raises(refusal):
            check("SO-000001", LINES, quantities)
        refused.append((refusal, quantities))
    assert len(refused) == 5
    with pytest.raises(InvoicedAlready):
        check_return(LINES, {1: 5})
    with pytest.raises(NothingChosen):
        chosen_quantities({1: 0})
    assert chosen_quantities({2: 1, 1: 0}) == {2: 1}


def test_how_it_stands_follows_from_its_lines() -> None:
    whole = (OrderedLine(1, 2, 2), OrderedLine(2, 1, 1))
    assert fulfilling_event(LINES) is SalesOrderEvent.FULFIL_PART
    assert fulfilling_event(whole) is SalesOrderEvent.FULFIL
    assert returning_event(LINES) is SalesOrderEvent.RETURN_PART
    assert returning_event((OrderedLine(1, 2),)) is SalesOrderEvent.RETURN_ALL


def test_what_was_supplied_is_not_declared_void() -> None:
    voidable = {
        status
        for status in SalesOrderStatus
        if SALES_ORDER_LIFECYCLE.allows(status, SalesOrderEvent.VOID)
    }
    assert voidable == {SalesOrderStatus.DRAFT, SalesOrderStatus.CONFIRMED}


@given(st.lists(st.integers(1, 50), min_size=1, max_size=6), st.integers(0, 10_000))
def test_the_parts_together_have_the_discount_of_the_whole(parts: list[int], units: int) -> None:
    line = WrittenLine("Chairs", sum(parts), Money(1_000, "EUR"), Money(units, "EUR"))
    given_so_far = Invoiced(0, Money(0, "EUR"))
    for quantity in parts:
        part = invoiced_part(line, given_so_far, quantity)
        assert part.quantity == quantity
        assert part.discount >= Money(0, "EUR")
        given_so_far = Invoiced(
            given_so_far.quantity + quantity, given_so_far.discount + part.discount
        )
    assert given_so_far == Invoiced(line.quantity, line.discount)


@pytest.mark.parametrize(
    "typed", ["http://x.example", "javascript:alert(1)", "https://", "//x", "https://a@b.example/"]
)
def test_a_shipment_is_followed_at_a_safe_address(typed: str) -> None:
    with pytest.raises(NotATrackingAddress):
        tracking_address(typed)
    assert tracking_address(" https://post.example/?id=1 ") == "https://post.example/?id=1"
    assert tracking_address("") == ""


def test_a_note_is_short() -> None:
    assert short_note(" x ") == "x"
    with pytest.raises(NoteTooLong):
        short_note("x" * 501)
