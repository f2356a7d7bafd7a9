"""Mistakes that a programmer could make in the rules, each with the tests that must notice it. Add a line for a new one."""

from __future__ import annotations

from dataclasses import dataclass

HOSPITAL = ("tests/services/test_hospital.py",)
WORKER = ("tests/solver/test_worker.py",)
LAW = ("tests/rules/test_legal_examples.py",)
EXAMPLES = ("tests/rules/test_examples.py",)
ONCALL = ("tests/rules/test_oncall.py",)
BALANCE = ("tests/rules/test_balance.py",)
DEFINITIONS = ("tests/rules/test_definitions.py",)
OVERTIME = ("tests/rules/test_overtime.py",)
LIVE = ("tests/rules/test_live_check.py",)
CONTRACT = ("tests/rules/test_contract.py",)
MODEL = ("tests/solver/test_model_contract.py",)
PATHS = ("tests/solver/test_paths.py",)
PARTS = ("tests/solver/test_parts.py",)
FAIR = ("tests/rules/test_fair.py",)
SHARES = ("tests/solver/test_shares.py",)
PROOF = ("tests/rules/test_proof.py",)
HEARD = ("tests/solver/test_heard.py",)
WARDS = ("tests/solver/test_random_wards.py",)
DIVES = ("tests/solver/test_dives.py",)


@dataclass(frozen=True, slots=True)
class Mistake:
    """In `file`, where `old` stands exactly once, `new` is written; at least one of the tests must then fail."""

    name: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...]


RULES = "scheduler/rules/"

