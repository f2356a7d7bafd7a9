"""One run of the solver as a command sees it: progress, Ctrl+C, a process that dies, and the summary of what came of it."""

from __future__ import annotations

import signal
import subprocess
import textwrap
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from scheduler.checking import LiveCheck, check_problem, is_hard
from scheduler.domain.plan import LayerResult, Plan, goal_reached, percent, said_usage
from scheduler.domain.problem import Problem
from scheduler.domain.text import Text, typeset
from scheduler.rules.cover import Cover
from scheduler.rules.proof import sentence
from solver.api import Event, SolveJob, end, solve, start
from ui.commands.output import say
from ui.commands.parser import BAD, DONE, NO, words
from ui.qtlibs import language

SECONDS_BETWEEN_LINES = 1.0

STATUS = {
    "optimal": Text("planning optimal, prouvé", "optimal plan, proved"),
    "feasible": Text("planning légal", "legal plan"),
    "infeasible": Text("aucun planning légal n'existe", "there is no legal plan"),
    "unknown": Text("aucun planning trouvé dans ce temps", "no plan found in this time"),
    "died": Text("le calcul s'est arrêté de façon inattendue, meilleur planning gardé", "died unexpectedly, best plan kept"),
    "stopped": Text("arrêté, meilleur planning gardé", "stopped, best plan kept"),
}  # fmt: skip


KEPT = Text("Arrêt demandé ; le meilleur planning est gardé ...", "Stopping; the best plan is kept ...")
TOLD = Text("Arrêt demandé ; ce qui est connu jusque-là est dit ...", "Stopping; what is known until now is told ...")
"""What Ctrl+C is answered where a plan is made, and where a question is asked."""


@contextmanager
def interruptible(answered: Text = KEPT) -> Iterator[threading.Event]:
    """An event that Ctrl+C (and a polite end of the process) sets instead of breaking off; the second time it breaks off."""
    stop = threading.Event()

    def ask(number: int, frame: object) -> None:
        if stop.is_set():
            raise KeyboardInterrupt
        stop.set()
        say(answered.get(language()))

    before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def standing_by() -> Iterator[subprocess.Popen[str]]:
    """A solving process that starts while the ward is still being read and judged."""
    process = start()
    try:
        yield process
    finally:
        end(process, 0)


def run(
    job: SolveJob,
    stop: threading.Event,
    listen: Callable[[Event], None] = lambda event: None,
    process: subprocess.Popen[str] | None = None,
) -> tuple[Plan, bool]:
    """The plan, and whether the solving process died before its end. Raises SolverFailed where it left no plan.

    `listen` hears every event, after the user has been told; `process` may stand ready.
    """
    tell = progress(job.problem)
    failed = threading.Event()

    def hear(event: Event) -> None:
        tell(event)
        listen(event)
        if event.kind == "error":
            failed.set()

    plan = solve(job, hear, stop, process)
    return plan, failed.is_set() and not stop.is_set()


def progress(problem: Problem) -> Callable[[Event], None]:
    """Tells plans and bounds as they come, at most one line a second."""
    names = {layer.id: layer.name.get(language()) for layer in problem.layers}
    told = [float("-inf")]

    def listen(event: Event) -> None:
        if event.kind not in ("solution", "bound") or time.monotonic() - told[0] < SECONDS_BETWEEN_LINES:
            return
        told[0] = time.monotonic()
        say(f"{event.seconds:7.1f} s  {_in_a_row(names, event.layers)}")

    return listen


def _in_a_row(names: dict[str, str], layers: tuple[LayerResult, ...]) -> str:
    return "  ".join(
        f"{names[each.layer]} {each.value}" + ("" if each.bound is None else f" (>= {each.bound})") for each in layers
    )


def status(plan: Plan, legal: bool, died: bool = False) -> int:
    """The exit status of a run."""
    if died:
        return BAD
    return DONE if plan.rows and legal else NO


# --- the summary


