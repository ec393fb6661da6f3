"""The key by which a repeated request is recognised: a header, or a hidden field of pages."""

import re
from typing import Annotated

from fastapi import Depends, Request

from api.problems import IdempotencyKeyMissing

_KEY = re.compile(r"[\x21-\x7e]{8,128}")


def required_key(request: Request) -> str:
    """The header's key. Raises `IdempotencyKeyMissing`."""
    key = request.headers.get("idempotency-key", "")
    return checked_key(key)


def checked_key(key: str) -> str:
    """The key, if it can be one. Raises `IdempotencyKeyMissing`."""
    if not _KEY.fullmatch(key):
        raise IdempotencyKeyMissing
    return key


IdempotencyKey = Annotated[str, Depends(required_key)]
