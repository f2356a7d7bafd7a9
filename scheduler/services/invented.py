"""What invented wards are made of: plainly invented names, the rest day and the usual absences, codes from clock times."""

from __future__ import annotations

from scheduler.domain.codes import Code, Segment
from scheduler.domain.text import Text

PLANTS = """
Ortie Bruyère Genêt Fougère Myrtille Sureau Cèdre Tilleul Noisetier Aubépine Bouleau Capucine Dahlia Églantier Frêne
Giroflée Houx Iris Jonquille Kiwaï Lavande Mélèze Nénuphar Olivier Pivoine Quinoa Romarin Sauge Thym Verveine Acanthe
Bleuet Charme Digitale Érable Fuchsia Glycine Hortensia Immortelle Jasmin Lierre Mimosa Narcisse Oseille Pervenche
Réséda Séneçon Trèfle Violette Absinthe Bardane Camomille Estragon Fenouil Gentiane Hysope Jacinthe Lotier Mauve
Primevère Renoncule Sorbier
""".split()  # noqa: SIM905
GIVEN = "Camille Sacha Alix Charlie Dominique Claude Maxence Andrea Noa Eden Morgan Lou Robin Jessy Ange Mahé Yaël".split()  # noqa: SIM905

REST = Code("R", Text("Repos", "Day off"), "rest", colour="#F2F2F2", credit="none")
ABSENCES = (
    Code("CA", Text("Congé annuel", "Annual leave"), "leave", colour="#B7E1CD", credit="fifth", planned=False),
    Code("RTT", Text("Jour de RTT", "Time off in lieu"), "leave", colour="#CFE8C5", credit="fifth", planned=False),
    Code("RF", Text("Repos férié", "Public holiday off"), "leave", colour="#DDEBD0", credit="fifth", planned=False),
    Code("MAL", Text("Arrêt maladie", "Sick leave"), "absence", (), (), "#D9D2E9", "fifth", False, True),
    Code("FO", Text("Formation", "Training"), "training", (Segment(540, 990, 450),), ("day",), "#FCE5CD", "real", False),
    Code("SY", Text("Syndicat", "Union duty"), "training", (Segment(540, 990, 450),), ("day",), "#EAD1DC", "real", False),
    Code("X", Text("Hors service", "Not in the ward"), "blocked", colour="#BDBDBD", credit="none", planned=False),
)  # fmt: skip


def shift(name: str, french: str, english: str, start: str, end: str, colour: str, *tags: str) -> Code:
    """A work code from clock times such as 06:45 and 14:15; a night ends past 24:00."""
    return Code(name, Text(french, english), "work", (Segment(clock(start), clock(end)),), tags, colour)


def clock(words: str) -> int:
    hour, minute = words.split(":")
    return 60 * int(hour) + int(minute)
