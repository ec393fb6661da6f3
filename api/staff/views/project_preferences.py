"""What preferences mean: about projects, the time that is logged for them, and its approval."""

from collections.abc import Mapping

from api.staff.views.preference_meanings import Group, Meaning
from domain.words import N_

MEANINGS: Mapping[str, Meaning] = {
    "view.projects": Meaning(
        Group.PROJECTS,
        N_("Customers see their projects"),
        N_("On: their active projects with billable time, and approvals that wait for them."),
    ),
    "timesheets.customer_approval.enabled": Meaning(
        Group.PROJECTS,
        N_("Customers approve time before it is invoiced"),
        N_("A project can say otherwise. Off: billable time is invoiced as it is logged."),
    ),
    "timesheets.unit": Meaning(
        Group.PROJECTS,
        N_("What customers decide about"),
        N_("A project can say otherwise. What waits is decided as it was submitted."),
    ),
    "timesheets.reminder_days": Meaning(
        Group.PROJECTS,
        N_("Days after which they are reminded"),
        N_("Counted from the submission, rising, like 3, 7. Empty: never by itself."),
    ),
    "timesheets.require_signature": Meaning(
        Group.PROJECTS,
        N_("Whoever approves time signs"),
        N_("What they sign with is kept with their address and the moment, and never changed."),
    ),
    "timesheets.mails": Meaning(
        Group.PROJECTS,
        N_("Mails about approvals"),
        N_("Off: customers see in the portal what waits, and no mail goes out."),
    ),
}
CHOICES: Mapping[str, str] = {
    "sheet": N_("The whole of it"),
    "entry": N_("Each entry of it"),
    "timesheets.require_signature/off": N_("No signature"),
    "timesheets.require_signature/typed": N_("With their typed name"),
    "timesheets.require_signature/drawn": N_("With their typed name and a drawn signature"),
}
