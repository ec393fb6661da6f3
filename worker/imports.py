"""`backoffice import`: reads CSV files, checks all of them, and writes all of it or nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from activities.imports.bundles import write_bundle
from activities.imports.writing import Progress, Writing
from domain.imports.bundles import check_files
from domain.imports.faults import Fault
from domain.imports.inspection import FileCount
from domain.imports.tables import MOST_BYTES
from runtime.clock import SystemClock
from runtime.settings import Settings
from storage.books import Books, books_of, open_engine
from storage.imports import Imports

__all__ = ["Fault", "FileCount", "ImportReport", "Progress", "import_directory", "import_files"]

SUFFIX = ".csv"


@dataclass(frozen=True)
class ImportReport:
    """What became of an import: with faults nothing was written, and there are no counts.

    `processes` is how many processes the worker starts now.
    """

    faults: tuple[Fault, ...] = ()
    counts: tuple[FileCount, ...] = ()
    processes: int = 0


def no_progress(step: str, done: int, total: int, /) -> None:
    """For whoever does not want to be told."""


@dataclass(frozen=True)
class Folder:
    """The CSV files of a folder, and what stood in the way of reading it."""

    files: Mapping[str, bytes]
    faults: tuple[Fault, ...] = ()


async def import_directory(
    settings: Settings, path: Path, progress: Progress = no_progress
) -> ImportReport:
    """Import the CSV files of a folder: all of them, or none if anything is wrong with one."""
    folder = read_folder(path)
    if folder.faults:
        return ImportReport(folder.faults)
    engine = open_engine(settings.database_url, pool_size=1)
    try:
        async with books_of(engine)() as books:
            return await import_files(books, folder.files, SystemClock().now(), progress)
    finally:
        await engine.dispose()


async def import_files(
    books: Books, files: Mapping[str, bytes], at: datetime, progress: Progress = no_progress
) -> ImportReport:
    """Import into books that are open; with faults nothing is written to them."""
    imports = Imports(books)
    await imports.begin()
    progress("checking", 0, 1)
    checked = check_files(files, await imports.known(), at)
    progress("checking", 1, 1)
    if checked.faults:
        return ImportReport(checked.faults)
    counts = await write_bundle(Writing(books, imports, at, progress), checked.bundle)
    return ImportReport(counts=counts, processes=len(books.told))


def read_folder(path: Path) -> Folder:
    """Every file whose name ends in `.csv`; of one that is too large only its beginning."""
    if not path.is_dir():
        return _unreadable(str(path), "There is no such folder.", "Name the folder of the files.")
    files: dict[str, bytes] = {}
    for file in sorted(path.iterdir()):
        if file.suffix.lower() != SUFFIX or not file.is_file():
            continue
        try:
            with file.open("rb") as opened:
                files[file.name] = opened.read(MOST_BYTES + 1)
        except OSError as error:
            what = "See to it that you may read it."
            return _unreadable(file.name, f"The file cannot be read ({error.strerror}).", what)
    if not files:
        return _unreadable(
            str(path), "There are no CSV files in this folder.", "See docs/import.md."
        )
    return Folder(files)


def _unreadable(file: str, message: str, what_to_do: str) -> Folder:
    return Folder({}, (Fault(file, 0, "", message, what_to_do),))
