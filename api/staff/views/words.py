"""The words for what was done, sent, paid and booked."""

from collections.abc import Mapping

from domain.accounts import Account
from domain.commands import ActorKind
from domain.payments import PaymentChannel
from domain.periods import IntervalUnit
from domain.words import N_
from storage.commands import CommandRow
from storage.open_processes import ProcessKind

_ASKED: Mapping[tuple[str, str], str] = {
    ("trial", ""): N_("Begin the trial"),
    ("trial", "activate"): N_("Activate the trial"),
    ("trial", "extend"): N_("Extend the trial"),
    ("trial", "settled"): N_("The charge was decided"),
    ("subscription", ""): N_("Begin the subscription"),
    ("subscription", "auto_charge"): N_("Switch automatic charging"),
    ("subscription", "reschedule"): N_("A term has begun"),
    ("subscription", "change"): N_("Change the subscription"),
    ("subscription", "withdraw_change"): N_("Withdraw the change"),
    ("subscription", "reactivate"): N_("Reactivate the subscription"),
    ("pause", "pause"): N_("Pause the subscription"),
    ("pause", "change_schedule"): N_("Change the days of the pause"),
    ("pause", "delete_schedule"): N_("Delete the days of the pause"),
    ("pause", "resume"): N_("Resume the subscription"),
    ("pause", "term_moved"): N_("The term was moved"),
    ("cancellation", "cancel"): N_("Cancel the subscription"),
    ("cancellation", "remove"): N_("Remove the cancellation"),
    ("cancellation", "term_moved"): N_("The term was moved"),
    ("trial", "plan_changed"): N_("The plan was changed"),
    ("addon", "create"): N_("Create the addon"),
    ("addon", "change"): N_("Change the addon"),
    ("coupon", "create"): N_("Create the coupon"),
    ("coupon", "change"): N_("Change the coupon"),
    ("subscription", "create"): N_("Create the subscription"),
    ("method", ""): N_("Watch the payment method"),
    ("method", "set_up"): N_("Give a payment method"),
    ("method", "returned"): N_("Back from the page of the payment method"),
    ("method", "gateway_event"): N_("News from the payment processor"),
    ("method", "abandon"): N_("Give up the payment method"),
    ("method", "make_default"): N_("Make it the default payment method"),
    ("method", "assign"): N_("Charge it from now on"),
    ("method", "remove"): N_("Remove the payment method"),
    ("payment", ""): N_("Begin the payment"),
    ("payment", "pay"): N_("Pay"),
    ("payment", "returned"): N_("Back from the payment page"),
    ("payment", "gateway_event"): N_("News from the payment processor"),
    ("payment", "abandon"): N_("Give up the payment"),
    ("payment", "receive"): N_("Record a payment"),
    ("payment", "return"): N_("The payment came back"),
    ("credit_note", "issue"): N_("Give credit"),
    ("credit_note", "void"): N_("Declare the credit note void"),
    ("invoice", "use_credit"): N_("Use credit for the invoice"),
    ("refund", ""): N_("Give money back"),
    ("refund", "refund"): N_("Give money back"),
    ("refund", "pay_out"): N_("Pay credit out"),
    ("refund", "take_back"): N_("What was paid out came back"),
    ("sign_off", "ask"): N_("Ask for a second person"),
    ("sign_off", "approve"): N_("Approve as a second person"),
    ("sign_off", "reject"): N_("Reject as a second person"),
    ("refund", "gateway_event"): N_("News from the payment processor"),
    ("dunning", ""): N_("Begin dunning"),
    ("dunning", "paid"): N_("The invoice was paid"),
    ("dunning", "failed"): N_("The charge failed"),
    ("dunning", "method_changed"): N_("There is a new payment method"),
    ("dunning", "auto_charge_off"): N_("Automatic charging was switched off"),
    ("dunning", "hold"): N_("Hold dunning"),
    ("dunning", "last_try"): N_("Make the next try the last"),
    ("dunning", "release"): N_("Go on with dunning"),
    ("invitation", "invite"): N_("Invite to the portal"),
    ("invitation", "resend"): N_("Send the invitation again"),
    ("invitation", "revoke"): N_("Revoke the invitation"),
    ("invitation", "accept"): N_("The invitation was accepted"),
    ("invitation", "bounced"): N_("The invitation came back"),
    ("delivery", ""): N_("Send the mail"),
    ("delivery", "bounced"): N_("The mail came back"),
    ("customer", "park"): N_("Park the customer"),
    ("customer", "release"): N_("Release the customer"),
    ("dunning", "go_on"): N_("The customer was released"),
    ("customer", "create"): N_("Create the customer"),
    ("customer", "allow_bank_account"): N_("Allow or forbid bank accounts"),
    ("customer", "change"): N_("Change the customer"),
    ("contact", "create"): N_("Add the contact person"),
    ("contact", "change"): N_("Change the contact person"),
    ("contact", "disable_portal"): N_("Disable portal access"),
    ("contact", "change_password"): N_("Change the password"),
    ("contact", "end_session"): N_("Sign out a device"),
    ("contact", "end_other_sessions"): N_("Sign out all other devices"),
    ("portal", "enable_many"): N_("Enable the portal for many"),
    ("import", "import"): N_("Import files"),
    ("dunning_rule", "create"): N_("Write down the dunning rule"),
    ("dunning_rule", "change"): N_("Change the dunning rule"),
    ("dunning_rule", "remove"): N_("Remove the dunning rule"),
    ("subscription", "dunning_rule"): N_("Choose the dunning rule"),
    ("subscription", "add_charge"): N_("Add a charge to the next invoice"),
    ("subscription", "remove_charge"): N_("Remove a charge from the next invoice"),
    ("books", "lock"): N_("Lock the books"),
    ("books", "unlock"): N_("Unlock the books"),
    ("invoice", "waive_late_fee"): N_("Waive the late fee"),
    ("invoice", "write"): N_("Write the draft of an invoice"),
    ("invoice", "rewrite"): N_("Change the draft of an invoice"),
    ("invoice", "ready"): N_("Have the draft issued after its grace"),
    ("invoice", "hold"): N_("Hold the draft back"),
    ("invoice", "discard"): N_("Discard the draft"),
    ("invoice", "issue"): N_("Issue the invoice"),
    ("invoice", "void"): N_("Declare the invoice void"),
    ("invoice", "write_off"): N_("Write the invoice off"),
    ("invoice", "restore"): N_("Restore the invoice"),
    ("invoice", "send"): N_("Send the invoice again"),
    ("link", "make"): N_("Make a link"),
    ("link", "revoke"): N_("Take a link back"),
    ("document", "forward"): N_("Forward a document"),
    ("retainer", "issue"): N_("Issue the retainer invoice"),
    ("retainer", "draw"): N_("Draw the retainer"),
    ("plan", "create"): N_("Create the plan"),
    ("tax_rate", "create"): N_("Create the tax rate"),
    ("tax_rate", "change"): N_("Change the tax rate from a day on"),
    ("preferences", "change"): N_("Change preferences"),
}
_STOPPED = N_("Stop the process")
_OTHER = N_("Another command")

