"""The shape of docker-compose.yml: valid, in order, closed to the world, like the embedded one."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from runtime.settings import PREFIX, Settings
from runtime.temporal import RETENTION, SEARCH_ATTRIBUTES

ROOT = Path(__file__).parent.parent
COMPOSE = (ROOT / "docker-compose.yml").read_text()
SERVICES: dict[str, Any] = YAML(typ="safe").load(COMPOSE)["services"]
OURS = [name for name, service in SERVICES.items() if "build" in service]
ONE_SHOTS = ("temporal-schema", "temporal-namespace", "migrate")


def test_it_follows_the_compose_specification() -> None:
    checker = [str(Path(sys.executable).parent / "check-jsonschema")]
    schema = ["--builtin-schema", "vendor.compose-spec"]
    done = subprocess.run(
        [*checker, *schema, "docker-compose.yml"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr


def test_every_part_is_there() -> None:
    parts = {"postgres", "temporal", "temporal-ui", "mailpit", "api", "worker", "migrate"}

    assert parts <= set(SERVICES)


def waits() -> list[tuple[str, str, str]]:
    return [
        (name, awaited, how["condition"])
        for name, service in SERVICES.items()
        for awaited, how in service.get("depends_on", {}).items()
    ]


@pytest.mark.parametrize(("name", "awaited", "condition"), waits())
def test_who_is_waited_for_can_say_that_it_is_ready(
    name: str, awaited: str, condition: str
) -> None:
    if awaited in ONE_SHOTS:
        assert condition == "service_completed_successfully"
        assert SERVICES[awaited]["restart"].startswith("on-failure")
    else:
        assert condition == "service_healthy"
        assert "test" in SERVICES[awaited]["healthcheck"]


@pytest.mark.parametrize("name", [name for name in SERVICES if name not in ONE_SHOTS])
def test_a_server_comes_back_after_a_restart_of_the_machine(name: str) -> None:
    assert SERVICES[name]["restart"] == "unless-stopped"


@pytest.mark.parametrize("name", ["api", "worker", "temporal", "postgres"])
def test_who_matters_has_a_health_check(name: str) -> None:
    assert SERVICES[name]["healthcheck"]["test"][0] == "CMD"


def test_our_parts_are_one_image_with_the_same_settings_and_few_rights() -> None:
    assert set(OURS) == {"api", "worker", "migrate", "simulator"}
    for key in ("image", "environment", "read_only", "cap_drop", "security_opt"):
        assert len({str(SERVICES[name][key]) for name in OURS}) == 1
    assert SERVICES["api"]["read_only"] is True
    assert SERVICES["api"]["cap_drop"] == ["ALL"]


def test_every_setting_is_one_and_production_is_meant() -> None:
    environment = SERVICES["api"]["environment"]

    assert environment["BACKOFFICE_ENVIRONMENT"] == "production"
    for variable in environment:
        assert variable.removeprefix(PREFIX).lower() in Settings.model_fields


def test_every_port_is_bound_to_this_machine() -> None:
    ports = [port for service in SERVICES.values() for port in service.get("ports", [])]

    assert len(ports) >= 4
    assert all(port.startswith("127.0.0.1:") for port in ports)
    assert "ports" not in SERVICES["postgres"]
    assert "ports" not in SERVICES["temporal"]


def test_every_secret_comes_from_the_environment_and_has_no_default() -> None:
    needed = set(re.findall(r"\$\{(\w+):\?[^}]+\}", COMPOSE))
    secret = re.compile(r"PASSWORD|SECRET|_KEY|_PWD")
    for name, fallback in re.findall(r"\$\{(\w+)(:[-?]|\})", COMPOSE):
        assert not secret.search(name) or fallback == ":?", name
    for line in COMPOSE.splitlines():
        key, _, value = line.strip().partition(": ")
        assert not secret.search(key) or value.startswith("${"), line
    offered = set(re.findall(r"^(\w+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    assert needed == offered


def test_the_example_holds_no_secret() -> None:
    for line in (ROOT / ".env.example").read_text().splitlines():
        assert line.startswith("#") or line == "" or line.endswith("=")


def test_people_can_look_at_processes_but_not_reset_them() -> None:
    assert SERVICES["temporal-ui"]["environment"]["TEMPORAL_DISABLE_WRITE_ACTIONS"] == "true"


def test_the_namespace_is_set_as_the_embedded_one() -> None:
    script = (ROOT / "deploy" / "temporal-namespace.sh").read_text()

    assert f"retention={RETENTION.days * 24}h" in script
    attributes = re.findall(r"^attribute (\w+) (\w+)$", script, re.MULTILINE)
    names = {name: f"INDEXED_VALUE_TYPE_{kind.upper()}" for name, kind in attributes}
    assert set(names) == set(SEARCH_ATTRIBUTES)
    assert names["DueDate"] == "INDEXED_VALUE_TYPE_DATETIME"


@pytest.mark.parametrize("script", sorted((ROOT / "deploy").glob("*.sh")), ids=lambda p: p.name)
def test_every_script_is_a_shell_script_that_stops_at_a_fault(script: Path) -> None:
    assert subprocess.run(["sh", "-n", str(script)], check=False).returncode == 0
    assert "set -eu" in script.read_text()
    assert f"./deploy/{script.name}" in COMPOSE


def test_the_image_is_built_from_the_lock_with_hashes_and_does_not_run_as_root() -> None:
    lines = (ROOT / "Dockerfile").read_text().splitlines()

    assert any("--require-hashes" in line and "requirements.runtime.lock" in line for line in lines)
    assert lines.index("USER backoffice") < lines.index('ENTRYPOINT ["backoffice"]')
    assert not any("requirements.txt" in line for line in lines)


def pinned(lock: str) -> dict[str, str]:
    """Each package of a lock with its version."""
    text = (ROOT / lock).read_text()
    return dict(re.findall(r"^([a-z0-9._-]+)==([^ ;\\\n]+)", text, re.MULTILINE))


def test_the_image_holds_what_runs_at_the_versions_that_were_tested() -> None:
    runs, tested = pinned("requirements.runtime.lock"), pinned("requirements.lock")

    assert runs.items() <= tested.items()
    assert {"temporalio", "sqlalchemy", "fastapi"} <= runs.keys()
    assert not runs.keys() & {"pytest", "mypy", "ruff", "playwright", "hypothesis", "uv"}
