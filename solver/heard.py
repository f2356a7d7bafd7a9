"""What is known of a run from its events alone, so that nothing is lost when its process is ended or dies."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

from scheduler.domain.codec import digest
from scheduler.domain.plan import LayerResult, Plan, PlanStatus, RunRecord
from scheduler.domain.problem import Row
from scheduler.domain.text import Text
from scheduler.domain.time import now_utc
from solver.record import Usage, of, package_version, took

if TYPE_CHECKING:
    from solver.api import Event, SolveJob

MEASURE_SECONDS = 1.0
"""How often at most the process is asked what it took so far."""

WORTH_AGAIN = 1.0
"""Seconds left below which a process that died is not started again."""

AGAIN = Text(
    "Le calcul s'est arrêté de façon inattendue ; il a été relancé pour le temps restant.",
    "The solving process ended unexpectedly; it was started again for the time left.",
)


class Heard:
    """The best plan of a run so far, its layers, the audit's sentences and what the record needs.

    `done` is the process's own last word.
    """

    def __init__(self, job: SolveJob) -> None:
        self.job = job
        self.rows: tuple[Row, ...] = ()
        self.layers: tuple[LayerResult, ...] = ()
        self.messages: tuple[Text, ...] = ()
        self.done: Plan | None = None
        self.failure = ""
        self.restarted = False
        self.first: tuple[float, tuple[int, ...]] | None = None
        self._begun, self._started = time.monotonic(), now_utc()
        self._version, self._pid = "", 0
        self._usage, self._before, self._measured = Usage(), Usage(), 0.0

    def elapsed(self) -> float:
        return time.monotonic() - self._begun

    def hear(self, event: Event) -> Event:
        """Take an event in. It comes back as it is to be told: its seconds are those since the run was asked for."""
        if event.kind == "hello":
            self._version, self._pid = event.text, event.pid
        elif event.kind == "audit":
            self.messages = event.messages
        elif event.kind == "error":
            self.failure = event.text
        elif event.kind == "done":
            self.done = event.plan
        if event.rows and (not self.rows or values(event.layers) <= values(self.layers)):
            self.rows, self.layers = event.rows, event.layers
            if self.first is None:
                self.first = round(self.elapsed(), 3), values(event.layers)
        elif event.layers and self.rows and values(event.layers) <= values(self.layers):
            self.layers = event.layers
        if time.monotonic() - self._measured > MEASURE_SECONDS:
            self.measure()
        return replace(event, seconds=round(self.elapsed(), 3))

    def measure(self) -> None:
        """Note what the process took until now; to be asked once more before it is ended."""
        self._measured = time.monotonic()
        now = of(self._pid) if self._pid else Usage()
        if now.cpu_seconds:
            self._usage = now

    def again(self) -> SolveJob | None:
        """After a process ended: the job for another one, or None where it has answered, had an error of its own (it would
        have it again), was started again already, or has no time left."""
        if self.done is not None:
            return None
        left = None if self.job.seconds is None else self.job.seconds - self.elapsed()
        if self.failure or self.restarted or (left is not None and left < WORTH_AGAIN):
            return None
        self.restarted = True
        self._before, self._usage, self._pid = self._usage.after(self._before), Usage(), 0
        return replace(self.job, seconds=left)

    def known(self) -> tuple[Row, ...]:
        """What a new process is told of; nothing with effort, where the same plan has to come again."""
        return () if self.job.seconds is None else self.rows

    def answer(self, stopped: bool) -> Plan | None:
        """The plan of the run; None where its process died without any. A stop before the first plan is a plan without rows."""
        plan = self.done
        if plan is not None and (not self.rows or (plan.rows and values(plan.layers) <= values(self.layers))):
            return self._told(plan)
        if not self.rows and not stopped:
            return None
        # A last word without the best plan told before is that of a second process, which had less time.
        status: PlanStatus = "stopped" if stopped else "died" if plan is None else "feasible"
        record = took(self._record(status), self._usage.after(self._before))
        said = (self.death(),) if status == "died" else (AGAIN,) if status == "feasible" and self.restarted else ()
        return Plan(record.problem_digest, self.rows, self.layers, status, (*said, *self.messages), record)

    def death(self, reason: str = "") -> Text:
        """That the process ended, and what is left."""
        reason = self.failure or reason
        why = f" ({reason})" if reason else ""
        if not self.rows:
            return Text(
                f"Le calcul s'est arrêté de façon inattendue{why}. Relancez-le ; le planning n'a pas changé.",
                f"The solving process ended unexpectedly{why}. Start it again; the plan is unchanged.",
            )
        return Text(
            f"Le calcul s'est arrêté de façon inattendue{why} ; voici le meilleur planning trouvé jusque-là.",
            f"The solving process ended unexpectedly{why}; this is the best plan found until then.",
        )

    def _told(self, plan: Plan) -> Plan:
        """The process's answer as that of the whole run, from the asking on, and of both processes where one was replaced."""
        record = plan.record
        if record is not None:
            record = replace(
                took(record, Usage(record.cpu_seconds or 0.0, record.peak_megabytes).after(self._before)),
                started=self._started,
                seconds=self.job.seconds,
                wall_seconds=round(self.elapsed(), 3),
                first_plan_seconds=self.first[0] if self.first else None,
                first_plan_objective=self.first[1] if self.first else None,
            )
        return replace(plan, messages=(AGAIN, *plan.messages) if self.restarted else plan.messages, record=record)

    def _record(self, status: PlanStatus) -> RunRecord:
        job = self.job
        return RunRecord(
            problem_digest=digest(job.problem),
            ward=job.problem.id,
            program_version=package_version("releve"),
            solver_version=self._version,
            seed=job.seed,
            workers=job.workers,
            started=self._started,
            wall_seconds=round(self.elapsed(), 3),
            status=status,
            pack=job.problem.pack,
            seconds=job.seconds,
            effort=job.effort,
            first_plan_seconds=self.first[0] if self.first else None,
            first_plan_objective=self.first[1] if self.first else None,
            layers=self.layers,
            goal=job.goal,
        )


def values(layers: tuple[LayerResult, ...]) -> tuple[int, ...]:
    """What a plan costs, layer by layer."""
    return tuple(layer.value for layer in layers)
