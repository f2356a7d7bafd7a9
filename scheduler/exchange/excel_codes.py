"""How a code looks and is explained in a workbook."""

from __future__ import annotations

from dataclasses import replace

from scheduler.domain.codes import Code
from scheduler.domain.oncall import Duty
from scheduler.domain.time import DAY, format_clock
from scheduler.exchange.sheets import Look, readable_on

WEEKEND_SHADE, HOLIDAY_SHADE = "E3E3E3", "F3DDC4"
"""Backgrounds of days off the common week: grey, and a warm tone; both print as light grey."""


def code_look(code: Code | None, shade: str) -> Look:
    """A code's colour, and by its kind a way of writing that survives black and white: nights bold, leave italic, absences
    hatched, training underlined. None is an absence whose reason is hidden; a rest or a white code takes the day's shade."""
    base = Look(lines=True, align="center", shrink=True, size=9.5)
    if code is None:
        return replace(base, italic=True, hatch="A6A6A6", fill="EDEDED")
    colour = code.colour.lstrip("#").upper()
    fill = shade if colour == "FFFFFF" or (shade and code.kind == "rest") else colour
    look = replace(base, fill=fill, colour=readable_on(fill or "FFFFFF"))
    if code.kind == "leave":
        return replace(look, italic=True)
    if code.kind in ("absence", "blocked"):
        return replace(look, italic=True, hatch="7F7F7F")
    if code.kind == "training":
        return replace(look, underline=True)
    if code.kind == "rest":
        return replace(look, colour="595959")
    return replace(look, bold="night" in code.all_tags)


def duty_look(look: Look) -> Look:
    """A cell that holds on-call periods: bold and in black, whatever its code."""
    return replace(look, bold=True, colour=readable_on(look.fill or "FFFFFF"), size=8.5)


def duty_text(duty: Duty, lang: str) -> str:
    """An on-call period's name and its times: Garde d'anesthésie, nuit 18:00-08:00."""
    period = duty.period
    return f"{duty.name.get(lang)} {format_clock(period.start)}-{format_clock(period.end % DAY)}"


def legend_text(code: Code, lang: str) -> str:
    """A code's name and its times: Matin 06:45-14:15."""
    times = ", ".join(f"{format_clock(part.start)}-{format_clock(part.end % 1440)}" for part in code.segments)
    return f"{code.name.get(lang)} {times}".strip()
