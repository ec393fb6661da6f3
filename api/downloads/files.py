"""The files of a download: made one after the other, while the ones before are on their way."""

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

import structlog
from starlette.responses import StreamingResponse

from api.callers import Caller
from api.credit_notes.views import REASONS
from api.documents import archive_of
from api.forwarding.asking import STAFF
from api.portal.views.filters import PaymentFilter
from api.problems import NothingHere
from api.statements.files import csv_answer
from domain.documents import DocumentKind, NotIssued
from domain.downloads import (
    MOST_AT_ONCE,
    MOST_LISTED,
    NothingToDownload,
    check_bundle,
    check_listed,
)
from domain.printing import DocumentUnavailable
from domain.words import N_
from runtime.bundles import MEDIA_TYPE, Bundle
from runtime.spreadsheets import Cell
from runtime.status_labels import status_label
from storage.registers import Entry, Registers, Selection

NAMES: Mapping[DocumentKind, str] = MappingProxyType(
    {DocumentKind.SALES_ORDER: "sales-orders", **{kind: name for name, kind in STAFF.items()}}
)
"""What each kind is called in addresses and files."""
_HEADINGS = (N_("Number"), N_("Date"))
_DUE, _UNTIL, _STATUS = N_("Due"), N_("Valid until"), N_("Status")
_CUSTOMER = (N_("Customer number"), N_("Customer"))
_AMOUNTS = (N_("Details"), N_("Currency"), N_("Net"), N_("Tax"), N_("Total"), N_("Open"))
_NOT_MADE = N_("{number} could not be made just now. Download it again later.")

log = structlog.get_logger()


async def zip_of(caller: Caller, wanted: Selection) -> StreamingResponse:
    """The PDFs of these documents, each named by its number.

    Raises `NothingToDownload`, `TooManyDocuments`, and `NothingHere` for one that is not there.
    """
    entries = await _entries(caller, _with_files(wanted), MOST_AT_ONCE + 1)
    if len(wanted.numbers) > len(entries):
        raise NothingHere
    check_bundle(len(entries))
    numbers = [entry.document or entry.number for entry in entries]
    name = f"{NAMES[wanted.kind]}-{caller.parts.clock.now():%Y-%m-%d}.zip"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    pieces = _pieces(caller, wanted.kind, numbers)
    return StreamingResponse(pieces, media_type=MEDIA_TYPE, headers=headers)


def _with_files(wanted: Selection) -> Selection:
    """Only money that came in has a receipt, no draft a file. Raises `NothingToDownload`."""
    if wanted.kind is not DocumentKind.RECEIPT:
        return replace(wanted, issued=True)
    made = [each for each in PaymentFilter.MADE.statuses if each in (wanted.statuses or [each])]
    if not made:
        raise NothingToDownload
    return replace(wanted, statuses=made)


async def csv_of(caller: Caller, wanted: Selection, *, of_all: bool = False) -> StreamingResponse:
    """The list of these documents; `of_all` says whose each is. Raises `TooManyListed`."""
    entries = await _entries(caller, wanted, MOST_LISTED + 1)
    check_listed(len(entries))
    name = f"{NAMES[wanted.kind]}-{caller.parts.clock.now():%Y-%m-%d}"
    heads = _heads(wanted.kind, of_all=of_all)
    return csv_answer(name, _rows(caller, heads, entries))


async def _entries(caller: Caller, wanted: Selection, limit: int) -> Sequence[Entry]:
    async with caller.parts.open_books() as books:
        await books.only_read()
        return await Registers(books.session).entries(wanted, limit)


async def _pieces(
    caller: Caller, kind: DocumentKind, numbers: Sequence[str]
) -> AsyncIterator[bytes]:
    """One document is held at a time. In place of one that cannot be made stands why."""
    bundle, archive = Bundle(caller.parts.clock.now()), archive_of(caller.parts)
    for number in numbers:
        try:
            file = await archive.file(kind, number)
        except (DocumentUnavailable, NotIssued) as why:
            log.warning("document_left_out", kind=kind, number=number, why=str(why))
            said = caller.say(_NOT_MADE, number=number)
            yield bundle.add(f"{number}.error.txt", f"{said}\n".encode())
        else:
            yield bundle.add(f"{number}.pdf", file.pdf)
    yield bundle.close()


def _heads(kind: DocumentKind, *, of_all: bool) -> Sequence[str]:
    until = _UNTIL if kind is DocumentKind.QUOTE else _DUE
    return (*_HEADINGS, until, _STATUS, *(_CUSTOMER if of_all else ()), *_AMOUNTS)


def _rows(
    caller: Caller, heads: Sequence[str], entries: Sequence[Entry]
) -> Iterator[Sequence[Cell]]:
    yield [caller.say(words) for words in heads]
    for entry in entries:
        about = caller.say(REASONS[entry.about]) if entry.about in REASONS else entry.about
        whose = (entry.customer, entry.customer_name) if _CUSTOMER[0] in heads else ()
        yield [
            entry.number,
            entry.on,
            entry.due_on,
            status_label(entry.state, caller.say).word if entry.state else None,
            *whose,
            about,
            entry.total.currency,
            entry.net,
            entry.tax,
            entry.total,
            entry.open,
        ]
