"""Refusals: what the rules say no to, each a class whose name is its public code.

    BillingError
    ├── Invalid      what was asked makes no sense as it stands
    ├── Conflict     it made sense, but not in the present state
    ├── NotFound     it does not exist, or not for whoever asks
    └── Forbidden    it exists, and whoever asks may not do this

Everything that is not a `BillingError` is our own fault.
"""

from typing import ClassVar


class BillingError(Exception):
    """A refusal: an English template, which is also its gettext message id, and the facts in it.

    A refusal is made again from its code and facts: `refusal_named(code)(**facts)`. Subclasses
    therefore define `message` only, never their own `__init__`.
    """

    message: ClassVar[str] = ""

    def __init__(self, **facts: str | int) -> None:
        self.facts: dict[str, str] = {name: str(fact) for name, fact in facts.items()}
        super().__init__(self.message.format(**self.facts))

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        known = _refusals.setdefault(cls.__name__, cls)
        if (known.__module__, known.__qualname__) != (cls.__module__, cls.__qualname__):
            raise TypeError(f"two refusals are called {cls.__name__}: a code must be unique")
        _refusals[cls.__name__] = cls

    @property
    def code(self) -> str:
        return type(self).__name__


_refusals: dict[str, type[BillingError]] = {}


def refusal_named(code: str) -> type[BillingError] | None:
    """The refusal with this public code, None if there is none (any more)."""
    return _refusals.get(code)


class Invalid(BillingError):
    """What was asked makes no sense as it stands."""


class Conflict(BillingError):
    """What was asked made sense, but not in the present state."""


class NotFound(BillingError):
    """It does not exist, or not for whoever asks."""


class Forbidden(BillingError):
    """It exists, and whoever asks may not do this."""
