"""What the simulator refuses, with the code that its callers read."""


class Refused(Exception):
    """A request that can never succeed as it was made."""

    def __init__(self, status: int, code: str, detail: str) -> None:
        super().__init__(detail)
        self.status = status
        self.code = code


def unknown_attempt(attempt: str) -> Refused:
    return Refused(404, "unknown_attempt", f"there is no charge for {attempt}")


def attempt_reused(attempt: str) -> Refused:
    return Refused(409, "attempt_reused", f"{attempt} was used for another charge before")


def unknown_refund(refund: str) -> Refused:
    return Refused(404, "unknown_refund", f"there is no refund {refund}")


def refund_reused(refund: str) -> Refused:
    return Refused(409, "refund_reused", f"{refund} was used for another refund before")


def not_refundable(attempt: str, why: str) -> Refused:
    return Refused(409, "not_refundable", f"nothing can be given back of {attempt}: {why}")


def refund_exceeds_charge(amount: str, left: str) -> Refused:
    return Refused(422, "refund_exceeds_charge", f"{amount} is more than the {left} that is left")


def currency_unsupported(currency: str) -> Refused:
    return Refused(422, "currency_unsupported", f"charges in {currency} are not supported")


def amount_below_minimum(amount: str, least: str) -> Refused:
    return Refused(422, "amount_below_minimum", f"{amount} is below the minimum of {least}")


def unknown_method(token: str) -> Refused:
    return Refused(404, "unknown_method", f"{token!r} cannot be the token of a payment method")
