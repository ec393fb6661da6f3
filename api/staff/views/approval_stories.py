"""How an approval stands, and what happens by itself."""

from collections.abc import Mapping

from api.staff.views.sayings import Saying, Story
from domain.approvals import ApprovalStatus
from domain.words import N_
from storage.approvals import ApprovalRow

_STATES: Mapping[ApprovalStatus, Saying] = {
    ApprovalStatus.DRAFT: Saying(N_("It waits for somebody to submit it.")),
    ApprovalStatus.SUBMITTED: Saying(N_("It waits for the customer; its time is locked.")),
    ApprovalStatus.APPROVED: Saying(N_("It was approved: its time can be invoiced."), tone="good"),
    ApprovalStatus.REJECTED: Saying(
        N_("It was rejected, or a part: change that and submit it again."), tone="bad"
    ),
    ApprovalStatus.RECALLED: Saying(
        N_("It was taken back: change it and submit it again."), tone="quiet"
    ),
}


def approval_story(row: ApprovalRow) -> Story:
    """What staff are told about an approval."""
    reminder = Saying(N_("The customer is reminded of it."), at=row.reminds_at)
    return Story(_STATES[row.status], ahead=(reminder,) if row.reminds_at else ())
