"""Finds the header row of a sheet by itself and which column is which, by the names people give them in French and English."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Sequence

from scheduler.exchange.excel_read import Layout, Table, Value, as_text

SEARCHED_ROWS = 40

_SPELLINGS = {
    "id": """matricule|mat|no matricule|numero matricule|n matricule|matricule agent|matricule rh|id|identifiant|id agent
        |code agent|numero agent|n agent|no agent|numero|staff number|staff no|staff id|employee id|employee number
        |employee no|personnel number|payroll number|person id""",
    "surname": """nom|nom de famille|nom usuel|nom d usage|nom usage|noms|surname|last name|lastname|family name
        |person surname""",
    "given": "prenom|prenoms|prenom usuel|given name|given names|first name|firstname|forename|person given",
    "name": """nom prenom|nom et prenom|nom prenoms|nom et prenoms|nom complet|noms et prenoms|noms prenoms|prenom nom|agent
        |agents|nom de l agent|nom agent|salarie|personnel|name|names|full name|staff|staff name|staff member|employee
        |employee name|nurse|person name""",
    "grade": """grade|grades|metier|fonction|profession|categorie|corps|emploi|qualification|grade metier|metier grade
        |grade fonction|job|job title|role|position|occupation|staff group|person grade""",
    "contract": """contrat|regime|regime horaire|type de contrat|regime de travail|cycle horaire|contract|contract type
        |working pattern|terms|person contract""",
    "weekly": """heures hebdo|h hebdo|duree hebdo|duree hebdomadaire|heures hebdomadaires|temps hebdomadaire|hebdo
        |obligation hebdomadaire|heures semaine|h semaine|heures par semaine|weekly hours|hours per week|weekly duty
        |contract hours|hours week""",
    "quota": """quotite|quotite %|quotite de travail|%|taux|taux d activite|taux d emploi|taux %|temps de travail|temps
        |temps partiel|tps travail|temps %|etp|% etp|etp %|fte|fte %|quota|quota %|part time|part time %|percentage
        |working time|working time %|person quota""",
    "skills": """competences|competence|habilitations|habilitation|specialites|specialite|skills|skill|qualifications
        |competencies|competency""",
    "since": """date d entree|date entree|entree|arrivee|date d arrivee|date arrivee|debut|date debut|date de debut|depuis
        |du|date d embauche|embauche|start date|start|since|from|hire date|entry date|joined|valid from""",
    "until": """date de sortie|date sortie|sortie|depart|date de depart|date depart|fin|date fin|date de fin|fin de contrat
        |jusqu au|au|end date|end|until|to|leaving date|left|valid to""",
    "note": "remarque|remarques|observation|observations|commentaire|commentaires|note|notes|comment|comments|remarks",
}
ALIASES = {" ".join(spelling.split()): field for field, words in _SPELLINGS.items() for spelling in words.split("|")}
FIELDS = tuple(_SPELLINGS)

_LEAST_LETTERS = 4
"""A shorter spelling must be the whole header: "Du" begins too many words."""


def plain(value: Value) -> str:
    """Letters and digits of a text without case or accents, words parted by one blank; the per cent sign stays."""
    split = unicodedata.normalize("NFKD", as_text(value).casefold().replace("œ", "oe"))
    kept = "".join(
        letter if letter.isalnum() or letter == "%" else " " for letter in split if not unicodedata.combining(letter)
    )
    return " ".join(kept.split())


_TOTALS = frozenset(
    [
        "total",
        "totaux",
        "sous",
        "somme",
        "effectif",
        "effectifs",
        "nombre",
        "moyenne",
        "sum",
        "subtotal",
        "count",
        "average",
        "sub",
    ]
)


def is_total(value: Value) -> bool:
    """Whether a text heads a row of totals: Total IDE, Effectif matin, Sous-total."""
    return plain(value).partition(" ")[0] in _TOTALS


def field_of(header: Value) -> tuple[str, int]:
    """The field that a header names and how surely: 2 its very spelling, 1 a header that begins with one, 0 none."""
    words = plain(header)
    exact = ALIASES.get(words) or ALIASES.get(words.replace("%", "").strip())
    if exact:
        return exact, 2
    best = ""
    for alias in ALIASES:
        if len(alias) >= _LEAST_LETTERS and words.startswith(alias + " ") and len(alias) > len(best):
            best = alias
    return (ALIASES[best], 1) if best else ("", 0)


def match_columns(headers: Sequence[Value], wanted: Collection[str] = FIELDS, skip: Collection[int] = ()) -> dict[str, int]:
    """The column of each field that the headers name; the surest wins, then the leftmost."""
    found: dict[str, tuple[int, int]] = {}
    for column, header in enumerate(headers):
        if column in skip or not as_text(header):
            continue
        field, score = field_of(header)
        if field in wanted and score > found.get(field, (0, 0))[0]:
            found[field] = (score, column)
    return {field: column for field, (_, column) in found.items()}


def find_header(table: Table, needed: Iterable[Collection[str]]) -> Layout | None:
    """The row that names the most fields, among those that name one of each group in `needed`; None: there is none."""
    groups = [set(group) for group in needed]
    best: Layout | None = None
    for row, values in enumerate(table.rows[:SEARCHED_ROWS]):
        columns = match_columns(values)
        if all(group & columns.keys() for group in groups) and (best is None or len(columns) > len(best.columns)):
            best = Layout(table.sheet, row, columns, tuple(as_text(value) for value in values))
    return best
