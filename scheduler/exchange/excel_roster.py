"""The monthly roster (tableau de service) as a workbook to print: people by grade, days, hours, cover, legend, signatures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from scheduler.accounts.hours import CREDIT, DUE, NIGHTS, WEEKENDS, WORK, balances
from scheduler.domain.text import Text, month_name
from scheduler.exchange.excel_codes import code_look, duty_look
from scheduler.exchange.excel_roster_foot import DAY_1, KIND, NAME, NUMBER, shade_of, write_foot
from scheduler.exchange.month import MASKED, Mask, MonthSheet, MonthView
from scheduler.exchange.sheets import CLOCK_HOURS, WHOLE_OR_NOTHING, Book, Look, Page, clock_text

FORMAT = "releve.roster/1"
"""Name and version of the sheet's layout, in its first, hidden cell."""

MANY_PEOPLE = 35
"""Above this number the sheet is set up for A3."""

_TITLE, _ABOUT, _LETTERS, _HEAD, _BODY = 2, 3, 4, 5, 6
_HEADER, _GROUP = "D0D5DD", "44546A"
_CHANGED = '@"▲"'
"""Shows a mark after a text without changing the text: what is read back is the code alone."""

STATES = {
    "draft": Text("brouillon", "draft"),
    "proposed": Text("proposé", "proposed"),
    "published": Text("publié", "published"),
    "live": Text("publié, en cours", "published, live"),
    "worked": Text("réalisé", "worked"),
    "validated": Text("validé", "validated"),
    "exported": Text("exporté vers la paie", "exported to payroll"),
}

_TOTALS = (
    ("hours.due", Text("Dues", "Due")),
    ("hours.planned", Text("Prévues", "Planned")),
    ("hours.difference", Text("Écart", "Diff.")),
    ("nights", Text("Nuits", "Nights")),
    ("weekends", Text("WE", "WE")),
)
_WORDS = {
    "roster": Text("Tableau de service", "Roster"),
    "number": Text("Matricule", "Staff no."),
    "name": Text("Nom et prénom", "Name"),
    "state": Text("État : {}", "State: {}"),
    "version": Text("version {}", "version {}"),
    "published": Text("publié le {}", "published on {}"),
    "by": Text("par {}", "by {}"),
    "pack": Text("règles : {}", "rules: {}"),
    "posted": Text("exemplaire à afficher, sans motifs d'absence", "copy for posting, without reasons of absence"),
}


def roster_workbook(sheets: Sequence[MonthSheet], lang: str, generated: str, posted: bool = False) -> bytes:
    """Months' rosters as .xlsx bytes, a sheet each, equal for equal data; `generated` is an ISO instant in UTC.

    A `posted` copy shows ABS for absences and confidential codes and has no legend of them. Raises InputRefused where the
    ward knows no day of a month.
    """
    views = [MonthView(sheet, Mask(posted)) for sheet in sheets]
    book = Book(_title(views[0], lang), generated)
    for view in views:
        name = f"{month_name(view.sheet.month, lang)} {view.sheet.year}".capitalize()
        _Roster(view, lang, book.sheet(name), posted, _title(view, lang)).write()
    return book.data()


def _title(view: MonthView, lang: str) -> str:
    month = f"{month_name(view.sheet.month, lang)} {view.sheet.year}"
    return f"{_WORDS['roster'].get(lang)} - {view.problem.name} - {month}"


