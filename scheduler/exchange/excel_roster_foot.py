"""What stands below the people on a monthly roster: cover by day, the legend of codes, signatures."""

from __future__ import annotations

from dataclasses import dataclass, replace

from scheduler.accounts.cover import DayCover, cover
from scheduler.domain.choices import PLUS
from scheduler.domain.overtime import MARK
from scheduler.domain.text import Text
from scheduler.exchange.excel_codes import HOLIDAY_SHADE, WEEKEND_SHADE, code_look, duty_look, duty_text, legend_text
from scheduler.exchange.month import MASKED, MonthView
from scheduler.exchange.sheets import WHOLE_OR_NOTHING, Look, Page

KIND, NUMBER, NAME, DAY_1 = 1, 2, 3, 4
"""Columns: what a row is (hidden), staff number, name, the first day."""

_SHORT = "FFC9C9"
_WORDS = {
    "cover": Text(
        "Effectif par jour (présents ; présents/minimum en gras s'il en manque)",
        "Cover by day (present; present/minimum in bold where short)",
    ),
    "short": Text("Manque", "Short"),
    "legend": Text("Légende", "Legend"),
    "changed": Text("▲ modifié depuis la publication", "▲ changed since publication"),
    "shaded": Text(
        "fond gris : week-end ; fond orangé et * : jour férié ; WE : week-ends touchés par du travail",
        "grey: weekend; orange and *: public holiday; WE: weekends that work touches",
    ),
    "overtime": Text("Heures supplémentaires", "Overtime"),
    "absence": Text("Absence", "Absence"),
    "head": Text("Cadre de santé (date, nom, signature)", "Nurse manager (date, name, signature)"),
    "direction": Text("Direction des soins (date, nom, signature)", "Director of nursing (date, name, signature)"),
}


def write_foot(page: Page, view: MonthView, lang: str, row: int, last: int) -> None:
    """Write cover, legend and signatures from a row on, over the columns up to the last one."""
    foot = _Foot(page, view, lang, last)
    foot.signatures(foot.legend(foot.cover(row)))


def shade_of(view: MonthView, day: int) -> str:
    """The background of a day: holidays and weekends stand out, the others have none."""
    if day in view.frame.holiday_days:
        return HOLIDAY_SHADE
    return WEEKEND_SHADE if view.frame.weekday(day) >= 5 else ""


@dataclass
class _Foot:
    page: Page
    view: MonthView
    lang: str
    last: int

    def __post_init__(self) -> None:
        self.after = DAY_1 + len(self.view.days)

    def _word(self, key: str) -> str:
        return _WORDS[key].get(self.lang)

    def cover(self, row: int) -> int:
        lines = cover(self.view.current, self.view.sheet.first, self.view.sheet.last)
        if not lines:
            return row
        row += 1
        self.page.height(row - 1, 6)
        self._section(row, "cover")
        self.page.put(row, self.after, self._word("short"), Look(bold=True, size=9, align="right"))
        row += 1
        for found in lines:
            self.page.put(row, KIND, "cover", Look())
            self.page.spread(row, NUMBER, NAME, found.line.name.get(self.lang), Look(lines=True, size=9, shrink=True))
            for offset, date in enumerate(self.view.dates):
                day = next((cell for cell in found.days if cell.date == date), None)
                self._cover_cell(row, DAY_1 + offset, day, shade_of(self.view, self.view.days[offset]))
            missing = sum(day.short for day in found.days)
            look = Look(lines=True, align="right", bold=missing > 0, fill=_SHORT if missing else "", format=WHOLE_OR_NOTHING)
            self.page.put(row, self.after, missing, look)
            row += 1
        return row

    def _cover_cell(self, row: int, column: int, day: DayCover | None, shade: str) -> None:
        plain = Look(lines=True, align="center", size=8.5, fill=shade, shrink=True)
        if day is None or (day.minimum is None and day.heads == 0):
            self.page.put(row, column, None, plain)
        elif day.short:
            short = replace(plain, bold=True, fill=_SHORT, size=9)
            self.page.put(row, column, f"{day.heads}/{day.minimum}", short)
        else:
            self.page.put(row, column, day.heads, plain)

    def _section(self, row: int, word: str) -> None:
        self.page.put(row, KIND, "section", Look())
        self.page.put(row, NUMBER, self._word(word), Look(bold=True, size=9.5))

    def legend(self, row: int) -> int:
        row += 1
        self.page.height(row - 1, 6)
        self._section(row, "legend")
        row += 1
        entries: list[tuple[str, str, Look]] = [
            (code.id, legend_text(code, self.lang), code_look(code, ""))
            for code in self.view.problem.codes
            if not self.view.mask.hides(code)
        ]
        plain = duty_look(Look(lines=True, align="center", shrink=True))
        entries += [(PLUS + duty.id, duty_text(duty, self.lang), plain) for duty in self.view.frame.duties]
        if self.view.overtime:
            entries.append(("…" + MARK, self._word("overtime"), Look(lines=True, align="center")))
        if any(self.view.mask.hides(code) for code in self.view.problem.codes):
            entries.append((MASKED, self._word("absence"), code_look(None, "")))
        per_row = 5
        width = self.last + 1 - DAY_1
        starts = [NUMBER, *(DAY_1 + width * part // (per_row - 1) for part in range(per_row - 1))]
        for at in range(0, len(entries), per_row):
            self.page.put(row, KIND, "legend", Look())
            for start, end, (code, text, look) in zip(starts, [*starts[1:], self.last + 1], entries[at : at + per_row]):
                self.page.put(row, start, code, look)
                self.page.spread(row, start + 1, end - 1, text, Look(size=8.5, shrink=True, align="left", indent=1))
            row += 1
        notes = [self._word("shaded")]
        if self.view.published is not None:
            notes.insert(0, self._word("changed"))
        self.page.put(row, KIND, "legend", Look())
        self.page.put(row, NUMBER, "   ".join(notes), Look(size=8.5, italic=True))
        return row + 1

    def signatures(self, row: int) -> None:
        row += 1
        self.page.height(row - 1, 6)
        middle = DAY_1 + (self.after - DAY_1) // 2
        look = Look(box=True, size=9, align="left", vertical="top", indent=1)
        self.page.put(row, KIND, "signatures", Look())
        self.page.height(row, 54)
        self.page.spread(row, NUMBER, middle - 1, self._word("head"), look)
        self.page.spread(row, middle, self.last, self._word("direction"), look)