ACTORS: Mapping[ActorKind, str] = {
    ActorKind.CONTACT: N_("Contact person"),
    ActorKind.STAFF: N_("Staff"),
    ActorKind.SYSTEM: N_("System"),
    ActorKind.PROCESSOR: N_("Payment processor"),
}
CHANNELS: Mapping[PaymentChannel, str] = {
    PaymentChannel.HOSTED: N_("Payment page"),
    PaymentChannel.SAVED_METHOD: N_("Saved payment method"),
    PaymentChannel.AUTO_CHARGE: N_("Automatic charge"),
    PaymentChannel.DUNNING: N_("Tried again by dunning"),
    PaymentChannel.OFFLINE: N_("Outside the portal"),
}
ACCOUNTS: Mapping[Account, str] = {
    Account.RECEIVABLE: N_("Receivable"),
    Account.CUSTOMER_CREDIT: N_("Customer credit"),
    Account.RETAINERS: N_("Retainers"),
    Account.RETAINERS_ASKED: N_("Retainers asked for"),
    Account.REFUNDS_PENDING: N_("Refunds on their way"),
    Account.PROCESSOR_CLEARING: N_("Payment processor, clearing"),
    Account.BANK: N_("Bank"),
    Account.REVENUE: N_("Revenue"),
    Account.TAX_PAYABLE: N_("Tax payable"),
    Account.BAD_DEBT: N_("Bad debt"),
}
PROCESSES: Mapping[ProcessKind, str] = {
    ProcessKind.TRIAL: N_("Trials"),
    ProcessKind.SUBSCRIPTION: N_("Subscriptions"),
    ProcessKind.PAYMENT: N_("Payments"),
    ProcessKind.REFUND: N_("Refunds"),
    ProcessKind.METHOD: N_("Payment methods"),
    ProcessKind.DUNNING: N_("Dunning"),
    ProcessKind.REMINDERS: N_("Reminders"),
    ProcessKind.INVITATION: N_("Invitations"),
    ProcessKind.DELIVERY: N_("Mails"),
    ProcessKind.PAUSE: N_("Pauses"),
    ProcessKind.CANCELLATION: N_("Cancellations"),
    ProcessKind.INVOICE: N_("Invoices"),
}
UNITS: Mapping[IntervalUnit, str] = {
    IntervalUnit.DAY: N_("days"),
    IntervalUnit.WEEK: N_("weeks"),
    IntervalUnit.MONTH: N_("months"),
    IntervalUnit.YEAR: N_("years"),
}


def asked(command: CommandRow) -> str:
    """What was asked for, as a message id."""
    return asked_of(command.process, command.signal or "")


def asked_of(process: str, signal: str) -> str:
    """What such a command asks for, as a message id."""
    return _STOPPED if signal == "stop" else _ASKED.get((process, signal), _OTHER)
