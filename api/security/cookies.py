"""Cookies: how they are set, and small signed ones that need no row in the books."""

import base64
import binascii
import hmac
from dataclasses import dataclass
from hashlib import sha256

from starlette.requests import HTTPConnection
from starlette.responses import Response

from runtime.settings import Settings


@dataclass(frozen=True)
class Jar:
    """Cookies of this site: out of reach for scripts, and for other sites' forms."""

    secret_key: str
    is_secure: bool

    @classmethod
    def of(cls, settings: Settings) -> "Jar":
        return cls(settings.secret_key, settings.base_url.startswith("https://"))

    def name(self, short: str) -> str:
        """`__Host-` where the browser keeps its promise: nobody but this host can set it."""
        return f"__Host-{short}" if self.is_secure else short

    def read(self, connection: HTTPConnection, short: str) -> str:
        return connection.cookies.get(self.name(short), "")

    def put(self, response: Response, short: str, value: str, *, seconds: int | None) -> None:
        """Set it; without `seconds` for as long as the browser is open."""
        response.set_cookie(
            self.name(short),
            value,
            max_age=seconds,
            path="/",
            secure=self.is_secure,
            httponly=True,
            samesite="lax",
        )

    def take_back(self, response: Response, short: str) -> None:
        response.delete_cookie(
            self.name(short), path="/", secure=self.is_secure, httponly=True, samesite="lax"
        )

    def sign(self, purpose: str, text: str) -> str:
        """The text with a signature that is good for this purpose only."""
        body = base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")
        return f"{body}.{self.seal(purpose, body)}"

    def unsign(self, purpose: str, value: str) -> str | None:
        """The text that was signed, None if it was not."""
        body, _, seal = value.partition(".")
        if not hmac.compare_digest(seal.encode(), self.seal(purpose, body).encode()):
            return None
        try:
            return base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)).decode()
        except (binascii.Error, UnicodeDecodeError):
            return None

    def seal(self, purpose: str, text: str) -> str:
        """What only the holder of the secret key can make of a text."""
        return hmac.new(self.secret_key.encode(), f"{purpose}:{text}".encode(), sha256).hexdigest()
