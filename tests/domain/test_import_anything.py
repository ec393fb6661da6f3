"""Whatever is in the files: they are read, or there are faults; nothing else ever happens."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.imports.bundles import FORMS, check_files
from domain.imports.known import Known
from domain.subscriptions import SubscriptionStatus
from tests.domain.import_files import AT, files

NAMES = st.sampled_from([form.file for form in FORMS])
CELLS = st.one_of(
    st.text(max_size=12),
    st.sampled_from(list(SubscriptionStatus)),
    st.dates().map(str),
    st.integers(-5, 10**20).map(str),
    st.decimals(allow_nan=False, places=3).map(str),
    st.sampled_from(
        ["", "C-1", "C-2", "S-1", "basic", "course", "vat20", "EUR", "JPY", "yes", "no", "month"]
    ),
)


def contents(of: str, most: int) -> st.SearchStrategy[bytes]:
    """A file that has its columns, and anything in them."""
    columns = next(form.columns for form in FORMS if form.file == of)
    rows = st.lists(st.lists(CELLS, min_size=len(columns), max_size=len(columns)), max_size=most)
    return rows.map(
        lambda cells: "\n".join(
            [",".join(columns), *(",".join(_quoted(cell) for cell in row) for row in cells)]
        ).encode("utf-8", "replace")
    )


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"'


@given(st.dictionaries(NAMES, st.binary(max_size=200), max_size=8))
def test_any_bytes(found: dict[str, bytes]) -> None:
    check_files(found, Known(), AT)


@given(st.dictionaries(st.text(max_size=20), st.text(max_size=200).map(_quoted), max_size=3))
def test_any_names(found: dict[str, str]) -> None:
    check_files(
        {name: text.encode("utf-8", "replace") for name, text in found.items()}, Known(), AT
    )


@given(NAMES, st.data())
def test_any_cells_in_one_file(name: str, data: st.DataObject) -> None:
    check_files({**files(), name: data.draw(contents(name, 4))}, Known(), AT)


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_any_cells_in_every_file(data: st.DataObject) -> None:
    found = {form.file: data.draw(contents(form.file, 2)) for form in FORMS}

    first, second = check_files(found, Known(), AT), check_files(found, Known(), AT)

    assert first == second
