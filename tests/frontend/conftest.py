"""Templates for tests, with a pseudo-locale beside the real languages."""

from pathlib import Path
from shutil import copytree

import pytest

from runtime.languages import CATALOGUES
from runtime.templates import Templates, templates
from tests.frontend.samples import MIRRORED, PSEUDO, write_pseudo_catalogue


@pytest.fixture(scope="session")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Templates:
    """Every template in every language, the pseudo-locales included."""
    catalogues: Path = tmp_path_factory.mktemp("locales")
    copytree(CATALOGUES, catalogues, dirs_exist_ok=True)
    for language in (PSEUDO, MIRRORED):
        write_pseudo_catalogue(catalogues, language)
    return templates(catalogues=catalogues)
