"""How payments, invitations and mails stand, and what they do next."""

from api.mails import MAILS
from api.staff.views.sayings import Saying, Story
from domain.declines import decline
from domain.invitations import InvitationStatus
from domain.invoice_drafts import DraftStatus
from domain.messages import MessageStatus
from domain.payments import PaymentStatus
from domain.quotes import QuoteStatus
from domain.refunds import RefundStage
from domain.set_ups import SetUpStatus
from domain.words import N_
from storage.invitations import InvitationRow
from storage.invoice_drafts import InvoiceDraftRow
from storage.messages import MessageRow
from storage.payments import PaymentRow
from storage.quotes import QuoteRow
from storage.refunds import RefundRow
from storage.set_ups import SetUpRow

_P = PaymentStatus
_PAYMENTS: dict[PaymentStatus, Saying] = {
    _P.CREATED: Saying(N_("It is being handed to the payment processor.")),
    _P.REQUIRES_ACTION: Saying(N_("The customer is on the payment page, or has left it.")),
    _P.PROCESSING: Saying(N_("The bank works on it; that can take days.")),
    _P.UNKNOWN: Saying(
        N_("The processor's answer was lost. It is asked again; nothing is charged twice."),
        tone="warn",
    ),
    _P.SUCCEEDED: Saying(N_("The money came in."), tone="good"),
    _P.CANCELLED: Saying(N_("Nothing was charged: the customer did not go on."), tone="quiet"),
    _P.PARTIALLY_REFUNDED: Saying(N_("The money came in, and a part of it was given back.")),
    _P.REFUNDED: Saying(N_("All of it was given back."), tone="quiet"),
    _P.LATE_FAILED: Saying(N_("It came back: what it paid is owed again."), tone="bad"),
    _P.DISPUTED: Saying(
        N_("The customer's bank holds the money and decides about it. Answer it at the processor."),
        tone="bad",
    ),
    _P.CHARGED_BACK: Saying(N_("The bank took it back: what it paid is owed again."), tone="bad"),
}
_REFUNDS: dict[RefundStage, Saying] = {
    RefundStage.REQUESTED: Saying(N_("It is being handed to the payment processor.")),
    RefundStage.PENDING: Saying(N_("The bank works on it; that can take days.")),
    RefundStage.SUCCEEDED: Saying(N_("The money has gone back."), tone="good"),
    RefundStage.FAILED: Saying(
        N_("The money did not go back: it is where it was before."), tone="bad"
    ),
}
_PARKED = Saying(
    N_(
        "The processor did not understand us, so nothing is known and nothing is asked. When the"
        " mistake is mended, have the processor asked again; nothing is charged twice."
    ),
    tone="bad",
)
_DRAFTS: dict[DraftStatus, Saying] = {
    DraftStatus.WRITTEN: Saying(N_("It waits for somebody to issue it.")),
    DraftStatus.READY: Saying(N_("It is ready. Until it is issued it can be changed or held.")),
    DraftStatus.ISSUED: Saying(N_("It was issued."), tone="good"),
    DraftStatus.DISCARDED: Saying(N_("It was discarded and has no number."), tone="quiet"),
}
_QUOTES: dict[QuoteStatus, Saying] = {
    QuoteStatus.DRAFT: Saying(N_("It is being written: nobody else sees it.")),
    QuoteStatus.SENT: Saying(N_("It waits for the customer's answer.")),
    QuoteStatus.ACCEPTED: Saying(N_("It was accepted, and waits to be converted."), tone="good"),
    QuoteStatus.DECLINED: Saying(N_("It was declined. It can be revised."), tone="bad"),
    QuoteStatus.EXPIRED: Saying(
        N_("Its time has run out. It can be extended, revised or converted."), tone="warn"
    ),
    QuoteStatus.CONVERTED: Saying(N_("It was converted."), tone="good"),
    QuoteStatus.VOID: Saying(N_("It was withdrawn."), tone="quiet"),
}
_INVITATIONS: dict[InvitationStatus, Saying] = {
    InvitationStatus.EXPIRED: Saying(
        N_("Nobody used the link; it expired on %(end)s. Send it again."), tone="warn"
    ),
    InvitationStatus.BOUNCED: Saying(
        N_("The mail came back. Check the e-mail address, then send it again."), tone="bad"
    ),
    InvitationStatus.REVOKED: Saying(N_("It was revoked: the link is dead."), tone="quiet"),
    InvitationStatus.DISABLED: Saying(
        N_("Portal access was taken away: no password and no link works."), tone="quiet"
    ),
}


