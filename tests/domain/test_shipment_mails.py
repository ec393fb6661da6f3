"""Mails about shipments: of which statuses, as the organisation wants it, and what they hold."""

from hypothesis import given
from hypothesis import strategies as st

from domain.messages import MailKind
from domain.sales_orders import ShipmentStatus
from domain.shipment_mails import ShipmentMail, contents, shipment_mail


def test_customers_hear_that_it_is_on_its_way_and_that_it_was_delivered() -> None:
    kinds = [shipment_mail(each, tuple(ShipmentMail)) for each in ShipmentStatus]
    assert kinds == [None, MailKind.SHIPMENT_SENT, MailKind.SHIPMENT_DELIVERED, None]
    only = [shipment_mail(each, [ShipmentMail.DELIVERED]) for each in ShipmentStatus]
    assert only == [None, None, MailKind.SHIPMENT_DELIVERED, None]
    assert {shipment_mail(each, ()) for each in ShipmentStatus} == {None}


@given(st.lists(st.tuples(st.integers(1, 10**6), st.text()), max_size=5))
def test_whatever_a_line_is_called_it_is_one_line_of_the_mail(
    lines: list[tuple[int, str]],
) -> None:
    told = contents(lines).splitlines()
    assert [int(line.partition(" ")[0]) for line in told] == [count for count, _ in lines]
    assert contents([(3, "Chair,\n oak")]) == "3 Chair, oak"
