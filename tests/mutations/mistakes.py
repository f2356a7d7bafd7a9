"""Mistakes that a programmer could make in the rules, each with the tests that must notice it. Add a line for a new one."""

from __future__ import annotations

from tests.mutations.conflict_mistakes import CONFLICT_MISTAKES
from tests.mutations.kinds import (
    BALANCE,
    DEFINITIONS,
    EXAMPLES,
    FAIR,
    HOSPITAL,
    LAW,
    LIVE,
    ONCALL,
    OVERTIME,
    PROOF,
    RULES,
    Mistake,
)
from tests.mutations.solver_mistakes import SOLVER_MISTAKES

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
    *SOLVER_MISTAKES,
    *CONFLICT_MISTAKES,
)  # fmt: skip