MISTAKES = (
    Mistake(
        "rest of exactly the limit is refused (statements)",
        RULES + "evaluate.py", "if rest < said.minutes and later", "if rest <= said.minutes and later", LAW,
    ),
    Mistake(
        "rest a minute short is let through (check)",
        RULES + "restgap.py", "if rest < said.minutes and not", "if rest + 1 < said.minutes and not", LAW,
    ),
    Mistake(
        "maximum off by one (statements)", RULES + "evaluate.py", "and value > high:", "and value > high + 1:", LAW,
    ),
    Mistake(
        "maximum off by one (both readings)",
        RULES + "window.py", "else self.maximum * quota // 100", "else self.maximum * quota // 100 + 1", LAW,
    ),
    Mistake(
        "weekly rest of exactly 36 h is refused (check)",
        RULES + "restblock.py", "start - at >= minutes", "start - at > minutes", LAW,
    ),
    Mistake(
        "last windows dropped",
        RULES + "window.py",
        "self.length, reach.first - back, reach.last)",
        "self.length, reach.first - back, reach.last - back)", LAW,
    ),
    Mistake(
        "last midnight: work after the first midnight of the last day is lost",
        RULES + "periods.py",
        "frame.midnight(last + 1)),)",
        "frame.midnight(min(last + 1, frame.last))),)", LAW,
    ),
    Mistake(
        "rolling windows begin only where work begins",
        RULES + "window.py",
        "instants.update(end for end in ends if begin <= end < stop)",
        "instants.update(())", LAW,
    ),
    Mistake(
        "a rolling window ends at midnight",
        RULES + "reading.py", "while slot.spans[-1][1] > frame.midnight(last + 1):", "while False:", LAW,
    ),
    Mistake(
        "history ignored by every rule",
        RULES + "template.py", "return max([self.frame.first, ", "return max([0, ", LAW,
    ),
    Mistake(
        "wrong history edge of runs",
        RULES + "run.py",
        'frame.first if self.edge == "history" else 0',
        'frame.first if self.edge == "open" else 0', LAW,
    ),
    Mistake(
        "a short run at an open edge is judged",
        RULES + "evaluate.py", 'is False if start else said.left == "closed"', "is False if start else True", LAW,
    ),
    Mistake(
        "a night counts on the day it starts only",
        RULES + "reading.py",
        "    if measure.how != \"touch\":\n        return matches",
        "    if measure.how:\n        return matches", LAW,
    ),
    Mistake(
        "the morning after a night is a day of rest (check)",
        RULES + "restblock.py", "frame.midnight(day) < end", "frame.midnight(day) <= start", LAW,
    ),
    Mistake(
        "leave is weekly rest (check)",
        RULES + "restblock.py",
        "taken = {day for day in days if matches(roster, said.busy, person, day)}",
        "taken: set[int] = set()", LAW,
    ),
    Mistake(
        "overrides ignored", RULES + "api.py", "return bool(lifted) and not lifted.isdisjoint(days)", "return False", LAW,
    ),
    Mistake(
        "an override lifts the rule for everyone",
        RULES + "template.py",
        "return self._lifted.get(person, frozenset())",
        "return frozenset().union(*self._lifted.values())", LAW,
    ),
    Mistake("already there ignored", RULES + "api.py", "return self.amount - self.already", "return self.amount", LAW),
    Mistake(
        "one given cell of two makes a breach already there (check)",
        RULES + "restgap.py",
        "roster.fixed(person, day) and roster.fixed(person, later)",
        "roster.fixed(person, day)", LAW,
    ),
    Mistake(
        "fortnights count from the horizon",
        RULES + "periods.py", 'anchor = 0 if kind == "week" else frame.day(frame.problem.anchor)', "anchor = 0", LAW,
    ),
    Mistake(
        "rest judged between duties that do not follow each other",
        RULES + "evaluate.py", "            break\n\n\ndef _total(", "            continue\n\n\ndef _total(", LAW,
    ),
    Mistake(
        "a window that began under the former version is judged by the new one",
        RULES + "window.py", 'if first < reach.first and (self.window == "rolling" or reach.first > frame.first):',
        'if first < reach.first and self.window == "rolling":', LAW,
    ),
    Mistake(
        "a night over a clock change counts its nominal hours",
        "scheduler/domain/pieces.py", "effective += (end - start) - nominal", "effective += 0", LAW,
    ),
    Mistake(
        "a replaced rule still holds",
        RULES + "registry.py",
        "if p not in replaced.get(setting.id, ())",
        "if p not in replaced.get(setting.template, ())", LAW,
    ),
    Mistake("soft cost doubled", RULES + "costs.py", "return layer, weight *", "return layer, 2 * weight *", LIVE),
    Mistake(
        "hard cover is free of cost",
        RULES + "costs.py",
        'setting.hardness != "soft" and setting.template != "COVER"',
        'setting.hardness != "soft"', LIVE,
    ),
    Mistake(
        "an edit wakes only what begins on its day",
        "scheduler/checking.py", "and wakes(said, f, self.frame, lo, hi)]", "and f.first >= lo]", LIVE,
    ),
    Mistake(
        "an edit does not wake the cover of the night that it takes away",
        "scheduler/checking.py", "for cell in cells_of(said):",
        "for cell in {max(c for c in cells_of(said) if c[0] == who) for who in people_of(said)}:", LIVE,
    ),
    Mistake(
        "a plan may claim an absence",
        "scheduler/checking.py",
        "elif choice is None or (choice != BLANK and not frame.planned[choice]):",
        "elif choice is None:", LIVE,
    ),
    Mistake(
        "a wish to avoid is read as a wish to have",
        RULES + "evaluate.py", "person, day) != wanted:", "person, day) is False:", EXAMPLES,
    ),
    Mistake(
        "surplus staff counted at the weight of shortfalls",
        RULES + "evaluate.py",
        '("maximum", said.maximum, said.over_weight)',
        '("maximum", said.maximum, said.under_weight)', EXAMPLES,
    ),
    Mistake(
        "the check forgets what absences add to the hours",
        RULES + "window_check.py",
        "sums = [every.between(*span) + credit + said.opening",
        "sums = [every.between(*span) + said.opening", EXAMPLES,
    ),
    Mistake(
        "balance: history is added to what is brought", RULES + "balance.py",
        "            return 0, brought or 0, True", "            return max(first, frame.first), brought or 0, True", BALANCE,
    ),
    Mistake(
        "balance: a new month carries the opening", RULES + "balance.py",
        "(first < 0 and brought is not None)", "brought is not None", BALANCE,
    ),
    Mistake(
        "balance: a floor is judged before the period's end", RULES + "balance.py",
        "end: end == last or end in found", "end: True", BALANCE,
    ),
    Mistake(
        "balance: a debit is credited", RULES + "balance.py",
        "brought = -opening if self.debit else opening", "brought = opening", BALANCE,
    ),
    Mistake(
        "definition: a shift of exactly the limit is too long", RULES + "definition.py",
        'value <= limit if level == "maximum"', 'value < limit if level == "maximum"', DEFINITIONS,
    ),
    Mistake(
        "definition: no hole parts a shift", RULES + "definition.py",
        "if segment.start - parts[-1][-1].end >= self.interruption:", "if not parts:", DEFINITIONS,
    ),
    Mistake(
        "rest as long as the duty: recorded work is not looked at", RULES + "restgap.py",
        "if known.person == who and known.pieces:", "if known.person != who and known.pieces:", DEFINITIONS,
    ),
    Mistake(
        "rest as long as the duty: the day before the guard is forgotten", "scheduler/domain/choices.py",
        "        yield from ((segment.start, segment.end) for segment in self.code.segments)\n", "", DEFINITIONS,
    ),
    Mistake(
        "overtime: anybody may be given it", "scheduler/domain/frame.py",
        "and (not choice.overtime or at in self.accepting)", "and (not choice.overtime or at >= 0)", OVERTIME,
    ),
    Mistake(
        "overtime: its pieces are those of the code", "scheduler/domain/frame.py",
        "key = (found.code.id, found.overtime, day)", "key = (found.code.id, False, day)", OVERTIME,
    ),
    Mistake(
        "overtime: the price is of hours ended", RULES + "overtime.py",
        "begun = -(-_minutes(frame, index) // 60)", "begun = _minutes(frame, index) // 60", OVERTIME,
    ),
    Mistake(
        "overtime: a rest may be some", "scheduler/domain/validate_rosters.py",
        'plain.partition("/")[0] in names.working else base', 'plain.partition("/")[0] in names.codes else base', OVERTIME,
    ),
    Mistake(
        "model: a rest of exactly the limit is refused", "solver/cpsat.py",
        "if start - end < said.minutes:", "if start - end <= said.minutes:", MODEL,
    ),
    Mistake(
        "model: over-constrained, an override is not heard in windows", "solver/cpsat.py",
        "if span_lifted(said.lifted, days) or all(m.decided(p, d) for p in said.people for d in days):",
        "if all(m.decided(p, d) for p in said.people for d in days):", MODEL,
    ),
    Mistake(
        "model: given facts alone make a window infeasible", "solver/cpsat.py",
        "limit = max(high, given + said.opening)", "limit = high", MODEL,
    ),
    Mistake(
        "model: the last run is not judged", "solver/cpsat.py",
        "for first in range(said.begin, min(said.stop, count - size + 1)):",
        "for first in range(said.begin, min(said.stop, count - size)):", MODEL,
    ),
    Mistake(
        "model: wrong history edge of short runs", "solver/cpsat.py",
        "left = first > 0 or said.left == \"closed\"", "left = True", MODEL,
    ),
    Mistake(
        "model: a run over a change of the rule is judged twice", "solver/cpsat.py",
        "for first in range(said.begin, min(said.stop, count - length + 1)):",
        "for first in range(0, count - length + 1):", MODEL,
    ),
    Mistake(
        "model: leave is weekly rest", "solver/holes.py",
        "if work or (own and reading.matches(m.grid, said.busy, said.person, day)) else []", "if work else []", MODEL,
    ),
    Mistake(
        "model: more holes are asked for than the given facts leave", "solver/holes.py",
        "need = min(said.need, len(possible))", "need = said.need", MODEL,
    ),
    Mistake(
        "model: a minimum is judged in a window that the horizon cuts", "solver/cpsat.py",
        "if low is not None and slot.whole and not any(", "if low is not None and not any(", MODEL,
    ),
    Mistake(
        "model: a wish counts twice", "solver/cpsat.py",
        "held.complement() if wanted else held, amount)", "held.complement() if wanted else held, 2 * amount)", MODEL,
    ),
    Mistake(
        "paths: maximum off by one", "solver/paths/parts.py",
        "None if v is None or v - over + most[day] <= high else v - over",
        "None if v is None or v - over + most[day] <= high + 1 else v - over", PARTS,
    ),
    Mistake(
        "paths: many maxima at once off by one", "solver/paths/parts.py",
        "safe &= kept + most <= self.highs[0]", "safe &= kept + most <= self.highs[0] + 1", PARTS,
    ),
    Mistake(
        "paths: many minima at once off by one", "solver/paths/parts.py",
        "safe &= kept + least >= self.low", "safe &= kept + least >= self.low - 1", PARTS,
    ),
    Mistake(
        "paths: a minimum alone off by one", "solver/paths/parts.py",
        "self.charge(None if value + self._least[0][day] >= low else (value,), short)",
        "self.charge(None if value + self._least[0][day] >= low - 1 else (value,), short)", PARTS,
    ),
    Mistake(
        "paths: both limits at once off by one", "solver/paths/parts.py",
        "safe = value + most <= high and value + least >= low",
        "safe = value + most <= high + 1 and value + least >= low", PARTS,
    ),
    Mistake(
        "paths: a sum forgets the last day", "solver/paths/parts.py",
        "for day in range(self.last, self.first - 1, -1):", "for day in range(self.last - 1, self.first - 1, -1):", PATHS,
    ),
    Mistake(
        "paths: a run of exactly the limit is too long", "solver/paths/parts.py",
        "int(self.maximum and length >= self.clip and", "int(self.maximum and length + 1 >= self.clip and", PATHS,
    ),
    Mistake(
        "paths: a short run at a closed end is let through", "solver/paths/parts.py",
        'at == len(self.said.groups) - 1 and self.said.right == "closed"',
        'at == len(self.said.groups) and self.said.right == "closed"', PATHS,
    ),
    Mistake(
        "paths: a run of the former version is judged", "solver/paths/parts.py",
        "if not self.said.judges(begins):", "if begins < 0:", PATHS,
    ),
    Mistake(
        "paths: the history before the horizon is not walked", "solver/paths/explore.py",
        "for day in range(part.first, min(0, part.last + 1)):", "for day in range(0, min(0, part.last + 1)):", PATHS,
    ),
    Mistake(
        "worker: a cancel of one job stops the next", "solver/worker.py",
        "newest = Asked(line)", "newest = Asked(line, newest.stop)", WORKER,
    ),
    Mistake(
        "worker: Ctrl+C at the terminal ends the search without its plan", "solver/worker.py",
        "signal.signal(signal.SIGINT, signal.SIG_IGN)", "pass", WORKER,
    ),
    Mistake(
        "a lent process is ended with its first job", "solver/api.py", "stop, lent is not None", "stop, False", WORKER,
    ),
    Mistake(
        "hospital: as many as like are away at once", "scheduler/services/hospital_ward.py",
        "for each in members) < most", "for each in members) < most + 9", HOSPITAL,
    ),
    Mistake(
        "hospital: training on the fixed day off", "scheduler/services/hospital_ward.py",
        "and office and day % 7 not in self._never(who) and", "and office and", HOSPITAL,
    ),
    Mistake(
        "hospital: need beyond what the contracts carry", "scheduler/services/hospital_ward.py",
        "FULL, FULL_WEEK = 0.98, 1.3", "FULL, FULL_WEEK = 1.4, 9.0", HOSPITAL,
    ),
    Mistake(
        "hospital: drawn anew each time", "scheduler/services/hospital_ward.py",
        "random.Random(seed), place", "random.Random(), place", HOSPITAL,
    ),
    Mistake(
        "paths: soft cost doubled", "solver/paths/parts.py",
        "return None if self.layer is None else (state, amount * self.weight)",
        "return None if self.layer is None else (state, 2 * amount * self.weight)", PATHS,
    ),
    Mistake(
        "paths: an override is not heard in sums", "solver/paths/compile.py",
        "if not days or span_lifted(said.lifted, days) or m.cells.all_fixed(days):",
        "if not days or m.cells.all_fixed(days):", PATHS,
    ),
    Mistake(
        "paths: a sequence may begin on any day", "solver/paths/parts.py",
        "begun = (*state, day) if day in self.starts else state", "begun = (*state, day)", PATHS,
    ),
    Mistake(
        "paths: given facts alone make a hole missing", "solver/paths/compile.py",
        "need = min(said.need, evaluate._free(said, period, grid, days, True))", "need = said.need", PATHS,
    ),
    Mistake(
        "paths: a later option is taken where two cost the same", "solver/paths/kernels.py",
        "if through < best:", "if through <= best:", PATHS,
    ),
    Mistake(
        "paths: a fixed day is open", "solver/paths/kernels.py",
        "beyond = lowest + 1\n            here[:] = FAR", "beyond = options\n            here[:] = FAR", PATHS,
    ),
    Mistake(
        "paths: a product forgets the state of its last part", "solver/paths/building.py",
        "row[place] = then\n", "row[place] = then if place < width - 1 else 0\n", PATHS,
    ),
    Mistake(
        "paths: nodes are merged whatever their arcs cost", "solver/paths/building.py",
        "mine[live] = label[arc]", "mine[live] = 0", PATHS,
    ),
    Mistake(
        "paths: a sum is safe one too early in the loops", "solver/paths/building.py",
        "if value + most[day] <= high and", "if value + most[day] <= high + 1 and", PATHS,
    ),
    Mistake(
        "paths: people are alike whatever they hold on the last day of a window", "solver/paths/compile.py",
        "days.stop - self.frame.first]", "days.stop - 1 - self.frame.first]", PATHS,
    ),
    Mistake(
        "paths: parts are alike whatever cells they read", "solver/paths/parts.py",
        "self.layer is None, self.weight, read, *self.terms()", "self.layer is None, self.weight, *self.terms()", PATHS,
    ),
    Mistake(
        "paths: numpy takes the last of two that cost the same", "solver/paths/arcs.py",
        "np.lexsort((layer.options[layer.label], layer.source))",
        "np.lexsort((-layer.options[layer.label], layer.source))", PATHS,
    ),
    Mistake(
        "on-call: the last hour before the next day's work may overlap", "scheduler/domain/choices.py",
        "start < stop and begin < end for", "start < stop and begin + 60 < end for", ONCALL,
    ),
    Mistake(
        "on-call: a period is held on any day", RULES + "oncall.py",
        "idle = {duty.id for duty in held if not frame.due(duty, day)}", "idle: set[str] = set()", ONCALL,
    ),
    Mistake(
        "on-call: anybody may take a weekend over", RULES + "oncall.py",
        "and frame.weekday(day + 1) not in changes", "and not changes", ONCALL,
    ),
    Mistake(
        "on-call: a standby counts whole", "scheduler/domain/pieces.py",
        "length if duty.on_site else length * duty.line.worth // 100", "length", ONCALL,
    ),
    Mistake(
        "fairness: a distance below the share is rounded up", RULES + "evaluate_coupling.py",
        "return off // whole if off > 0 else -(-off // whole)", "return off // whole", FAIR,
    ),
    Mistake(
        "fairness: history is not carried over", RULES + "evaluate_coupling.py",
        "said.window, person) + said.openings[at], given", "said.window, person), given", FAIR,
    ),
    Mistake(
        "fairness: leave is presence", RULES + "fair.py",
        "(code is None or code.kind not in ABSENT)", "(code is None or code.id != '')", FAIR,
    ),
    Mistake(
        "fairness: those who may not do it have a share", RULES + "fair.py",
        "able <= ruled_out(frame, person, day)", "able < able", FAIR,
    ),
    Mistake(
        "fairness: an edit leaves the total of its person as it was", "scheduler/checking.py",
        "self._totals[number][at] = person_total(said, self.roster, at)", "person_total(said, self.roster, at)", LIVE,
    ),
    Mistake(
        "model: a distance a part of a unit short of the next counts whole", "solver/cpsat.py",
        "off <= whole * (counted + said.limit + 1) - 1", "off <= whole * (counted + said.limit)", MODEL,
    ),
    Mistake(
        "model: a window of given facts alone is judged", "solver/cpsat.py",
        "if len(held) == len(cells) or any(m.undecided(*cell) for cell in held):",
        "if any(m.undecided(*cell) for cell in held):", SHARES,
    ),
    Mistake(
        "columns: a distance a part of a unit short of the next counts whole", "solver/columns/stated.py",
        "free = per * (said.limit + 1) - 1", "free = per * said.limit", SHARES,
    ),
    Mistake(
        "columns: a unit that is begun costs its part", "solver/columns/choice.py",
        "sides = [whole if one else free for one in begun.ravel().tolist()]",
        "sides = [free for one in begun.ravel().tolist()]", SHARES,
    ),
    Mistake(
        "columns: what is paid for a whole is rounded in favour of the bound", "solver/columns/rows.py",
        "return np.concatenate([duals, -np.array(paid, dtype=np.int64)])",
        "return np.concatenate([duals, -np.array(paid, dtype=np.int64) - 1])", SHARES,
    ),
    Mistake(
        "columns: those who share a whole are planned apart", "solver/columns/rows.py",
        "(self.cells, self.whole.cells if self.whole else ())", "(self.cells,)", SHARES,
    ),
    Mistake(
        "columns: what a fixed cell brings is forgotten", "solver/columns/shares.py",
        "len(sure) + said.opening)", "said.opening)", SHARES,
    ),
    Mistake(
        "search: a bound is a unit too high", "solver/search/run.py",
        "self.bounds[k] = rounded if known is None else max(known, rounded)",
        "self.bounds[k] = (rounded if known is None else max(known, rounded)) + 1", WARDS,
    ),
    Mistake(
        "search: what columns prove is a unit too high", "solver/columns/search.py",
        "self.prove(layer, sum(int(group.bounds[layer]) for group in self.groups), self.costs[1:])",
        "self.prove(layer, 1 + sum(int(group.bounds[layer]) for group in self.groups), self.costs[1:])", WARDS,
    ),
    Mistake(
        "search: a layer is closed that is one unit from its bound", "solver/search/run.py",
        "if bound is not None and bound >= self.values[k]:", "if bound is not None and bound + 1 >= self.values[k]:", WARDS,
    ),
    Mistake(
        "search: what lies within the goal is called proved", "solver/search/exact.py",
        "if status == cp_model.OPTIMAL and not self.search.job.goal:", "if status == cp_model.OPTIMAL:", WARDS,
    ),
    Mistake(
        "proof: a gap is said rounded down", "scheduler/domain/plan.py",
        "ceil(1000 * gap - 1e-9) / 10", "int(1000 * gap) / 10", PROOF,
    ),
    Mistake(
        "proof: a goal of 1 per cent is taken for 100", "scheduler/domain/plan.py",
        "100 * self.gap <= goal", "self.gap <= goal", PROOF,
    ),
    Mistake(
        "proof: what counts at several weights is added up as one thing", "scheduler/rules/proof.py",
        "if len(weights) > 1:", "if not weights:", PROOF,
    ),
    Mistake(
        "proof: rules that hold or are off count too", "scheduler/rules/proof.py",
        'if setting.hardness == "off" or', 'if setting.hardness == "never" or', PROOF,
    ),
    Mistake(
        "heard: a second process's worse plan is taken", "solver/heard.py",
        "if event.rows and (not self.rows or values(event.layers) <= values(self.layers)):", "if event.rows:", HEARD,
    ),
    Mistake(
        "heard: a process that dies is started again for ever", "solver/heard.py",
        "if self.failure or self.restarted or", "if self.failure or", HEARD,
    ),
    Mistake(
        "heard: a repeatable run is told of earlier plans", "solver/heard.py",
        "return () if self.job.seconds is None else self.rows", "return self.rows", HEARD,
    ),
    Mistake(
        "columns: a bound outlives what it was proved under", "solver/columns/plans.py",
        "return range(worse + 1, len(before))", "return range(worse + 2, len(before))", DIVES,
    ),
    Mistake(
        "columns: what a dive has barred stays barred", "solver/columns/dive.py",
        "self.generator.barred.clear()", "pass", DIVES,
    ),
    Mistake(
        "columns: a barred cell may be taken", "solver/columns/generate.py",
        "return prices + self.barred[person] if person in self.barred else prices", "return prices", DIVES,
    ),
    Mistake(
        "columns: a master forgets what is taken", "solver/columns/master.py",
        "kept = taken > 1e-9", "kept = taken > 2", DIVES,
    ),
    Mistake(
        "model: a price of given facts is forgotten", "solver/model.py",
        "if isinstance(statement, Price) or not", "if not", MODEL,
    ),
)  # fmt: skip
