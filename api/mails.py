"""What each kind of mail is about, in a few words."""

from collections.abc import Mapping

from domain.messages import MailKind
from domain.words import N_

MAILS: Mapping[MailKind, str] = {
    MailKind.INVITATION: N_("Invitation to the portal"),
    MailKind.PASSWORD_RESET: N_("Link to reset the password"),
    MailKind.PASSWORD_CHANGED: N_("Password was changed"),
    MailKind.TRIAL_ENDING: N_("Trial ends soon"),
    MailKind.TRIAL_CONVERTED: N_("Trial became a subscription"),
    MailKind.TRIAL_LAPSED: N_("Trial has expired"),
    MailKind.RECEIPT: N_("Receipt"),
    MailKind.CHARGE_FAILED: N_("Charge failed"),
    MailKind.RECOVERED: N_("Payment overdue was settled"),
    MailKind.CANCELLED: N_("Subscription was cancelled"),
    MailKind.RENEWAL_NOTICE: N_("Renewal is coming"),
    MailKind.SUBSCRIPTION_CHANGED: N_("Subscription has changed"),
    MailKind.CHANGE_NOT_DONE: N_("A change was not made"),
    MailKind.ACTION_REQUIRED: N_("Payment needs a confirmation"),
    MailKind.METHOD_EXPIRING: N_("Payment method expires soon"),
    MailKind.METHOD_EXPIRED: N_("Payment method has expired"),
    MailKind.INVOICE_REMINDER: N_("Reminder of an invoice"),
    MailKind.LATE_FEE: N_("Late fee"),
    MailKind.PAYMENT_RETURNED: N_("Payment came back"),
    MailKind.INVOICE_ISSUED: N_("Invoice was issued"),
    MailKind.RETAINER_ISSUED: N_("Retainer invoice was issued"),
    MailKind.QUOTE_SENT: N_("Quote was sent"),
    MailKind.QUOTE_REMINDER: N_("Reminder of a quote"),
    MailKind.QUOTE_ACCEPTED: N_("Acceptance of a quote"),
    MailKind.REFUNDED: N_("Money given back"),
    MailKind.CREDIT_ISSUED: N_("Credit note"),
    MailKind.DOCUMENT_LINK: N_("Link to a document"),
    MailKind.LINK_CODE: N_("Code for a link"),
    MailKind.STAFF_NEWS: N_("News for staff"),
    MailKind.COMMENT_SHOWN: N_("Comment by staff"),
    MailKind.APPROVAL_SUBMITTED: N_("Time to approve"),
    MailKind.APPROVAL_REMINDER: N_("Reminder of time to approve"),
    MailKind.SHIPMENT_SENT: N_("Shipment is on its way"),
    MailKind.SHIPMENT_DELIVERED: N_("Shipment was delivered"),
    MailKind.FORWARDED: N_("Document was forwarded"),
}
