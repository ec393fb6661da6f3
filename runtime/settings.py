"""Everything that can be set, by the environment or a file, and what production refuses."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import AfterValidator, Field, ValidationError, model_validator
from pydantic_settings import (
    BaseSettings,
    DotEnvSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from runtime.development import DEVELOPMENT_SENDER, development_secret
from runtime.masked import shown, text
from runtime.postgres import embedded_url
from runtime.processors import ProcessorKind, faults_of_processor, usual_pages_url, usual_url
from runtime.production import faults_in_production

PREFIX = "BACKOFFICE_"
FILE_VARIABLE = f"{PREFIX}CONFIG"
PROCESSOR_EVENTS_PATH = "/v1/processor/events"

Port = Annotated[int, Field(ge=1, le=65535)]
Folder = Annotated[Path, AfterValidator(lambda path: path.expanduser().absolute())]


class Environment(StrEnum):
    DEVELOPMENT = "development"
    PRODUCTION = "production"


class SettingsRefused(Exception):
    """The settings cannot be used; `faults` says why, one sentence each."""

    def __init__(self, faults: tuple[str, ...]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


@dataclass(frozen=True)
class ShownSetting:
    """One setting as it may be printed."""

    name: str
    value: str


def _local(port: str) -> Any:
    return Field(default_factory=lambda known: f"http://127.0.0.1:{known[port]}")


def _secret(name: str) -> Any:
    def made_for_development(known: dict[str, Any]) -> str:
        if known["environment"] is Environment.PRODUCTION:
            return ""
        return development_secret(known["data"], name)

    return Field(default_factory=made_for_development, repr=False)


class Settings(BaseSettings):
    """The settings of every part. What is not set follows from what is."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, extra="forbid", frozen=True, env_ignore_empty=True
    )

    environment: Environment = Environment.DEVELOPMENT
    debug: bool = False
    failpoints: str = ""
    demo: bool = Field(
        default_factory=lambda known: known["environment"] is Environment.DEVELOPMENT
    )
    data: Folder = Path(".data")
    log_json: bool = Field(
        default_factory=lambda known: known["environment"] is Environment.PRODUCTION
    )

    host: str = "127.0.0.1"
    port: Port = 8000
    temporal_port: Port = 7233
    temporal_ui_port: Port = 8233
    mailbox_port: Port = 8025
    mailbox_smtp_port: Port = 8026
    simulator_port: Port = 8021

    base_url: str = _local("port")
    temporal_ui_url: str = _local("temporal_ui_port")
    simulator_url: str = _local("simulator_port")
    processor: ProcessorKind = ProcessorKind.SIMULATOR
    processor_url: str = Field(default_factory=usual_url)
    processor_pages_url: str = Field(default_factory=usual_pages_url)
    processor_events_url: str = Field(
        default_factory=lambda known: f"{known['base_url']}{PROCESSOR_EVENTS_PATH}"
    )
    database_url: str = Field(
        default_factory=lambda known: embedded_url(known["data"] / "postgres"), repr=False
    )

    temporal_address: str = Field(
        default_factory=lambda known: f"127.0.0.1:{known['temporal_port']}"
    )
    temporal_namespace: str = "default"
    temporal_tls: bool = False
    temporal_api_key: str = Field(default="", repr=False)

    smtp_host: str = "127.0.0.1"
    smtp_port: Port = Field(default_factory=lambda known: known["mailbox_smtp_port"])
    smtp_username: str = ""
    smtp_password: str = Field(default="", repr=False)
    mail_from: str = DEVELOPMENT_SENDER

    secret_key: str = _secret("secret_key")
    processor_secret: str = _secret("processor_secret")
    processor_key: str = _secret("processor_key")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        *_others: PydanticBaseSettingsSource,
        **_named: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return (init_settings, env_settings, *_file_source(settings_cls))

    @property
    def postgres_folder(self) -> Path:
        """Where the embedded PostgreSQL keeps its files."""
        return self.data / "postgres"

    @property
    def temporal_store(self) -> Path:
        """The file in which the embedded Temporal keeps its state."""
        return self.data / "temporal" / "temporal.db"

    @property
    def has_embedded_database(self) -> bool:
        """Whether the books lie in the data folder, rather than on a server of somebody's own."""
        return self.database_url == embedded_url(self.postgres_folder)

    @property
    def has_embedded_temporal(self) -> bool:
        """Whether Temporal is the one that `backoffice up` starts."""
        return self.temporal_address == f"127.0.0.1:{self.temporal_port}"

    @property
    def has_simulator(self) -> bool:
        """Whether payments go to the simulator that `backoffice up` starts."""
        is_simulated = self.processor is ProcessorKind.SIMULATOR
        return is_simulated and self.processor_url == f"http://127.0.0.1:{self.simulator_port}"

    @property
    def has_mailbox(self) -> bool:
        """Whether mails go to the mailbox that `backoffice up` starts."""
        return (self.smtp_host, self.smtp_port) == ("127.0.0.1", self.mailbox_smtp_port)

    def masked(self) -> tuple[ShownSetting, ...]:
        """Every setting as it stands, with what is secret hidden."""
        return tuple(
            ShownSetting(name, shown(name, getattr(self, name))) for name in type(self).model_fields
        )

    def variables(self) -> dict[str, str]:
        """What was set on purpose, as environment variables for a child process."""
        return {
            f"{PREFIX}{name.upper()}": text(getattr(self, name)) for name in self.model_fields_set
        }

    @model_validator(mode="before")
    @classmethod
    def _refuse_unknown_variables(cls, values: dict[str, Any]) -> dict[str, Any]:
        faults = [_unknown(name) for name in os.environ if _is_unknown(name)]
        if faults:
            raise ValueError("\n".join(faults))
        return values

    @model_validator(mode="after")
    def _refuse_what_cannot_work(self) -> Self:
        faults = list(faults_of_processor(self))
        if self.environment is Environment.PRODUCTION:
            faults += faults_in_production(self)
        if faults:
            raise ValueError("\n".join(faults))
        return self


