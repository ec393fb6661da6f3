"""Links that are mailed: derived from a row's id and the server's secret, never stored."""

import base64
import hashlib
import hmac
from uuid import UUID

from runtime.identity import checksum, digest


class Links:
    """Addresses on the portal.

    The same token id always gives the same link, so a mail that is tried twice says the same, and
    the books hold only its digest.
    """

    def __init__(self, base_url: str, secret_key: str) -> None:
        self._base_url = base_url.rstrip("/")
        self._key = secret_key

    @property
    def portal(self) -> str:
        return self._base_url

    def token(self, prefix: str, id: UUID) -> str:
        """256 bits that only the holder of the secret key can derive from the id."""
        body = hmac.new(self._key.encode(), f"{prefix}:{id}".encode(), hashlib.sha256).digest()
        stem = f"{prefix}_{base64.urlsafe_b64encode(body).decode().rstrip('=')}"
        return stem + checksum(stem)

    def digest(self, token: str) -> str:
        """What is stored of a token."""
        return digest(token, self._key)

    def invitation(self, id: UUID) -> str:
        return f"{self._base_url}/invitation/{self.token('inv', id)}"

    def password_reset(self, id: UUID) -> str:
        return f"{self._base_url}/password/reset/{self.token('rst', id)}"

    def document(self, id: UUID) -> str:
        return f"{self._base_url}/link/{self.document_token(id)}"

    def document_token(self, id: UUID) -> str:
        return self.token("doc", id)

    def code(self, id: UUID) -> str:
        """Six digits that only the holder of the secret key can derive from the id."""
        seal = hmac.new(self._key.encode(), f"code:{id}".encode(), hashlib.sha256).digest()
        return f"{int.from_bytes(seal[:8]) % 10**6:06d}"

    def page(self, *path: str) -> str:
        return "/".join((self._base_url, *path))
