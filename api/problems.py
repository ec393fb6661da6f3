"""What can be wrong with a request before any rule is asked. A class is a public code."""

from typing import ClassVar

from domain.words import N_


class ApiProblem(Exception):
    """A refusal of the doors. `message` is a gettext message id with the facts in braces."""

    status: ClassVar[int] = 400
    message: ClassVar[str] = ""

    def __init__(self, **facts: str | int) -> None:
        self.facts = facts
        super().__init__(self.message.format(**facts))

    @property
    def headers(self) -> dict[str, str]:
        """What the answer carries besides its body."""
        return {}


class BadRequest(ApiProblem):
    message = N_("This request cannot be read.")


class EventRefused(ApiProblem):
    message = N_("This event does not come from the payment processor.")


class IdempotencyKeyMissing(ApiProblem):
    message = N_("Send an Idempotency-Key header with 8 to 128 visible characters.")


class NotSignedIn(ApiProblem):
    """`door` is where to sign in; `back` where to go afterwards."""

    status = 401
    message = N_("Please sign in first.")

    def __init__(self, door: str = "/login", back: str = "") -> None:
        super().__init__()
        self.door = door
        self.back = back


class ForgedRequest(ApiProblem):
    status = 403
    message = N_("This request did not come from a page of ours. Reload the page and try again.")


class NotAllowed(ApiProblem):
    status = 403
    message = N_("You may not do this.")


class NothingHere(ApiProblem):
    status = 404
    message = N_("Nothing is kept at this address.")


class MethodNotAllowed(ApiProblem):
    status = 405
    message = N_("This address does not take such requests.")


class EditionMoved(ApiProblem):
    status = 412
    message = N_("Somebody has changed this meanwhile: look at it again.")


class EditionMissing(ApiProblem):
    status = 428
    message = N_("Send an If-Match header with the ETag of what you have seen.")


class BodyTooLarge(ApiProblem):
    status = 413
    message = N_("This request is too large.")


class InvalidInput(ApiProblem):
    status = 422
    message = N_("Something in what was sent cannot be used as it is.")


class KeyUsedBefore(ApiProblem):
    status = 422
    message = N_("This Idempotency-Key was used before, for something else.")


class TooManyRequests(ApiProblem):
    status = 429
    message = N_("That was asked too often in a short time.")

    def __init__(self, *, retry_after: int) -> None:
        super().__init__()
        self.retry_after = retry_after

    @property
    def headers(self) -> dict[str, str]:
        return {"Retry-After": str(self.retry_after)}


class OurFault(ApiProblem):
    status = 500
    message = N_("This is a fault of ours and has been recorded.")


class BooksAway(ApiProblem):
    status = 503
    message = N_("We cannot reach our records at the moment.")

    @property
    def headers(self) -> dict[str, str]:
        return {"Retry-After": "30"}


class DocumentPending(ApiProblem):
    status = 503
    message = N_(
        "{number} is issued, but its document cannot be made at the moment. Please try again later."
    )

    @property
    def headers(self) -> dict[str, str]:
        return {"Retry-After": "60"}


BY_STATUS: dict[int, type[ApiProblem]] = {
    problem.status: problem
    for problem in (
        BadRequest,
        NotAllowed,
        NothingHere,
        MethodNotAllowed,
        BodyTooLarge,
        InvalidInput,
        BooksAway,
    )
}


def problem_of(status: int) -> ApiProblem:
    """The problem that an answer with this status stands for."""
    return BY_STATUS.get(status, BadRequest if status < 500 else OurFault)()
