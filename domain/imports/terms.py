"""Terms: whether the one that a row names lies on the schedule, and which day it should be."""

from datetime import date

from domain.imports.cells import Cells
from domain.imports.known import PlanTerms
from domain.imports.schedules import Schedule
from domain.imports.standings import BILLED, Place, Said

START, END = "current_term_start", "next_billing_date"


def check_term(cells: Cells, said: Said, plan: PlanTerms, place: Place) -> None:
    """Note if the term is none of the schedule's, or not the one that is due."""
    schedule = said.schedule(plan)
    end = said.term_end(schedule)
    if end is None:
        return
    if schedule.anchor > place.today:
        _note_anchor(cells, schedule)
        return
    _check_start(cells, said, schedule)
    if cells.is_sound:
        _check_end(cells, said, schedule, end, place.today)
    if cells.is_sound:
        _check_cycles(cells, said, plan, schedule.number_at(end))


def _note_anchor(cells: Cells, schedule: Schedule) -> None:
    """A start that is still to come is a fault of its own already."""
    for column in ("billing_anchor", "trial_ends_on"):
        if cells.has(column):
            message = f"Its terms would be counted from {schedule.anchor}, which is still to come."
            what = "Write in billing_anchor a day on which one of its terms began."
            cells.fault(column, message, what)
            return


def _check_start(cells: Cells, said: Said, schedule: Schedule) -> None:
    start, end = said.term_start, said.next_billing
    if start is None:
        return
    number = schedule.number_beginning(start)
    if number is None:
        cells.fault(START, _off(start, schedule), _moved(_near(schedule, start)))
    elif end and schedule.number_beginning(end) and schedule.begins(number + 1) != end:
        begun = schedule.begins(schedule.number_at(end) - 1)
        message = f"The term that ends on {end} began on {begun}."
        cells.fault(START, message, "Correct one of the two dates.")


def _check_end(cells: Cells, said: Said, schedule: Schedule, end: date, today: date) -> None:
    column = END if said.next_billing else START
    is_boundary = bool(schedule.number_beginning(end))
    due = schedule.first_from(today)
    if said.status not in BILLED:
        if not is_boundary:
            cells.fault(column, _off(end, schedule), _moved(_near(schedule, end)))
    elif end < today:
        message = f"The term ended on {end}: nothing here says whether the next one was billed."
        cells.fault(column, message, f"Write the next day that is still to be billed, {due}?")
    elif not is_boundary:
        cells.fault(column, _off(end, schedule), _moved(str(due)))
    elif end not in (due, schedule.begins(schedule.number_at(today) + 1)):
        message = f"The term that ends on {end} has not begun yet."
        cells.fault(column, message, _moved(str(due)))


def _near(schedule: Schedule, day: date) -> str:
    number = max(schedule.number_at(day), 0)
    before, after = schedule.begins(number), schedule.begins(number + 1)
    return f"{before} or {after}" if number else str(after)


def _off(day: date, schedule: Schedule) -> str:
    return f"{day} is not on its schedule, {schedule}."


def _moved(meant: str) -> str:
    return (
        f"It should be {meant}; if its billing day was moved, "
        "name a day of the new schedule in billing_anchor."
    )


def _check_cycles(cells: Cells, said: Said, plan: PlanTerms, begun: int) -> None:
    """At least the current term was billed, and not more terms than the plan has."""
    cycles = begun if said.cycles_billed is None else said.cycles_billed
    if said.status in BILLED and cycles < 1:
        message = "The current term was billed, so it is at least 1."
        cells.fault("cycles_billed", message, "Count the current term, or leave the cell empty.")
    if plan.billing_cycles is not None and cycles > plan.billing_cycles:
        message = f"{cycles} terms were billed, and plan {plan.code} has {plan.billing_cycles}."
        what = "Write how many terms of this plan were billed, or correct the plan."
        cells.fault("cycles_billed", message, what)