def summary(problem: Problem, plan: Plan) -> tuple[list[str], bool]:
    """What came of a run, in lines; and whether the plan is legal."""
    lang = language()
    people, last = len(problem.people), problem.first.fromordinal(problem.first.toordinal() + problem.days - 1)
    lines = [
        words(
            f"{problem.name} : {people} agents, {problem.days} jours, du {problem.first} au {last}",
            f"{problem.name}: {people} people, {problem.days} days, {problem.first} to {last}",
        ),
        f"  {_ending(plan, lang)}",
    ]
    legal = False
    if plan.rows:
        report = check_problem(problem, plan.rows)
        legal = report.legal
        if report.check is not None:
            lines += _counted(report.check)
    lines += _layer_lines(problem, plan, lang)
    proof = sentence(problem, plan.layers).get(lang)
    lines += [f"  {line}" for line in textwrap.wrap(typeset(proof, lang), 118)]
    if plan.record is not None:
        lines.append("  " + words("calcul : ", "solving: ") + said_usage(plan.record).get(lang))
    lines += [f"  {message.get(lang)}" for message in plan.messages]
    return lines, legal


def _ending(plan: Plan, lang: str) -> str:
    """What a plan is, and why its search ended where that is news."""
    goal = goal_reached(plan)
    colon = " ; " if lang == "fr" else "; "
    return STATUS[plan.status].get(lang) + ("" if goal is None else colon + goal.get(lang))


def _counted(check: LiveCheck) -> list[str]:
    broken = len(check.broken())
    already = sum(is_hard(check.rule(each)) for each in check.already())
    short, needed, parts = uncovered(check)
    lines = [
        words(
            f"  règles strictes enfreintes : {broken} (déjà là avant le planning : {already})",
            f"  hard rules broken: {broken} (already there before the plan: {already})",
        ),
    ]
    unjudged = check.frame.problem.demand and not judges_demand(check)
    if unjudged:
        lines.append(
            words(
                f"  postes non couverts : aucune règle {Cover.key} ne juge les besoins ({needed} postes)",
                f"  uncovered shifts: no {Cover.key} rule judges the demand ({needed} shifts)",
            )
        )
    else:
        lines.append(words(f"  postes non couverts : {short} sur {needed}", f"  uncovered shifts: {short} of {needed}"))
    if parts:
        lines.append(words(f"  plages horaires sous l'effectif minimal : {parts}", f"  clock intervals below minimum: {parts}"))
    return lines


def judges_demand(check: LiveCheck) -> bool:
    """Whether a rule of the ward judges any of its demand."""
    return any(isinstance(rule.template, Cover) for rule in check.book.rules)


def uncovered(check: LiveCheck) -> tuple[int, int, int]:
    """Heads missing to the minimum over shifts, heads needed, and how many parts of clock intervals are below theirs."""
    frame = check.frame
    lines = {line.id: line for line in frame.demand}
    low = [each for each in check if each.level == "minimum" and "line" in each.extra]
    by_shift = [each for each in low if lines[str(each.extra["line"])].start is None]
    needed = sum(
        frame.line_needs(line, day)[0] or 0
        for line in lines.values()
        if line.start is None
        for day in range(frame.problem.days)
    )
    return sum(each.limit - each.value for each in by_shift), needed, len(low) - len(by_shift)


def _layer_lines(problem: Problem, plan: Plan, lang: str) -> list[str]:
    if not plan.layers:
        return []
    names = {layer.id: layer.name.get(lang) for layer in problem.layers}
    heads = [words("couche", "layer"), words("valeur", "value"), words("borne", "bound"), words("écart", "gap")]
    table = [heads, *([names[each.layer], str(each.value), *bound_and_gap(each, lang)] for each in plan.layers)]
    return ["  " + row for row in in_columns(table)]


def bound_and_gap(layer: LayerResult, lang: str) -> list[str]:
    """A layer's proved bound and the gap to it as people read them; "-" where nothing is proved."""
    if layer.bound is None or layer.gap is None:
        return ["-", "-"]
    return [str(layer.bound), percent(layer.gap, lang)]


def in_columns(table: list[list[str]], left: int = 1) -> list[str]:
    """Rows of a table as lines, columns one under another, the first `left` of them from the left."""
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    return [
        "  ".join(
            cell.ljust(width) if at < left else cell.rjust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in table
    ]
