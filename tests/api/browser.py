"""A browser as far as the doors see it: cookies, the headers of a fetch, forms and tokens."""

import re
from html import unescape
from types import TracebackType
from typing import Self
from uuid import uuid4

import httpx

OWN = {"sec-fetch-site": "same-origin", "accept": "text/html"}
_TOKEN = re.compile(r'name="csrf" value="([^"]+)"')


class Browser:
    """Follows no redirect by itself. `page` is the last page that was seen."""

    def __init__(
        self, transport: httpx.ASGITransport, base_url: str, headers: dict[str, str]
    ) -> None:
        self.http = httpx.AsyncClient(
            transport=transport, base_url=base_url, headers={**OWN, **headers}
        )
        self.page = ""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.http.aclose()

    @property
    def token(self) -> str:
        """The token of the forms on the last page."""
        found = _TOKEN.search(self.page)
        assert found, "the page has no form"
        return found[1]

    @property
    def words(self) -> str:
        """What stands on the last page, without its markup."""
        body = self.page.partition("<body")[2] or self.page
        text = re.sub(r"<(script|style|svg)\b.*?</\1>|<[^>]*>", " ", body, flags=re.DOTALL)
        return " ".join(unescape(text).split())

    def hidden(self, name: str) -> str:
        """The value of a hidden field of the last page."""
        found = re.search(rf'name="{name}" value="([^"]*)"', self.page)
        assert found, f"the page has no field {name}"
        return unescape(found[1])

    async def get(self, path: str, **headers: str) -> httpx.Response:
        answer = await self.http.get(path, headers=headers)
        return self._seen(answer)

    async def follow(self, answer: httpx.Response) -> httpx.Response:
        """Go where the answer leads, until there is a page."""
        for _ in range(5):
            if answer.status_code != 303:
                return answer
            answer = await self.get(answer.headers["location"])
        raise AssertionError("it leads nowhere")

    async def post(
        self,
        path: str,
        fields: dict[str, str] | None = None,
        *,
        headers: dict[str, str] | None = None,
        token: str | None = None,
    ) -> httpx.Response:
        """Send a form of the last page."""
        form = {"csrf": self.token if token is None else token, **(fields or {})}
        return self._seen(await self.http.post(path, data=form, headers=headers))

    async def send(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        key: str | None = None,
    ) -> httpx.Response:
        """A request of a program, in the browser's session."""
        headers = {
            "accept": "application/json",
            "idempotency-key": key if key is not None else str(uuid4()),
        }
        return await self.http.request(method, path, json=body, headers=headers)

    async def sign_in(self, email: str, password: str) -> httpx.Response:
        await self.get("/login")
        return await self.post("/login", {"email": email, "password": password, "next": ""})

    def _seen(self, answer: httpx.Response) -> httpx.Response:
        if answer.headers.get("content-type", "").startswith("text/html"):
            self.page = answer.text
        return answer
