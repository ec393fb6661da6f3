"""The preferences about what customers do with subscriptions, with what they mean for people."""

from collections.abc import Mapping

from api.staff.views.preference_meanings import Group, Meaning
from domain.words import N_

_C, _E, _L, _T, _S = (
    Group.CHANGES,
    Group.RESTS,
    Group.LEAVING,
    Group.TRIALS,
    Group.SUBSCRIPTIONS,
)
MEANINGS: Mapping[str, Meaning] = {
    "edit.enabled": Meaning(
        _C,
        N_("Customers change their subscriptions"),
        N_("On: within the bounds below, after a look at what it costs. Staff always can."),
    ),
    "edit.plan": Meaning(
        _C, N_("Another plan"), N_("By what a term costs; a longer term is no upgrade.")
    ),
    "edit.allowed_plans": Meaning(
        _C, N_("Plans that can be changed to"), N_("Their codes, like basic, pro. Empty: all.")
    ),
    "edit.interval_change": Meaning(
        _C, N_("A plan of another interval"), N_("On: from a month to a year, for example.")
    ),
    "edit.quantity_min": Meaning(_C, N_("Least quantity"), ""),
    "edit.quantity_max": Meaning(_C, N_("Largest quantity"), ""),
    "edit.addons_add": Meaning(_C, N_("Customers add addons"), ""),
    "edit.addons_remove": Meaning(_C, N_("Customers remove addons"), ""),
    "edit.coupons": Meaning(_C, N_("Customers use coupons"), N_("Ten tries an hour.")),
    "edit.when": Meaning(_C, N_("When a change takes effect"), ""),
    "edit.downgrade_when": Meaning(
        _C, N_("When a change to less takes effect"), N_("Whatever was chosen above.")
    ),
    "edit.trial_behaviour": Meaning(
        _C, N_("A change inside of a trial"), N_("Ends it: the first term is charged at once.")
    ),
    "proration.method": Meaning(
        _C, N_("How the rest of a term is counted"), N_("In the customer's billing zone.")
    ),
    "pause.enabled": Meaning(
        _E, N_("Customers pause their subscriptions"), N_("Never while something is overdue.")
    ),
    "pause.when": Meaning(_E, N_("When a pause can begin"), N_("At least one.")),
    "pause.max_days": Meaning(
        _E, N_("Days a pause lasts at most"), N_("Then billing goes on by itself. 0: no limit.")
    ),
    "pause.credit_note": Meaning(
        _E,
        N_("Unused days are given back"),
        N_("On: a pause inside of a term writes a credit note."),
    ),
    "pause.resume_policy": Meaning(
        _E,
        N_("How billing goes on"),
        N_("On the old boundaries, or with a new term from that day."),
    ),
    "resume.enabled": Meaning(
        _E,
        N_("Customers resume"),
        N_("On: when they like, and they can choose the day in advance. Off: they ask you."),
    ),
    "cancel.enabled": Meaning(
        _L,
        N_("Customers cancel their subscriptions"),
        N_("Off: they have to write to you, and you cancel for them."),
    ),
    "cancel.modes": Meaning(
        _L,
        N_("When it can end"),
        N_("At least one. Where no term runs, in dunning for example, it always ends at once."),
    ),
    "cancel.reasons": Meaning(_L, N_("Reasons to choose from"), N_("At least one.")),
    "cancel.reason_required": Meaning(
        _L,
        N_("A reason must be given"),
        N_("In some countries that is not allowed: ask your lawyer."),
    ),
    "cancel.retention_offer": Meaning(
        _L, N_("Offer to stay"), N_("Shown once, where it fits, with a way past it.")
    ),
    "cancel.retention_coupon": Meaning(
        _L, N_("Coupon that is offered"), N_("Its code; it must be one that can still be used.")
    ),
    "cancel.credit_unused": Meaning(
        _L, N_("Unused days when it ends at once"), N_("Staff can choose otherwise.")
    ),
    "cancel.open_invoices": Meaning(
        _L, N_("Open invoices when it ends at once"), N_("Staff can choose otherwise.")
    ),
    "reactivate.enabled": Meaning(
        _L, N_("Customers reactivate"), N_("At today's prices, after a look at what it costs.")
    ),
    "reactivate.in_term_after_dunning": Meaning(
        _L,
        N_("Go on in the paid term after dunning"),
        N_("On: once what is overdue is paid, without another invoice."),
    ),
    "trial.cancel": Meaning(
        _T, N_("Customers cancel during the trial"), N_("At its end nothing is charged then.")
    ),
    "renewal.catch_up": Meaning(
        _S,
        N_("Terms that were missed in an outage"),
        N_("Each is billed once, in order, or those that are over are left out."),
    ),
}
CHOICES: Mapping[str, str] = {
    "edit.plan/none": N_("Not at all"),
    "edit.plan/upgrade": N_("To more"),
    "edit.plan/downgrade": N_("To less"),
    "edit.plan/both": N_("To more and to less"),
    "edit.when/immediate": N_("At once"),
    "edit.when/end_of_term": N_("At the end of the term"),
    "edit.when/customer_choice": N_("As the customer chooses"),
    "edit.downgrade_when/same": N_("As every other change"),
    "edit.downgrade_when/end_of_term": N_("At the end of the term"),
    "edit.trial_behaviour/continue": N_("The trial goes on"),
    "edit.trial_behaviour/end": N_("The trial ends"),
    "proration.method/days": N_("By days"),
    "proration.method/seconds": N_("By seconds"),
    "pause.when/now": N_("Now"),
    "pause.when/end_of_term": N_("At the end of the term"),
    "pause.when/date": N_("On a day of their choice"),
    "pause.resume_policy/continue": N_("The boundaries stay where they are"),
    "pause.resume_policy/new_period": N_("A new term begins that day"),
    "cancel.modes/immediately": N_("At once"),
    "cancel.modes/end_of_term": N_("At the end of the term"),
    "cancel.reasons/too_expensive": N_("It is too expensive"),
    "cancel.reasons/missing_features": N_("Something is missing"),
    "cancel.reasons/switched_service": N_("Another service is used now"),
    "cancel.reasons/unused": N_("It is not used enough"),
    "cancel.reasons/customer_service": N_("The customer service was not good"),
    "cancel.reasons/low_quality": N_("The quality was not good"),
    "cancel.reasons/too_complex": N_("It is too complicated"),
    "cancel.reasons/other": N_("Another reason"),
    "cancel.retention_offer/none": N_("None"),
    "cancel.retention_offer/coupon": N_("A coupon"),
    "cancel.retention_offer/pause": N_("A pause instead"),
    "cancel.retention_offer/downgrade": N_("A smaller plan"),
    "cancel.credit_unused/none": N_("Are not given back"),
    "cancel.credit_unused/prorate": N_("Are given back"),
    "cancel.open_invoices/leave": N_("Stay to be paid"),
    "cancel.open_invoices/write_off": N_("Are written off"),
    "renewal.catch_up/bill": N_("All are billed"),
    "renewal.catch_up/skip": N_("What is over is left out"),
}
"""By key and choice: the same choice means something else elsewhere."""
