"""Mistakes that a programmer could make in the rules, each with the tests that must notice it. Add a line for a new one."""

from __future__ import annotations

from dataclasses import dataclass

LAW = ("tests/rules/test_legal_examples.py",)
EXAMPLES = ("tests/rules/test_examples.py",)
ONCALL = ("tests/rules/test_oncall.py",)
LIVE = ("tests/rules/test_live_check.py",)
CONTRACT = ("tests/rules/test_contract.py",)
MODEL = ("tests/solver/test_model_contract.py",)
PATHS = ("tests/solver/test_paths.py",)
PARTS = ("tests/solver/test_parts.py",)


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
        RULES + "window.py",
        "frame.midnight(whole_last + 1)),)",
        "frame.midnight(min(whole_last + 1, frame.last))),)", LAW,
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
        "paths: the history before the horizon is not walked", "solver/paths/graph.py",
        "for day in range(part.first, min(0, part.last + 1)):", "for day in range(0, min(0, part.last + 1)):", PATHS,
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
)  # fmt: skip