@dataclass
class _Roster:
    view: MonthView
    lang: str
    page: Page
    posted: bool
    title: str

    def __post_init__(self) -> None:
        self.after = DAY_1 + len(self.view.days)
        self.last = self.after + len(_TOTALS) - 1
        self.looks: dict[tuple[str, str, bool], Look] = {}

    def write(self) -> None:
        self._widths()
        self._head()
        row = self._body(_BODY)
        write_foot(self.page, self.view, self.lang, row, self.last)
        sheet = self.page.sheet
        sheet.freeze_panes = sheet.cell(_BODY, DAY_1)
        sheet.sheet_view.showGridLines = False
        sheet.sheet_view.zoomScale = 110
        many = len(self.view.people) > MANY_PEOPLE
        self.page.on_paper(self.lang, self.title, f"{_TITLE}:{_HEAD}", many, tall=0 if many else 1)
        sheet.print_title_cols = "B:C"

    def word(self, key: str) -> str:
        return _WORDS[key].get(self.lang)

    def _widths(self) -> None:
        self.page.width(KIND, 8, hidden=True)
        self.page.width(NUMBER, 9.5)
        longest = max((len(self.view.person(p).name) for p in self.view.people), default=12)
        self.page.width(NAME, min(34, max(22, longest * 0.95 + 1)))
        for column in range(DAY_1, self.after):
            self.page.width(column, 4.4)
        for offset, characters in enumerate((7.5, 8, 8, 6, 5)):
            self.page.width(self.after + offset, characters)

    # --- header

    def _head(self) -> None:
        plain = Look()
        self.page.height(1, 12, hidden=True)
        names = [FORMAT, "person.id", "person.name", *(date.isoformat() for date in self.view.dates)]
        for column, name in enumerate([*names, *(key for key, _ in _TOTALS)], start=1):
            self.page.put(1, column, name, plain)
        self.page.put(_TITLE, NUMBER, self.title, Look(bold=True, size=15))
        self.page.put(_ABOUT, NUMBER, self._about(), Look(size=9.5, colour="404040"))
        self.page.height(_TITLE, 22)
        self.page.height(_ABOUT, 16)
        header = Look(bold=True, fill=_HEADER, lines=True, align="center", wrap=True, size=9)
        for column, word in ((NUMBER, "number"), (NAME, "name")):
            self.page.spread(_LETTERS, column, column, self.word(word), header, last_row=_HEAD)
        for offset, (date, day) in enumerate(zip(self.view.dates, self.view.days)):
            look = replace(header, fill=shade_of(self.view, day) or _HEADER, wrap=False)
            letter = Text("LMMJVSD", "MTWTFSS").get(self.lang)[date.weekday()]
            self.page.put(_LETTERS, DAY_1 + offset, letter + ("*" if date in self.view.holidays else ""), look)
            self.page.put(_HEAD, DAY_1 + offset, date.day, look)
        for offset, (_, label) in enumerate(_TOTALS):
            at = self.after + offset
            self.page.spread(_LETTERS, at, at, label.get(self.lang), replace(header, size=8.5), last_row=_HEAD)

    def _about(self) -> str:
        sheet, pack = self.view.sheet, self.view.problem.pack
        parts = [sheet.establishment, self.word("state").format(STATES[sheet.state].get(self.lang))]
        if sheet.version:
            parts.append(self.word("version").format(sheet.version))
        if sheet.published_on:
            parts.append(
                self.word("published").format(sheet.published_on[:10])
                + (" " + self.word("by").format(sheet.published_by) if sheet.published_by else "")
            )
        if pack is not None:
            parts.append(self.word("pack").format(f"{pack.name} {pack.version}"))
        if self.posted:
            parts.append(self.word("posted"))
        return "  ·  ".join(part for part in parts if part)

    # --- people

    def _body(self, row: int) -> int:
        totals = balances(self.view.entries(self.view.current))
        group_look = Look(bold=True, colour="FFFFFF", fill=_GROUP, size=9.5)
        for name, members in self.view.groups:
            self.page.put(row, KIND, "group", Look())
            self.page.put(row, NUMBER, f"{name.get(self.lang)} ({len(members)})", group_look)
            for column in range(NAME, self.last + 1):
                self.page.put(row, column, None, group_look)
            self.page.height(row, 14)
            row += 1
            for person in members:
                self._person(row, person, totals)
                row += 1
        return row

    def _person(self, row: int, person: int, totals: dict[tuple[str, str], int]) -> None:
        who = self.view.person(person)
        self.page.put(row, KIND, "person", Look())
        self.page.put(row, NUMBER, who.id, Look(lines=True, size=8.5, colour="404040"))
        self.page.put(row, NAME, who.name, Look(lines=True, size=9.5))
        for offset, day in enumerate(self.view.days):
            text = self.view.text(self.view.current, person, day)
            self.page.put(row, DAY_1 + offset, text or None, self._cell_look(person, day, text))
        due = totals.get((who.id, DUE), 0)
        done = totals.get((who.id, WORK), 0) + totals.get((who.id, CREDIT), 0)
        figure = Look(lines=True, align="right", size=9)
        counted = self.view.frame.weekly_due(who) > 0
        self.page.put(row, self.after, due / 1440 if counted else None, replace(figure, format=CLOCK_HOURS))
        self.page.put(row, self.after + 1, done / 1440, replace(figure, format=CLOCK_HOURS))
        difference = clock_text(done - due)
        if done > due:
            difference = "+" + difference
        self.page.put(row, self.after + 2, difference if counted else None, replace(figure, bold=done != due))
        count = replace(figure, align="center", format=WHOLE_OR_NOTHING)
        self.page.put(row, self.after + 3, totals.get((who.id, NIGHTS), 0), count)
        self.page.put(row, self.after + 4, totals.get((who.id, WEEKENDS), 0), count)
        self.page.height(row, 15.5)

    def _cell_look(self, person: int, day: int, text: str) -> Look:
        view = self.view
        if not view.known(day) or not view.frame.employed(person, day):
            return Look(lines=True, hatch="A6A6A6", fill="F2F2F2", align="center", shrink=True)
        shade = shade_of(self.view, day)
        changed = view.changed(person, day)
        key = (text, shade, changed)
        known = self.looks.get(key)
        if known is None:
            code = view.frame.code(view.current.at(person, day))
            known = code_look(None if text == MASKED and self.posted else code, shade)
            if text != MASKED and view.frame.has_duties[view.current.at(person, day)]:
                known = duty_look(known)
            if not text:
                known = Look(lines=True, fill=shade)
            if changed:
                known = replace(known, format=_CHANGED)
            self.looks[key] = known
        return known
