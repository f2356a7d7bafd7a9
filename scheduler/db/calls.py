"""Commands on the call log: a call is written once, and its answer over what was seen of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from scheduler.db.data import ItemWrite, StoredItem, entry_of, stored_items, write_items
from scheduler.db.forms import CALLS, Item, join
from scheduler.db.log import data_lock, draw, record, replayed
from scheduler.db.snapshots import plan_row
from scheduler.db.units import Database, Unit
from scheduler.domain.calls import Answer, Call
from scheduler.domain.codec import to_json
from scheduler.domain.declared import declared_names
from scheduler.domain.errors import Conflict, Fault, InputRefused
from scheduler.domain.findings import Findings
from scheduler.domain.jsontext import canonical
from scheduler.domain.problem import Problem
from scheduler.domain.text import Text
from scheduler.domain.validate_calls import check_calls
from scheduler.domain.validate_rosters import check_cell
from scheduler.services.stored import Act, Done, WardRef

_NEW = Text("un identifiant qu'aucun appel n'a encore", "an id that no call has yet")
_KNOWN = Text("un appel de ce planning", "a call of this plan")
_MEANWHILE = Text(
    "L'appel {id} a changé entre-temps, rien n'a été enregistré ; relisez puis recommencez.",
    "Call {id} has changed meanwhile, nothing was saved; look again, then repeat.",
)


def log_call(database: Database, ref: WardRef, act: Act, call: Call) -> Done:
    """See `Store.log_call`."""

    def new(problem: Problem) -> Call:
        if any(known.id == call.id for known in problem.calls):
            raise InputRefused("", [Fault("id", call.id, _NEW)])
        return call

    return _write(database, ref, act, new)


def answer_call(database: Database, ref: WardRef, act: Act, seen: Call, answer: Answer, answered: int) -> Done:
    """See `Store.answer_call`."""

    def with_answer(problem: Problem) -> Call:
        known = next((call for call in problem.calls if call.id == seen.id), None)
        if known is None:
            raise InputRefused("", [Fault("id", seen.id, _KNOWN)])
        wanted = replace(seen, answer=answer, answered=answered)
        if known not in (seen, wanted):
            raise Conflict(_MEANWHILE.format(id=seen.id), [f"{CALLS} {seen.id}"])
        return wanted

    return _write(database, ref, act, with_answer)


def _write(database: Database, ref: WardRef, act: Act, made: Callable[[Problem], Call]) -> Done:
    def work(unit: Unit) -> Done:
        unit.lock([data_lock(ref)])
        connection = unit.connection
        done = replayed(connection, act)
        if done is not None:
            return done
        plan = plan_row(connection, ref)
        stored = stored_items(connection, plan.number)
        problem = join((key, Item(item.position, item.body)) for key, item in stored.items())
        call = made(problem)
        _check(problem, call)
        number, data_version = drawn = draw(connection, plan.number, data=True)
        before = stored.get((CALLS, call.id))
        place = len(problem.calls) if before is None else before.position
        after = StoredItem(place, canonical(to_json(call)), data_version, number)
        change = ItemWrite((CALLS, call.id), before, after)
        write_items(connection, plan.number, [change])
        done = Done(act.id, data_version=data_version)
        record(connection, act, plan.number, drawn, done, [entry_of(change)])
        return done

    return database.write(work)


def _check(problem: Problem, call: Call) -> None:
    """Raises InputRefused with everything that is wrong with a call; its code must be one that the ward has now."""
    found, names = Findings(), declared_names(problem)
    found.once([("id", call.id)])
    check_calls([call], names, found)
    if call.code and call.code not in names.duties:
        check_cell("code", call.code, names, found)
    if found.faults:
        raise InputRefused("", found.faults)
