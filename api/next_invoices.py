"""What the next invoice of a subscription will be, as somebody reads it before it is written."""

from api.callers import Caller
from api.outlooks import Outlook
from api.summaries import Summary, summary_of


def next_invoice(caller: Caller, outlook: Outlook) -> Summary | None:
    """Line by line, as things are now; None where no term follows or none has begun yet."""
    if outlook.renewal is None:
        return None
    return summary_of(caller, outlook.renewal, caller.parts.clock.now())
