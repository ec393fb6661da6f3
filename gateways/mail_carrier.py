"""The mail carrier: writes a mail in its reader's language and hands it to the mail server."""

from collections.abc import Mapping
from email.headerregistry import Address
from email.utils import parseaddr
from uuid import UUID

from domain.deliveries import Delivery, Fact, Outgoing, Verdict
from domain.messages import MailKind
from domain.numbers import shelf_of
from domain.printing import Enclosure
from gateways.smtp import Attachment, Mail, MailDeferred, MailRefused, MailSender
from runtime.file_names import file_name
from runtime.languages import language_of
from runtime.letters import LetterContext, Sender, letter
from runtime.links import Links


class MailCarrier:
    def __init__(self, sender: MailSender, links: Links, mail_from: str) -> None:
        self._sender = sender
        self._links = links
        self._from = mail_from

    async def carry(self, outgoing: Outgoing, enclosed: Enclosure | None = None) -> Delivery:
        """Hand the mail over, and say what the server said. Never raises for a server's no."""
        try:
            await self._sender.send(self._written(outgoing, enclosed))
        except MailDeferred as deferred:
            return Delivery(Verdict.DEFERRED, str(deferred))
        except MailRefused as refused:
            return Delivery(Verdict.REFUSED, str(refused))
        return Delivery(Verdict.TAKEN)

    def _written(self, outgoing: Outgoing, enclosed: Enclosure | None) -> Mail:
        context = LetterContext(
            organisation=Sender(
                outgoing.organisation,
                outgoing.organisation_mail or None,
                outgoing.organisation_phone or None,
            ),
            recipient=outgoing.recipient,
            zone=outgoing.zone,
            facts={**outgoing.facts, **self._addresses(outgoing)},
        )
        words = letter(outgoing.kind, language_of(outgoing.language), context)
        domain = self._from.rpartition("@")[2].rstrip(">")
        return Mail(
            message_id=f"<{outgoing.number.lower()}@{domain}>",
            sender=self._sender_named(outgoing.organisation),
            recipient=outgoing.address,
            subject=words.subject,
            text=words.text,
            html=words.html,
            date=outgoing.queued_at,
            attachments=(_attached(enclosed),) if enclosed else (),
        )

    def _sender_named(self, organisation: str) -> str:
        """The organisation's name before the address that we send from."""
        address = parseaddr(self._from)[1]
        name = " ".join(organisation.split())
        return str(Address(name, addr_spec=address)) if address else self._from

    def _addresses(self, outgoing: Outgoing) -> Mapping[str, Fact]:
        """The links that the kind of mail needs: to the portal's pages, or with a token."""
        facts, links = outgoing.facts, self._links
        subscription = str(facts.get("subscription", ""))
        invoice = str(facts.get("invoice") or facts.get("invoices") or "").partition(",")[0]
        pay = links.page(shelf_of(invoice), invoice, "pay")
        pages: dict[str, Fact] = {
            "portal_url": links.portal,
            "subscription_url": links.page("subscriptions", subscription),
            "invoice_url": links.page(shelf_of(invoice), invoice),
            "payment_url": links.page("payments", str(facts.get("payment", ""))),
            "quote_url": links.page("quotes", str(facts.get("quote", ""))),
            "pay_url": pay,
            "approval_url": links.page("approvals", str(facts.get("approval", ""))),
            "order_url": links.page("sales-orders", str(facts.get("order", ""))),
            "update_url": links.page("payment-methods"),
            "confirm_url": pay,
            "reset_url": links.page("password", "forgot"),
            "verify_url": links.page("verify"),
        }
        if outgoing.token and outgoing.kind is MailKind.INVITATION:
            pages["accept_url"] = links.invitation(outgoing.token)
        if outgoing.token and outgoing.kind is MailKind.PASSWORD_RESET:
            pages["reset_url"] = links.password_reset(outgoing.token)
        if "page" in facts:
            pages["page_url"] = f"{links.portal}{facts['page']}"
        if "link" in facts:
            pages["link_url"] = links.document(UUID(str(facts["link"])))
        if "code" in facts:
            pages["code"] = links.code(UUID(str(facts["code"])))
        return pages


def _attached(enclosed: Enclosure) -> Attachment:
    """Under the name that its download has."""
    return Attachment(file_name(enclosed.facts), enclosed.pdf)