def payment_story(row: PaymentRow) -> Story:
    """What staff are told about a payment."""
    if row.status is PaymentStatus.FAILED:
        reason = decline(row.failure_code).words
        return Story(Saying(N_("Nothing was charged."), tone="bad"), Saying(reason))
    if row.is_parked:
        return Story(_PARKED)
    state = _PAYMENTS.get(row.status, Saying(N_("It is decided."), tone="quiet"))
    return Story(state, ahead=_payment_ahead(row))


def _payment_ahead(row: PaymentRow) -> tuple[Saying, ...]:
    if row.status is PaymentStatus.REQUIRES_ACTION and row.expires_at:
        return (Saying(N_("The payment page closes and nothing is charged."), at=row.expires_at),)
    if row.status in (PaymentStatus.UNKNOWN, PaymentStatus.PROCESSING) and row.act_at:
        return (Saying(N_("The payment processor is asked for the result."), at=row.act_at),)
    return ()


def refund_story(row: RefundRow) -> Story:
    """What staff are told about money that goes back."""
    if row.is_parked:
        return Story(_PARKED)
    state = _REFUNDS[row.stage]
    if row.stage is RefundStage.FAILED:
        return Story(state, Saying(decline(row.failure_code).words))
    if row.act_at is None:
        return Story(state)
    return Story(state, ahead=(Saying(N_("The processor is asked."), at=row.act_at),))


def set_up_story(row: SetUpRow) -> Story:
    """What staff are told about a payment method that is being given."""
    if row.status is SetUpStatus.CREATED:
        return Story(Saying(N_("The processor's page is being opened.")))
    closes = Saying(N_("The page closes, and no method is saved."), at=row.expires_at)
    state = Saying(N_("The customer is on the processor's page, or has left it."))
    return Story(state, ahead=(closes,) if row.expires_at else ())


def quote_story(row: QuoteRow) -> Story:
    """What staff are told about a quote."""
    ahead: list[Saying] = []
    if row.status is QuoteStatus.SENT and row.remind_at:
        ahead.append(Saying(N_("The customer is reminded by mail."), at=row.remind_at))
    if row.status is QuoteStatus.SENT and row.ends_at:
        ahead.append(Saying(N_("It expires."), at=row.ends_at))
    return Story(_QUOTES[row.status], ahead=tuple(ahead))


def draft_story(row: InvoiceDraftRow) -> Story:
    """What staff are told about the draft of an invoice."""
    issued = Saying(N_("It is issued by itself, and the customer is told."), at=row.issues_at)
    ahead = (issued,) if row.issues_at else ()
    return Story(_DRAFTS[row.status], ahead=ahead)


def invitation_story(row: InvitationRow) -> Story:
    """What staff are told about an invitation to the portal."""
    if row.status is InvitationStatus.INVITED:
        return Story(
            Saying(N_("Invited on %(day)s, not accepted yet."), {"day": row.sent_at}),
            ahead=_invitation_ahead(row),
        )
    if row.status is InvitationStatus.ACCEPTED:
        accepted = row.accepted_at or row.sent_at
        return Story(Saying(N_("Accepted on %(day)s: signs in."), {"day": accepted}, tone="good"))
    saying = _INVITATIONS[row.status]
    return Story(Saying(saying.words, {"end": row.expires_at}, tone=saying.tone))


def _invitation_ahead(row: InvitationRow) -> tuple[Saying, ...]:
    expiry = Saying(N_("The link expires."), at=row.expires_at, tone="warn")
    if row.remind_at and row.reminded_at is None:
        return (Saying(N_("A mail reminds of the invitation."), at=row.remind_at), expiry)
    return (expiry,)


def delivery_story(row: MessageRow) -> Story:
    """What staff are told about a mail."""
    kind = MAILS[row.kind]
    match row.status:
        case MessageStatus.QUEUED if row.attempts:
            state = Saying(
                N_("%(kind)s: put off by the mail server, %(attempts)s tries so far."),
                {"kind": kind, "attempts": row.attempts},
                tone="warn",
            )
        case MessageStatus.QUEUED:
            state = Saying(N_("%(kind)s: waits to be sent."), {"kind": kind})
        case MessageStatus.DELIVERED:
            state = Saying(N_("%(kind)s: sent."), {"kind": kind}, tone="good")
        case _:
            state = Saying(N_("%(kind)s: could not be delivered."), {"kind": kind}, tone="bad")
    ahead = Saying(N_("It is tried again."), at=row.next_attempt_at)
    return Story(state, ahead=(ahead,) if row.next_attempt_at else ())
