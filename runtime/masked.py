"""Settings as they may be printed: what is secret is hidden."""

from urllib.parse import urlsplit

from runtime.development import SECRETS

HIDDEN = (*SECRETS, "temporal_api_key", "smtp_password")


def shown(name: str, value: object) -> str:
    if name in HIDDEN:
        return "••••••" if value else ""
    password = urlsplit(str(value)).password if name.endswith("_url") else None
    return text(value).replace(f":{password}@", ":••••••@") if password else text(value)


def text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
