"""What can be set, from where, and what production refuses."""

import os
import stat
from pathlib import Path

import pytest

from runtime.settings import SettingsRefused, ShownSetting, load_settings

SAFE = {
    "environment": "production",
    "base_url": "https://billing.example",
    "database_url": "postgresql+asyncpg://backoffice:s3cret@books/backoffice",
    "mail_from": "Acme <billing@acme.example>",
    "secret_key": "kq8Yw2mVt0ZrJx5uNf7Lb3Hc9Pd1Gs6A",
    "processor_secret": "Rz4Xo8Uc1Ti6Em0Wy3Ab5Nk7Vj9Qh2Sg",
    "processor_key": "Lf6Dp0Ka2Ox4Iw8Mu1Ye3Cn5Bt7Zr9Hv",
}


@pytest.fixture(autouse=True)
def _only_these_variables(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in [name for name in os.environ if name.upper().startswith("BACKOFFICE_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("BACKOFFICE_DATA", str(tmp_path))


def faults(**options: str | int | bool | Path) -> str:
    with pytest.raises(SettingsRefused) as refused:
        load_settings(**options)
    return "\n".join(refused.value.faults)


def test_what_is_not_set_follows_from_what_is() -> None:
    settings = load_settings(port=9000, temporal_port=9001, mailbox_smtp_port=9002)

    assert settings.base_url == "http://127.0.0.1:9000"
    assert settings.temporal_address == "127.0.0.1:9001"
    assert settings.smtp_port == 9002
    assert settings.demo


def test_an_option_beats_a_variable_and_a_variable_beats_the_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "settings.toml"
    file.write_text("port = 9001\ntemporal_port = 9002\nmailbox_port = 9003\n")
    monkeypatch.setenv("BACKOFFICE_CONFIG", str(file))
    monkeypatch.setenv("BACKOFFICE_TEMPORAL_PORT", "9012")
    monkeypatch.setenv("BACKOFFICE_MAILBOX_PORT", "9013")

    settings = load_settings(mailbox_port=9023)

    assert (settings.port, settings.temporal_port, settings.mailbox_port) == (9001, 9012, 9023)


def test_a_file_of_variables_is_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("BACKOFFICE_PORT=9001\n")
    monkeypatch.setenv("BACKOFFICE_CONFIG", str(file))

    assert load_settings().port == 9001


def test_a_misspelt_variable_is_refused_with_what_was_meant(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("BACKOFFICE_PROT", "9000")

    assert faults() == "BACKOFFICE_PROT is not a setting. Did you mean BACKOFFICE_PORT?"


@pytest.mark.parametrize("name", ["settings.toml", ".env"])
def test_a_misspelt_key_in_a_file_is_refused(
    name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "settings.toml").write_text("prot = 9000\n")
    (tmp_path / ".env").write_text("BACKOFFICE_PROT=9000\n")
    monkeypatch.setenv("BACKOFFICE_CONFIG", str(tmp_path / name))

    assert "is not a setting" in faults()


def test_a_file_that_is_not_there_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BACKOFFICE_CONFIG", "/nowhere/settings.toml")

    assert "there is no file /nowhere/settings.toml" in faults()


def test_a_bad_value_is_one_sentence_that_names_it() -> None:
    assert faults(port=70000).splitlines() == [
        "port: Input should be less than or equal to 65535 (it is '70000')."
    ]


def test_a_bad_secret_is_not_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SettingsRefused) as refused:
        load_settings(**{**SAFE, "secret_key": "hunter2"})

    assert "hunter2" not in str(refused.value)


def test_production_starts_with_safe_settings() -> None:
    settings = load_settings(**SAFE)

    assert not settings.demo
    assert settings.log_json


@pytest.mark.parametrize(
    ("setting", "value", "words"),
    [
        ("debug", True, "debug must be off"),
        ("demo", True, "demo accounts must be off"),
        ("failpoints", "after_charge=kill9", "failpoints are for tests"),
        ("base_url", "http://billing.example", "base_url must begin with https://"),
        ("secret_key", "", "secret_key needs at least 32"),
        ("secret_key", "short", "secret_key needs at least 32"),
        ("secret_key", "x" * 40, "secret_key needs at least 32"),
        ("processor_key", SAFE["secret_key"], "processor_key must differ"),
        ("mail_from", "Back Office <billing@backoffice.example>", "mail_from must be set"),
    ],
)
def test_production_refuses(setting: str, value: str | bool, words: str) -> None:
    assert words in faults(**{**SAFE, setting: value})


def test_production_refuses_everything_at_once() -> None:
    told = faults(environment="production")

    for name in ("secret_key", "processor_secret", "processor_key", "base_url", "database_url"):
        assert f"production: {name}" in told


def test_development_secrets_are_made_once_and_only_their_owner_reads_them(
    tmp_path: Path,
) -> None:
    first = load_settings(data=tmp_path / "a")
    again = load_settings(data=tmp_path / "a")
    elsewhere = load_settings(data=tmp_path / "b")

    assert first.secret_key == again.secret_key != elsewhere.secret_key
    assert len({first.secret_key, first.processor_key, first.processor_secret}) == 3
    assert stat.S_IMODE((tmp_path / "a" / "secrets.json").stat().st_mode) == 0o600


def test_what_is_shown_hides_every_secret() -> None:
    settings = load_settings(**SAFE, temporal_api_key="tk-93847")
    shown = settings.masked()

    assert ShownSetting("secret_key", "••••••") in shown
    assert (
        ShownSetting("database_url", "postgresql+asyncpg://backoffice:••••••@books/backoffice")
        in shown
    )
    for secret in ("s3cret", "tk-93847", SAFE["secret_key"], SAFE["processor_key"]):
        assert secret not in f"{shown} {settings!r}"


def test_a_child_is_told_what_was_set_and_nothing_else(tmp_path: Path) -> None:
    settings = load_settings(data=tmp_path, port=9000, demo=False)

    assert settings.variables() == {
        "BACKOFFICE_DATA": str(tmp_path),
        "BACKOFFICE_PORT": "9000",
        "BACKOFFICE_DEMO": "false",
    }


def test_stripe_is_asked_where_it_lives(tmp_path: Path) -> None:
    settings = load_settings(
        data=tmp_path, processor="stripe", processor_key="sk_test_1", processor_secret="whsec_1"
    )

    assert settings.processor_url == "https://api.stripe.com"
    assert settings.processor_pages_url == "https://checkout.stripe.com"
    assert not settings.has_simulator


@pytest.mark.parametrize(
    ("key", "secret", "says"),
    [
        ("pk_test_1", "whsec_1", "processor_key must be a secret or restricted key"),
        ("sk_test_1", "secret", "processor_secret must be the signing secret"),
    ],
)
def test_keys_that_stripe_cannot_have_given_are_refused(
    tmp_path: Path, key: str, secret: str, says: str
) -> None:
    with pytest.raises(SettingsRefused, match=says) as refused:
        load_settings(data=tmp_path, processor="stripe", processor_key=key, processor_secret=secret)

    assert f"{key} " not in str(refused.value)
