"""Preferences: every key with what it means for people, as it stands and as it could be."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from api.staff.views import (
    money_preferences,
    order_preferences,
    project_preferences,
    quote_preferences,
    subscription_preferences,
)
from api.staff.views.preference_meanings import GROUPS, Group, Meaning
from domain.preference_forms import written
from domain.preferences import PreferenceKey, Preferences
from domain.words import N_

__all__ = ["CHOICES", "GROUPS", "KEYS", "MEANINGS", "NOT_YET", "preference_views"]

NOT_YET = frozenset({"edit.customer_details", "portal.self_signup"})
"""What nothing in the product asks for yet: a switch that does nothing is not shown."""

_ALL: Sequence[PreferenceKey] = Preferences.keys()
KEYS: Sequence[PreferenceKey] = tuple(each for each in _ALL if each.key not in NOT_YET)
_P, _I, _T, _S = Group.PORTAL, Group.PAYING, Group.TRIALS, Group.SUBSCRIPTIONS
_D, _R = Group.DUNNING, Group.REMINDERS
MEANINGS: Mapping[str, Meaning] = {
    "portal.banner_message": Meaning(
        _P, N_("Banner"), N_("Stands on top of every customer's home page. Empty: nothing does.")
    ),
    "login.session_hours": Meaning(
        _P,
        N_("Hours until signing in again"),
        N_(
            "After so many hours customers sign in again, even if they use the portal all the time."
        ),
    ),
    "invite.valid_days": Meaning(
        _P,
        N_("Days an invitation is valid"),
        N_("The link in the mail dies after so many days. Links that are out keep their day."),
    ),
    "view.subscriptions": Meaning(
        _P,
        N_("Customers see their subscriptions"),
        N_("Off: the portal shows no subscriptions at all, and nothing can be done with them."),
    ),
    "view.credit_notes": Meaning(
        _P,
        N_("Customers see their credit notes"),
        N_("On: the portal lists what was given back, each with its lines and its invoice."),
    ),
    "view.statements": Meaning(
        _P,
        N_("Customers see their statement of accounts"),
        N_("Off: the portal shows no statement, and none can be downloaded."),
    ),
    "forwarding.enabled": Meaning(
        _P,
        N_("Customers forward documents"),
        N_("On: the main contact person sends an invoice on by mail. Staff always can."),
    ),
    "forwarding.recipients": Meaning(
        _P,
        N_("Whom they forward to"),
        N_("Whoever is new becomes a contact person, without access to the portal."),
    ),
    "taxes.reverse_charge": Meaning(
        _I,
        N_("Reverse charge in the European Union"),
        N_(
            "On: a customer with a VAT number of another member state than yours is not charged"
            " tax and owes it there, unless their page says otherwise. Issued invoices stay."
        ),
    ),
    "public_links.enabled": Meaning(
        _P,
        N_("Links to documents"),
        N_(
            "On: staff make links to one document or one purpose. Off: none of them opens anything."
        ),
    ),
    "public_links.identity_check": Meaning(
        _P,
        N_("Whoever holds a link shows who they are"),
        N_("On: nothing is shown before a code was typed that we mail to a contact person."),
    ),
    "public_links.valid_days": Meaning(
        _P,
        N_("Days a link to a document is good"),
        N_(
            "Links that are out keep their day. Thirty days after it was paid, it ends in any case."
        ),
    ),
    "payments.bulk_pay": Meaning(
        _I,
        N_("Pay all at once"),
        N_("On: customers pay every open invoice of a currency with one payment."),
    ),
    "payments.prevent_duplicates": Meaning(
        _I,
        N_("Refuse the same amount again"),
        N_(
            "On: a customer who pays the same amount with the same saved method within five"
            " minutes is asked to wait (CP3005). Off: only the invoice itself is guarded."
        ),
    ),
    "payments.partial": Meaning(
        _I,
        N_("Customers pay a part"),
        N_("On: they choose how much they pay; what is left stays due, the oldest is paid first."),
    ),
    "payments.partial_min": Meaning(
        _I,
        N_("The least that customers pay"),
        N_("Of what they owe, where they choose how much: one for each currency, 5.00 EUR."),
    ),
    "payments.overpay": Meaning(
        _I,
        N_("Customers pay more than they owe"),
        N_("On: what is too much is kept as credit. Off: a larger amount is refused."),
    ),
    "credits.use": Meaning(
        _I,
        N_("Credit pays invoices"),
        N_("What customers have to their credit. Staff can use it for an invoice at any time."),
    ),
    "refunds.agent_limits": Meaning(
        _I,
        N_("What billing agents give back at a time"),
        N_("One amount for each currency, like 50.00 EUR, 5000 JPY. None: they give nothing back."),
    ),
    **money_preferences.MEANINGS,
    **order_preferences.MEANINGS,
    "invoices.net_days": Meaning(
        _I,
        N_("Days to pay"),
        N_("An invoice that is not charged automatically is due so many days after it is issued."),
    ),
    "invoices.grace_hours": Meaning(
        _I,
        N_("Hours of grace of a draft"),
        N_("A draft that is ready is issued by itself after so many hours. 0: by hand alone."),
    ),
    "trial.activate": Meaning(
        _T,
        N_("Customers activate their trial"),
        N_("On: customers can end the trial and be charged at once. Staff always can."),
    ),
    "trial.extend": Meaning(
        _T,
        N_("Customers extend an expired trial"),
        N_("On: a trial whose charge failed can begin once more. Staff always can."),
    ),
    "trial.max_extensions": Meaning(
        _T, N_("Extensions of a trial"), N_("So often, and no more, for customers and for staff.")
    ),
    "trial.end_without_method": Meaning(
        _T,
        N_("A trial ends without a payment method"),
        N_("Expire: nothing is charged; it can be extended. Invoice: it goes live, unpaid."),
    ),
    "autocharge.toggle": Meaning(
        _S,
        N_("Customers switch automatic charging"),
        N_("On: switching it off during dunning ends the tries; the invoice stays open."),
    ),
    "edit.payment_methods": Meaning(
        _P,
        N_("Customers change their payment methods"),
        N_("Off: they see what is saved, and pay without saving anything."),
    ),
    "methods.expiry_notice_days": Meaning(
        _I,
        N_("Days of notice before a card expires"),
        N_("A mail goes out if something is still charged to it. 0: none, also not afterwards."),
    ),
    "renewal.notice_days": Meaning(
        _S,
        N_("Days of notice before a renewal"),
        N_("A mail goes out so many days before terms longer than a month. 0: none."),
    ),
    "dunning.retry_days": Meaning(
        _D,
        N_("Days on which to try again"),
        N_("Counted from the first failure. Runs that have begun keep their schedule."),
    ),
    "dunning.final_action": Meaning(
        _D,
        N_("After the last try"),
        N_("Cancelled ends it, unpaid rests it until it is paid, live lets it go on."),
    ),
    "dunning.hard_decline": Meaning(
        _D,
        N_("When a method can never be charged again"),
        N_("It is not tried again in either case; a new method is tried at once."),
    ),
    "dunning.grace_days": Meaning(
        _D,
        N_("Days of grace"),
        N_("For so long after the first failure there still is access. 0: it ends at once."),
    ),
    "dunning.mails": Meaning(
        _D,
        N_("Tell customers of each failure"),
        N_("Off: they see it in the portal, and no mail goes out."),
    ),
    "reminders.enabled": Meaning(
        _R,
        N_("Remind of invoices that are not charged"),
        N_("Invoices that have begun to be reminded of go on as they began."),
    ),
    "reminders.before_days": Meaning(
        _R, N_("Days before it is due"), N_("The first reminder goes out then. 0: none.")
    ),
    "reminders.on_due_day": Meaning(_R, N_("On the day it is due"), ""),
    "reminders.after_days": Meaning(
        _R, N_("Days after it was due"), N_("Rising, like 7, 14. Empty: none.")
    ),
    "reminders.final_day": Meaning(
        _R, N_("Day of the last reminder"), N_("Counted from the due date. 0: there is none.")
    ),
    "reminders.final_action": Meaning(
        _R,
        N_("What follows if nobody pays"),
        N_("It never comes on the day of the last reminder, however late that was."),
    ),
    "reminders.final_action_day": Meaning(
        _R, N_("Day on which it follows"), N_("Counted from the due date.")
    ),
    "late_fee.after_days": Meaning(
        _R,
        N_("Day of the late fee"),
        N_("Counted from the due date; an invoice of its own, once. 0: there is none."),
    ),
    "late_fee.basis_points": Meaning(
        _R,
        N_("Late fee in hundredths of a percent"),
        N_("Of what is owed then: 250 are two and a half."),
    ),
    "late_fee.amounts": Meaning(
        _R, N_("Late fee as an amount"), N_("Added to the share: one for each currency, 5.00 EUR.")
    ),
    **quote_preferences.MEANINGS,
    **project_preferences.MEANINGS,
    **subscription_preferences.MEANINGS,
}
CHOICES: Mapping[str, str] = {
    "expire": N_("It expires"),
    "invoice": N_("It is invoiced and goes live"),
    "cancel": N_("Cancel the subscription"),
    "end_of_term": N_("Cancel the subscription at the end of its term"),
    "unpaid": N_("Mark it unpaid"),
    "keep_live": N_("Keep it live"),
    "final_action_at_deadline": N_("Take the final action on the day of the last try"),
    "stop": N_("Stop at once, without any action"),
    "contacts_only": N_("To contact persons only"),
    "anyone_becomes_contact": N_("To anyone"),
    "credits.use/never": N_("Not by itself"),
    "credits.use/ask": N_("When the customer says so"),
    "credits.use/always": N_("By itself, the oldest credit first"),
    **money_preferences.CHOICES,
    **order_preferences.CHOICES,
    **quote_preferences.CHOICES,
    **project_preferences.CHOICES,
    **subscription_preferences.CHOICES,
}
"""By choice, or by key and choice where the choice alone does not say it."""


@dataclass(frozen=True)
class PreferenceView:
    """One preference. `text` is its value as it stands in a form, `name` that of its field."""

    key: PreferenceKey
    meaning: Meaning
    value: object
    text: str

    @property
    def name(self) -> str:
        return self.key.attribute


def preference_views(preferences: Preferences) -> Sequence[PreferenceView]:
    """Every preference there is, in the order of the rules."""
    return [
        PreferenceView(
            key,
            _meaning(key),
            getattr(preferences, key.attribute),
            written(getattr(preferences, key.attribute)),
        )
        for key in KEYS
    ]


def _meaning(key: PreferenceKey) -> Meaning:
    """A preference that has no words here yet is shown by its key."""
    return MEANINGS.get(key.key, Meaning(Group.PORTAL, key.key, ""))
