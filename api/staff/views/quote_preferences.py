"""What preferences about quotes mean: how long they hold, who answers how, what follows."""

from collections.abc import Mapping

from api.staff.views.preference_meanings import Group, Meaning
from domain.words import N_

_Q = Group.QUOTES
MEANINGS: Mapping[str, Meaning] = {
    "view.quotes": Meaning(
        Group.PORTAL,
        N_("Customers see their quotes"),
        N_("Off: the portal shows no quotes, and none can be accepted or declined there."),
    ),
    "quotes.valid_days": Meaning(
        _Q,
        N_("Days a quote is valid"),
        N_("Suggested for what is written from now on. 0: for as long as nobody withdraws it."),
    ),
    "quotes.remind_days": Meaning(
        _Q,
        N_("Days of notice before a quote expires"),
        N_("A mail goes out then to whoever has not answered. 0: none."),
    ),
    "quotes.expire_inclusive": Meaning(
        _Q,
        N_("The last day counts"),
        N_("On: “valid until” means the end of that day, in your time zone. Off: its beginning."),
    ),
    "quotes.accept_expired": Meaning(
        _Q,
        N_("Customers accept quotes that have run out"),
        N_("Off: they are told to ask for more time. Staff can always extend or convert them."),
    ),
    "quotes.edit_accepted": Meaning(
        _Q,
        N_("Accepted quotes can be revised"),
        N_("On: a next version that sells the same stays accepted; any other is asked anew."),
    ),
    "quotes.accept_by_link": Meaning(
        _Q,
        N_("Quotes are accepted by a link"),
        N_("On: whoever holds the link to a quote can accept or decline it without signing in."),
    ),
    "quotes.require_signature": Meaning(
        _Q,
        N_("Whoever accepts signs"),
        N_("What they sign with is kept with their address and the moment, and never changed."),
    ),
    "quotes.terms_tick": Meaning(
        _Q,
        N_("Whoever accepts agrees to the terms"),
        N_("On: a box below the terms has to be ticked, where a quote has any."),
    ),
    "quotes.purchase_order": Meaning(
        _Q,
        N_("Quotes ask for a purchase order"),
        N_("Suggested for what is written from now on; each quote says it for itself."),
    ),
    "quotes.decline_reason_required": Meaning(
        _Q,
        N_("Whoever declines says why"),
        N_("Off: the reason can be left out."),
    ),
    "quotes.mail_acceptance": Meaning(
        _Q,
        N_("Whoever accepts gets a mail"),
        N_("With the sheet of their acceptance; the primary contact person gets one as well."),
    ),
    "quotes.convert": Meaning(
        _Q,
        N_("What an accepted quote becomes"),
        N_("It happens once, with the lines of the version that was accepted."),
    ),
    "quotes.retainer_on_accept": Meaning(
        _Q,
        N_("An acceptance asks for money in advance"),
        N_(
            "On: a retainer invoice over a share of the total goes out as a quote is accepted. What"
            " asks for all of it, an invoice sent at once or a subscription, waits until that is"
            " paid. Once it is void, staff can convert the quote by hand."
        ),
    ),
    "quotes.retainer_percent": Meaning(
        _Q, N_("Share that is asked for in advance"), N_("In percent of the accepted total.")
    ),
}
CHOICES: Mapping[str, str] = {
    "quotes.require_signature/off": N_("No signature"),
    "quotes.require_signature/typed": N_("With their typed name"),
    "quotes.require_signature/drawn": N_("With their typed name and a drawn signature"),
    "quotes.convert/manual": N_("Nothing: staff decide"),
    "quotes.convert/draft_invoice": N_("The draft of an invoice"),
    "quotes.convert/sent_invoice": N_("An invoice that is sent at once"),
    "quotes.convert/subscription": N_("A subscription to the plan it names"),
    "quotes.convert/sales_order": N_("A confirmed sales order"),
    "quotes.convert/retainer": N_("A retainer invoice over all of it"),
}
