"""Draws the lifecycle of each process into its page: `python -m tests.support.diagrams`."""

import re
from pathlib import Path

from domain.approvals import APPROVAL_LIFECYCLE, ENTRY_LIFECYCLE
from domain.cancellations import CANCELLATION_LIFECYCLE
from domain.dunning import DUNNING_LIFECYCLE
from domain.invitations import INVITATION_LIFECYCLE
from domain.invoice_drafts import DRAFT_LIFECYCLE
from domain.messages import MESSAGE_LIFECYCLE
from domain.pauses import PAUSE_LIFECYCLE
from domain.payments import PAYMENT_LIFECYCLE
from domain.quotes import QUOTE_LIFECYCLE
from domain.refunds import REFUND_LIFECYCLE
from domain.retainers import RETAINER_LIFECYCLE
from domain.sales_orders import SALES_ORDER_LIFECYCLE
from domain.set_ups import SET_UP_LIFECYCLE
from domain.subscriptions import SUBSCRIPTION_LIFECYCLE
from domain.trials import TRIAL_LIFECYCLE

PAGES = Path(__file__).resolve().parents[2] / "docs" / "processes"
DRAWN = {
    "approval": APPROVAL_LIFECYCLE.mermaid(),
    "cancellation": CANCELLATION_LIFECYCLE.mermaid(),
    "delivery": MESSAGE_LIFECYCLE.mermaid(),
    "dunning": DUNNING_LIFECYCLE.mermaid(),
    "invitation": INVITATION_LIFECYCLE.mermaid(),
    "invoice": DRAFT_LIFECYCLE.mermaid(),
    "method": SET_UP_LIFECYCLE.mermaid(),
    "pause": PAUSE_LIFECYCLE.mermaid(),
    "payment": PAYMENT_LIFECYCLE.mermaid(),
    "quote": QUOTE_LIFECYCLE.mermaid(),
    "refund": REFUND_LIFECYCLE.mermaid(),
    "subscription": SUBSCRIPTION_LIFECYCLE.mermaid(),
    "trial": TRIAL_LIFECYCLE.mermaid(),
}
NOUNS = {
    "projects": ENTRY_LIFECYCLE.mermaid(),
    "retainers": RETAINER_LIFECYCLE.mermaid(),
    "sales-orders": SALES_ORDER_LIFECYCLE.mermaid(),
}
"""What has a lifecycle and no process; its page lies beside those of the processes."""
_BLOCK = re.compile(r"```mermaid\n.*?```", re.DOTALL)


def page(process: str) -> Path:
    return (PAGES.parent if process in NOUNS else PAGES) / f"{process}.md"


def drawn(process: str) -> str:
    """The page with its diagram as the table is now."""
    block = f"```mermaid\n{(DRAWN | NOUNS)[process]}\n```"
    return _BLOCK.sub(lambda _: block, page(process).read_text(), count=1)


if __name__ == "__main__":
    for process in (*DRAWN, *NOUNS):
        page(process).write_text(drawn(process))
