"""The headers that go with every answer, whatever it is."""

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.security.csrf import origin_of
from runtime.processors import ProcessorKind
from runtime.settings import Settings

CSP_REPORTS = "/csp-reports"
_ALWAYS = {
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": (
        "accelerometer=(), camera=(), geolocation=(), gyroscope=(), magnetometer=(), "
        "microphone=(), payment=(), usb=()"
    ),
    "Reporting-Endpoints": f'csp="{CSP_REPORTS}"',
}
_VARIES_BY = ("Sec-Fetch-Site", "Origin", "HX-Request")


def content_security_policy(settings: Settings) -> str:
    """Nothing but our own files; forms lead to us or to the payment processor's page."""
    processors = {origin_of(settings.processor_pages_url)}
    if settings.processor is ProcessorKind.SIMULATOR:
        processors.add(origin_of(settings.simulator_url))
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self' data:",
            "font-src 'self'",
            "connect-src 'self'",
            f"form-action 'self' {' '.join(sorted(processors))}",
            "base-uri 'none'",
            "frame-ancestors 'none'",
            "object-src 'none'",
            f"report-uri {CSP_REPORTS}",
            "report-to csp",
        )
    )


class SecurityHeaders:
    """Adds them to each answer. Nothing is kept by a browser unless the answer says so itself."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._always = {
            **_ALWAYS,
            "Content-Security-Policy": content_security_policy(settings),
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_secured(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._secure(MutableHeaders(scope=message))
            await send(message)

        await self._app(scope, receive, send_secured)

    def _secure(self, headers: MutableHeaders) -> None:
        for name, value in self._always.items():
            headers[name] = value
        headers.setdefault("Cache-Control", "no-store")
        for name in _VARIES_BY:
            headers.add_vary_header(name)
