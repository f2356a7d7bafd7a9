"""The sheet of a workbook that says what made it: state, rules, settings, digest, controls, and every code with its meaning."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from scheduler.domain.codes import Code
from scheduler.domain.text import Text, month_name
from scheduler.domain.time import format_clock
from scheduler.exchange.excel_codes import code_look
from scheduler.exchange.excel_roster import STATES
from scheduler.exchange.month import MASKED, MonthView
from scheduler.exchange.sheets import HOURS, Book, Look, Page

_SECTION = Look(bold=True, size=12)
_HEAD = Look(bold=True, fill="44546A", colour="FFFFFF", lines=True, align="center", wrap=True, size=9)
_CELL = Look(lines=True, size=9.5, align="left", wrap=True, indent=1)
_KINDS = {
    "work": Text("travail", "work"),
    "rest": Text("repos", "rest"),
    "leave": Text("congé", "leave"),
    "absence": Text("absence", "absence"),
    "training": Text("formation ou travail ailleurs", "training or work elsewhere"),
    "blocked": Text("non affecté", "not employed here"),
}
_CREDITS = {
    "none": Text("rien", "nothing"),
    "fifth": Text("un cinquième de la semaine, du lundi au vendredi", "a fifth of the week, Monday to Friday"),
    "real": Text("durée réelle", "real duration"),
}


@dataclass(frozen=True, slots=True)
class Control:
    """Two cells that must hold the same total."""

    label: Text
    summary: str
    detail: str


def write_parameters(
    book: Book, view: MonthView, lang: str, generated: str, controls: Sequence[Control], reasons: bool
) -> None:
    """Add the sheet of codes and parameters at the end of a workbook."""
    page = book.sheet(Text("Légende & paramètres", "Key & parameters").get(lang))
    for column, characters in enumerate((24, 34, 26, 22, 16, 34), start=1):
        page.width(column, characters)
    page.put(1, 1, Text("Paramètres", "Parameters").get(lang), _SECTION)
    row = 2
    for label, value in _parameters(view, lang, generated, reasons):
        page.put(row, 1, label.get(lang), replace(_CELL, bold=True))
        page.spread(row, 2, 6, value, _CELL)
        row += 1
    row = _controls(page, row + 1, lang, controls)
    _codes(page, row + 1, lang, view)
    page.on_paper(lang, book.workbook.properties.title, "1:1")
    page.sheet.sheet_view.showGridLines = False


def _parameters(view: MonthView, lang: str, generated: str, reasons: bool) -> list[tuple[Text, str]]:
    sheet, problem = view.sheet, view.problem
    night = view.ledger.night
    change = {
        "real": Text("durée réelle (une nuit de 9 h ou de 11 h)", "real duration (a night of 9 h or 11 h)"),
        "nominal": Text("durée nominale", "nominal duration"),
    }[problem.clock_change]
    days = Text(
        "Les jours qui ne sont pas encore travaillés portent le planning en cours.",
        "Days not yet worked hold the plan as it stands.",
    )
    published = " ".join(part for part in (sheet.published_on, sheet.published_by) if part)
    validated = " ".join(part for part in (sheet.validated_on, sheet.validated_by) if part)
    return [
        (Text("Établissement", "Establishment"), sheet.establishment),
        (Text("Unité", "Ward"), f"{problem.name} ({problem.id})"),
        (Text("Mois", "Month"), f"{month_name(sheet.month, lang)} {sheet.year}"),
        (Text("État", "State"), f"{STATES[sheet.state].get(lang)}. {days.get(lang)}"),
        (Text("Version publiée", "Published version"), str(sheet.version) if sheet.version else ""),
        (Text("Publié", "Published"), published),
        (Text("Validé", "Validated"), validated),
        (Text("Règles", "Rules"), f"{problem.pack.name} {problem.pack.version}" if problem.pack else ""),
        (Text("Fuseau horaire", "Time zone"), problem.zone),
        (Text("Changement d'heure", "Clock change"), change.get(lang)),
        (Text("Heures de nuit", "Night hours"), f"{format_clock(night.start)}-{format_clock(night.end % 1440)}"),
        (
            Text("Motifs d'absence", "Reasons of absence"),
            (Text("montrés", "shown") if reasons else Text("masqués (ABS)", "hidden (ABS)")).get(lang),
        ),
        (Text("Produit le", "Generated"), generated),
        (Text("Empreinte des données", "Digest of the data"), "SHA-256 " + view.digest()),
    ]


def _controls(page: Page, row: int, lang: str, controls: Sequence[Control]) -> int:
    heads = (
        Text("Contrôle", "Control"),
        Text("Synthèse (h)", "Summary (h)"),
        Text("Détail journalier (h)", "Daily detail (h)"),
        Text("Écart (h)", "Difference (h)"),
    )
    for column, head in enumerate(heads, start=1):
        page.put(row, column, head.get(lang), _HEAD)
    figure = replace(_CELL, format=HOURS, align="right", indent=0)
    for control in controls:
        row += 1
        page.put(row, 1, control.label.get(lang), replace(_CELL, bold=True))
        page.formula(row, 2, f"={control.summary}", figure)
        page.formula(row, 3, f"={control.detail}", figure)
        page.formula(row, 4, f"=ROUND(B{row}-C{row},2)", figure)
    return row + 1


def _codes(page: Page, row: int, lang: str, view: MonthView) -> None:
    heads = (
        Text("Code", "Code"),
        Text("Libellé", "Name"),
        Text("Nature", "Kind"),
        Text("Horaires", "Times"),
        Text("Effectif (min)", "Effective (min)"),
        Text("Compte pour", "Counts for"),
    )
    for column, head in enumerate(heads, start=1):
        page.put(row, column, head.get(lang), _HEAD)
    for code in view.problem.codes:
        if not view.mask.hides(code):
            row += 1
            _code(page, row, lang, code)
    if any(view.mask.hides(code) for code in view.problem.codes):
        row += 1
        page.put(row, 1, MASKED, code_look(None, ""))
        page.put(row, 2, Text("Absence, motif masqué", "Absence, reason hidden").get(lang), _CELL)


def _code(page: Page, row: int, lang: str, code: Code) -> None:
    times = ", ".join(f"{format_clock(part.start)}-{format_clock(part.end % 1440)}" for part in code.segments)
    effective = sum(part.end - part.start if part.effective is None else part.effective for part in code.segments)
    page.put(row, 1, code.id, code_look(code, ""))
    page.put(row, 2, code.name.get(lang), _CELL)
    page.put(row, 3, _KINDS[code.kind].get(lang), _CELL)
    page.put(row, 4, times, _CELL)
    page.put(row, 5, effective if code.segments else None, replace(_CELL, align="right", indent=0))
    page.put(row, 6, _CREDITS[code.credit].get(lang) if code.kind != "rest" else None, _CELL)
