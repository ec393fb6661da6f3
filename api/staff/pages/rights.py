"""What a person may do on a page, so that it shows no button that would be refused."""

from dataclasses import dataclass

from api.callers import SignedInStaff
from domain.policy import Action


@dataclass(frozen=True)
class CustomerRights:
    create: bool
    edit: bool
    invite: bool
    disable: bool
    sell: bool
    bill: bool
    quote: bool
    commands: bool
    allow_bank_account: bool
    record: bool
    pay_out: bool
    assign_method: bool
    remove_method: bool
    release: bool


@dataclass(frozen=True)
class SubscriptionRights:
    create: bool
    activate: bool
    extend: bool
    auto_charge: bool
    processes: bool
    dun: bool
    edit: bool


def customer_rights(staff: SignedInStaff) -> CustomerRights:
    return CustomerRights(
        create=staff.may(Action.CUSTOMER_CREATE),
        edit=staff.may(Action.CUSTOMER_EDIT),
        invite=staff.may(Action.INVITATION_MANAGE),
        disable=staff.may(Action.PORTAL_MANAGE),
        sell=staff.may(Action.SUBSCRIPTION_CREATE),
        bill=staff.may(Action.INVOICE_ISSUE),
        quote=staff.may(Action.QUOTE_EDIT),
        commands=staff.may(Action.COMMAND_VIEW),
        record=staff.may(Action.PAYMENT_RECORD),
        pay_out=staff.may(Action.REFUND_CREATE),
        allow_bank_account=staff.may(Action.PAYMENT_METHOD_ALLOW),
        assign_method=staff.may(Action.PAYMENT_METHOD_ASSIGN),
        remove_method=staff.may(Action.PAYMENT_METHOD_REMOVE),
        release=staff.may(Action.PARKED_RESOLVE),
    )


def subscription_rights(staff: SignedInStaff) -> SubscriptionRights:
    return SubscriptionRights(
        create=staff.may(Action.SUBSCRIPTION_CREATE),
        activate=staff.may(Action.TRIAL_ACTIVATE),
        extend=staff.may(Action.TRIAL_EXTEND),
        auto_charge=staff.may(Action.SUBSCRIPTION_AUTO_CHARGE),
        processes=staff.may(Action.PROCESS_VIEW),
        dun=staff.may(Action.DUNNING_MANAGE),
        edit=staff.may(Action.SUBSCRIPTION_EDIT),
    )