def load_settings(**options: str | int | bool | Path | None) -> Settings:
    """The settings, with options given on the command line first. Raises `SettingsRefused`."""
    given: dict[str, Any] = {name: value for name, value in options.items() if value is not None}
    try:
        return Settings(**given)
    except ValidationError as error:
        raise SettingsRefused(tuple(_sentences(error))) from None


def _file_source(settings_cls: type[BaseSettings]) -> tuple[PydanticBaseSettingsSource, ...]:
    name = os.environ.get(FILE_VARIABLE)
    if not name:
        return ()
    path = Path(name).expanduser()
    if not path.is_file():
        raise SettingsRefused((f"{FILE_VARIABLE}: there is no file {path}.",))
    if path.suffix == ".toml":
        return (TomlConfigSettingsSource(settings_cls, toml_file=path),)
    return (DotEnvSettingsSource(settings_cls, env_file=path),)


def _is_unknown(variable: str) -> bool:
    name = variable.upper()
    known = name == FILE_VARIABLE or name.removeprefix(PREFIX).lower() in Settings.model_fields
    return name.startswith(PREFIX) and not known


def _unknown(variable: str) -> str:
    near = get_close_matches(
        variable.upper().removeprefix(PREFIX).lower(), Settings.model_fields, n=1
    )
    hint = f" Did you mean {PREFIX}{near[0].upper()}?" if near else ""
    return f"{variable} is not a setting.{hint}"


def _sentences(error: ValidationError) -> Iterator[str]:
    for fault in error.errors():
        if fault["type"] == "default_factory_not_called":
            continue
        where = ".".join(str(part) for part in fault["loc"])
        if fault["type"] == "extra_forbidden":
            yield _unknown(where)
        elif where:
            yield f"{where}: {fault['msg']} (it is {shown(where, fault['input'])!r})."
        else:
            yield from fault["msg"].removeprefix("Value error, ").splitlines()
