"""How Stripe's library reaches the network: by our own client, with our time limits."""

from collections.abc import Mapping
from typing import ClassVar, Final

import httpx
from stripe import APIConnectionError, HTTPClient

TIMEOUT: Final = httpx.Timeout(20.0, connect=3.0)


class StripeHttp(HTTPClient):
    """Sends what the library has written, once. Whoever brings the client closes it."""

    name: ClassVar[str] = "httpx"

    def __init__(self, client: httpx.AsyncClient) -> None:
        super().__init__()
        self._client_of_ours = client

    async def request_async(
        self, method: str, url: str, headers: Mapping[str, str], post_data: str | None = None
    ) -> tuple[bytes, int, Mapping[str, str]]:
        try:
            answer = await self._client_of_ours.request(
                method,
                url,
                headers=dict(headers),
                content=post_data,
                timeout=TIMEOUT,
                follow_redirects=False,
            )
        except httpx.RequestError as fault:
            says = type(fault).__name__
            raise APIConnectionError(says) from fault  # type: ignore[no-untyped-call]  # so it is
        return answer.content, answer.status_code, answer.headers
