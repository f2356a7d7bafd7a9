"""Mistakes that a programmer could make in the solver, each with the tests that must notice it."""

from __future__ import annotations

from tests.mutations.kinds import DIVES, HEARD, MODEL, PARTS, PATHS, SHARES, WARDS, WHY, WHY_FIGURES, WORKER, Mistake

SOLVER_MISTAKES = (
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
    Mistake(
        "why: what a layer costs anyway is counted as more", "solver/answers/otherwise.py",
        "goal.expression() - value <= step * over", "goal.expression() <= step * over", WHY_FIGURES,
    ),
    Mistake(
        "why: steps of a layer are taken for its units", "solver/answers/otherwise.py",
        "step = gcd(*goal.weights)", "step = 2 * gcd(*goal.weights)", WHY_FIGURES,
    ),
    Mistake(
        "why: a bound is rounded up by a unit too much", "solver/answers/bounds.py",
        "(outcome.bound - certain - 1e-6) / unit)", "(outcome.bound - certain + 1e-6) / unit + 1)", WHY_FIGURES,
    ),
    Mistake(
        "why: bounds are of the choices that are ruled out", "solver/answers/bounds.py",
        "if choice not in allowed:", "if choice in allowed:", WHY_FIGURES,
    ),
    Mistake(
        "why: what was not proved is called exact", "solver/answers/why.py",
        "least - int(stands.costs[layer]) >= best.more[layer]", "least - int(stands.costs[layer]) <= best.more[layer]",
        WHY_FIGURES,
    ),
    Mistake(
        "why: the plan that is asked about is not laid over the roster", "solver/answers/why.py",
        "horizon = [text or row[known + day]", "horizon = [row[known + day] or text", WHY_FIGURES,
    ),
    Mistake(
        "why: bounds outlive the facts they were made for", "solver/answers/bounds.py",
        "kept.book is ward.book and kept.facts == facts(ward.grid)", "kept.book is ward.book", WHY,
    ),
    Mistake(
        "why: one who is just needed is said to be spare", "solver/answers/why_words.py",
        "NEEDED if there == said.minimum else", "NEEDED if there > said.minimum else", WHY,
    ),
    Mistake(
        "why: bounds stay stopped by the question that made them", "solver/answers/bounds.py",
        "rosters_of(book, given, lambda: self.stopped())", "rosters_of(book, given, stopped)", WHY,
    ),
)  # fmt: skip
