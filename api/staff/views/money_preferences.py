"""What preferences mean: about a second person, taxes that are missing, and what staff hear of."""

from collections.abc import Mapping

from api.staff.views.preference_meanings import Group, Meaning
from domain.words import N_

MEANINGS: Mapping[str, Meaning] = {
    "sign_offs.limits": Meaning(
        Group.PAYING,
        N_("What one person decides alone"),
        N_(
            "Refunds, credit, voids and write-offs above it wait for a second person; those of a"
            " kind count together that somebody does for a customer in a day. One amount for each"
            " currency. None: nothing waits; where some are set, other currencies do."
        ),
    ),
    "taxes.required": Meaning(
        Group.PAYING,
        N_("Every line bears a tax rate"),
        N_("On: an invoice with a line that has none cannot be paid in the portal (CP2001)."),
    ),
    "staff.in_app": Meaning(
        Group.PORTAL,
        N_("What staff are told in the console"),
        N_("It stands on the first page until somebody has read it."),
    ),
    "staff.email": Meaning(
        Group.PORTAL,
        N_("What staff are mailed as well"),
        N_("To the organisation's own address; whoever is named in a comment, to theirs."),
    ),
    "customer.on_staff_comment": Meaning(
        Group.PORTAL,
        N_("Customers are mailed when staff comment"),
        N_("Only for comments that are shown in the portal. The mail says where, not what."),
    ),
}
CHOICES: Mapping[str, str] = {
    "invoice_viewed": N_("An invoice is seen for the first time"),
    "payment_received": N_("A customer has paid"),
    "payment_returned": N_("A payment came back"),
    "paid_back_twice": N_("A bank took back what had been given back already"),
    "subscription_changed": N_("A customer changes a subscription"),
    "subscription_cancelled": N_("A customer cancels a subscription"),
    "quote_viewed": N_("A quote is seen for the first time"),
    "quote_accepted": N_("A customer accepts a quote"),
    "quote_declined": N_("A customer declines a quote"),
    "quote_not_converted": N_("An accepted quote could not be converted by itself"),
    "draft_not_issued": N_("A draft that was ready could not be issued by itself"),
    "sign_off_asked": N_("Something waits for a second person"),
    "comment_written": N_("A customer writes a comment"),
    "mentioned": N_("Somebody of staff is named in a comment"),
    "document_viewed": N_("A project or an approval is opened for the first time"),
    "approval_approved": N_("A customer approves time"),
    "approval_rejected": N_("A customer rejects time"),
}
