"""The one place where identity is made: ids of rows, tokens in links, and their digests."""

import base64
import hashlib
import hmac
import re
import secrets
import time
import zlib
from uuid import UUID

_TOKEN = re.compile(r"(?P<prefix>[a-z]+)_(?P<body>[A-Za-z0-9_-]{43})(?P<check>[A-Za-z0-9_-]{6})")


def new_id() -> UUID:
    """A UUID of version 7: random, and ordered by the millisecond in which it was made."""
    milliseconds = time.time_ns() // 1_000_000
    value = (milliseconds & (1 << 48) - 1) << 80 | secrets.randbits(80)
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return UUID(int=value)


def new_token(prefix: str) -> str:
    """256 random bits that are safe in an address, `prefix_…` with a short checksum."""
    stem = f"{prefix}_{secrets.token_urlsafe(32)}"
    return stem + checksum(stem)


def is_well_formed(token: str, prefix: str) -> bool:
    """Whether a token can be one of ours at all; a mistyped one needs no look into the books."""
    match = _TOKEN.fullmatch(token)
    if match is None or match["prefix"] != prefix:
        return False
    return hmac.compare_digest(match["check"], checksum(f"{prefix}_{match['body']}"))


def digest(token: str, key: str) -> str:
    """What is stored instead of a token: it finds the row, but does not give the link away."""
    return hmac.new(key.encode(), token.encode(), hashlib.sha256).hexdigest()


def checksum(stem: str) -> str:
    """Six characters by which a mistyped token is noticed without a look into the books."""
    value = zlib.crc32(stem.encode()).to_bytes(4, "big")
    return base64.urlsafe_b64encode(value).decode().rstrip("=")
