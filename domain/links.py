"""Links in mails: who may use one, and why one can no longer be used."""

from domain.errors import Conflict, NotFound
from domain.words import N_


class LinkUnusable(NotFound):
    """`reason` is unknown, accepted, replaced, used, expired or revoked."""

    message = N_("This link can no longer be used ({reason}). Ask for a new one.")


class AlreadyInvited(Conflict):
    message = N_("This person has been invited already. Send the invitation again instead.")


class NotInvited(Conflict):
    message = N_("This person has not been invited yet.")
