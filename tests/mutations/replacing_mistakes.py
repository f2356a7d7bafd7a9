"""Mistakes that a programmer could make in ranking replacements and in the call log, with the tests that must notice each."""

from __future__ import annotations

from tests.mutations.kinds import LIVE, Mistake

RANKING = "tests/services/test_replacing.py"
ORDER = "tests/services/test_replacing_order.py"
HOLES = "tests/services/test_replacing_holes.py"
ROSTER = "tests/services/test_replacing_roster.py"
CALLS = "tests/services/test_store_calls.py"
CODEC = "tests/domain/test_codec.py"
HERE = "scheduler/services/"

REPLACING_MISTAKES = (
    Mistake(
        "replacing: a trial leaves its findings behind", "scheduler/rules/live.py",
        "                self._found[number] = known\n", "                self._found[number].update(known)\n", LIVE,
    ),
    Mistake(
        "replacing: a trial leaves its costs behind", "scheduler/rules/live.py", "            self._costs = costs\n", "", LIVE,
    ),
    Mistake(
        "replacing: a trial leaves totals of shares behind", "scheduler/rules/live.py",
        "            self._totals.update(totals)\n", "", ROSTER,
    ),
    Mistake(
        "replacing: what was broken before is held against everybody", HERE + "replacing.py",
        "return old.key == new.key or (runs", "return (runs", RANKING,
    ),
    Mistake(
        "replacing: any wider breach excuses one within it", HERE + "replacing.py",
        "(runs and old.first <= new.first", "(old.first <= new.first", ROSTER,
    ),
    Mistake(
        "replacing: a soft rule forbids", HERE + "replacing.py",
        "if finding.new > 0 and is_hard(check.rule(finding))]", "if finding.new > 0]", RANKING,
    ),
    Mistake(
        "replacing: overtime is paid although it mends nothing", HERE + "replacing.py",
        "as_overtime.verdict.rules < plain.verdict.rules", "as_overtime.verdict.rules <= plain.verdict.rules", RANKING,
    ),
    Mistake(
        "replacing: overtime for those who do not accept it", HERE + "replacing.py",
        "or extra not in frame.options[person]", "", RANKING,
    ),
    Mistake(
        "replacing: notice is counted to the new shift although an earlier one is given up", HERE + "replacing.py",
        "begins = min([staff.hole.start, *", "begins = max([staff.hole.start, *", RANKING,
    ),
    Mistake(
        "replacing: notice of exactly the limit needs a reason", HERE + "replacing.py",
        "return self.notice < terms().notice", "return self.notice <= terms().notice", RANKING,
    ),
    Mistake(
        "replacing: who asked not to be called is proposed", HERE + "replacing.py",
        "    if facts.left_alone:\n        return", "    if False:\n        return", ORDER,
    ),
    Mistake(
        "replacing: volunteers come before cheaper people", HERE + "replacing.py",
        "        fill.cost.rank,\n        0 if facts.volunteer else 1,\n",
        "        0 if facts.volunteer else 1,\n        fill.cost.rank,\n", ORDER,
    ),
    Mistake(
        "replacing: minutes that were over already are over again", HERE + "replacing.py",
        "max(0, balance) > max(0, facts.balance or 0)", "balance < max(0, facts.balance or 0)", RANKING,
    ),
    Mistake(
        "replacing: a recall of exactly ninety days is forgotten", HERE + "replacing_people.py",
        "now - terms().recall <= call.answered", "now - terms().recall < call.answered", ORDER,
    ),
    Mistake(
        "replacing: the answer to another hole counts", HERE + "replacing_people.py",
        "if (call.date, call.code) == (self._date, hole.code):", "if call.date == self._date:", ORDER,
    ),
    Mistake(
        "replacing: an act that lifts a restriction is not heard", HERE + "replacing_people.py",
        "if self._own and all(", "if not self._own and all(", RANKING,
    ),
    Mistake(
        "replacing: a shift that has begun is given up", HERE + "replacing_people.py",
        "any(piece.start < self.now for piece in now - then)", "any(piece.end < self.now for piece in now - then)", RANKING,
    ),
    Mistake(
        "replacing: why somebody is away is told", HERE + "replacing_words.py",
        "if code is not None and code.confidential else", "if code is None else", RANKING,
    ),
    Mistake(
        "holes: a line below its target is sought before one below its minimum", HERE + "replacing_holes.py",
        "for heads in (short, below):", "for heads in (below, short):", HOLES,
    ),
    Mistake(
        "holes: a handover serves a clock interval", HERE + "replacing_holes.py", "LEAST = 0.5", "LEAST = 0.01", HOLES,
    ),
    Mistake(
        "holes: the absent person's grade is not asked for", HERE + "replacing_holes.py",
        "    if hole.absent is None:\n        return True", "    if True:\n        return True", RANKING,
    ),
    Mistake(
        "calls: the log changes what a plan answers", "scheduler/domain/codec.py",
        "canonical(to_json(as_planned(problem)))", "canonical(to_json(problem))", CODEC,
    ),
    Mistake(
        "calls: an answer is written over another one's", "scheduler/db/calls.py",
        "if known not in (seen, wanted):", "if known is None:", CALLS,
    ),
)  # fmt: skip
