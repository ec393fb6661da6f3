"""The people of the demo: who signs in, who has been invited, and with which passwords."""

import json
import os
import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

from domain.policy import Role

PASSWORD_GROUPS = 3
GROUP_LENGTH = 5
LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"
"""Without those that are mistaken for one another."""


@dataclass(frozen=True)
class DemoLogin:
    """Somebody to try the product as."""

    role: str
    name: str
    email: str
    password: str
    url: str

    def at(self, base_url: str) -> "DemoLogin":
        """The same login where the portal is now; its port may have changed."""
        return replace(self, url=f"{base_url}{urlsplit(self.url).path}")


@dataclass(frozen=True)
class DemoStaff:
    role: Role
    name: str
    email: str
    language: str


STAFF = (
    DemoStaff(Role.ADMIN, "Miriam Adler", "miriam.adler@kestrel-lark.example", "en"),
    DemoStaff(Role.FINANCE_MANAGER, "Tomás Reyes", "tomas.reyes@kestrel-lark.example", "en"),
    DemoStaff(Role.BILLING_AGENT, "Ines Kovač", "ines.kovac@kestrel-lark.example", "de"),
    DemoStaff(Role.SUPPORT, "Jonas Weber", "jonas.weber@kestrel-lark.example", "de"),
)
ACCEPTED = (
    "june.whitaker@cedaralley.example",
    "clara.hofbauer@lindenhof.example",
    "haruto.aizawa@minato-stage.example",
)
INVITED = ("elise.marchand@atelier-marchand.example", "noemie.dubois@librairie-canal.example")
EXPIRED = ("stefan.moser@lindenhof.example",)
"""Everybody else has never been invited."""


def new_password() -> str:
    """Seventy-five random bits that can be read out and typed."""
    groups = (
        "".join(secrets.choice(LETTERS) for _ in range(GROUP_LENGTH))
        for _ in range(PASSWORD_GROUPS)
    )
    return "-".join(groups)


def logins_file(folder: Path) -> Path:
    """Where the logins are kept in the data folder, so that they can be shown again."""
    return folder / "demo-logins.json"


def keep_logins(folder: Path, logins: Sequence[DemoLogin]) -> None:
    """Write the file whole, readable by its owner only."""
    file = logins_file(folder)
    draft = file.with_suffix(".new")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as opened:
        json.dump([asdict(login) for login in logins], opened, indent=2, ensure_ascii=False)
    draft.replace(file)


def kept_logins(folder: Path) -> list[DemoLogin]:
    """The logins of an earlier time; none if there is no file."""
    file = logins_file(folder)
    if not file.exists():
        return []
    return [DemoLogin(**login) for login in json.loads(file.read_text())]
