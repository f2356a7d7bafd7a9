"""What fields and values of the domain are called in forms and tables, where the field carries no label itself."""

from __future__ import annotations

from scheduler.domain.text import Text
from ui.window.language import say

FIELDS = {
    "id": Text("Identifiant", "Id"), "name": Text("Nom", "Name"), "surname": Text("Nom", "Surname"),
    "given": Text("Prénom", "Given name"), "grade": Text("Grade", "Grade"), "contract": Text("Contrat", "Contract"),
    "quota": Text("Quotité %", "Quota %"), "skills": Text("Compétences", "Skills"), "codes": Text("Codes", "Codes"),
    "restrictions": Text("Restrictions", "Restrictions"), "since": Text("Depuis le", "Since"),
    "until": Text("Jusqu'au", "Until"), "tags": Text("Étiquettes", "Tags"), "note": Text("Note", "Note"),
    "weekly_minutes": Text("Minutes par semaine", "Minutes a week"), "kind": Text("Nature", "Kind"),
    "segments": Text("Horaires", "Hours"), "colour": Text("Couleur", "Colour"), "credit": Text("Crédit", "Credit"),
    "planned": Text("Planifiable", "Planned"), "confidential": Text("Confidentiel", "Confidential"),
    "skill": Text("Qualification", "Skill"), "start": Text("De", "From"), "end": Text("À", "To"),
    "days": Text("Jours", "Days"), "first": Text("Premier jour", "First day"), "last": Text("Dernier jour", "Last day"),
    "minimum": Text("Minimum", "Minimum"), "target": Text("Objectif", "Target"), "maximum": Text("Maximum", "Maximum"),
    "by_date": Text("Exceptions", "Exceptions"), "counting": Text("Compte", "Counts"), "post": Text("Poste", "Post"),
    "under_weight": Text("Poids manque", "Weight short"), "over_weight": Text("Poids excès", "Weight over"),
    "count": Text("Compter", "Count"), "select": Text("Codes concernés", "Codes concerned"), "how": Text("Manière", "How"),
    "on": Text("Jours comptés", "Days counted"), "negate": Text("Tous sauf ceux-ci", "All but these"),
    "weekdays": Text("Jours de semaine (0 = lundi)", "Weekdays (0 = Monday)"), "holidays": Text("Jours fériés", "Holidays"),
    "effective": Text("Minutes effectives", "Effective minutes"), "usual": Text("Valeur habituelle", "Usual value"),
    "values": Text("Valeurs", "Values"), "grades": Text("Grades", "Grades"), "contracts": Text("Contrats", "Contracts"),
    "rule": Text("Règle", "Rule"), "reason": Text("Motif", "Reason"), "role": Text("Fonction", "Role"),
    "person": Text("Personne", "Person"), "polarity": Text("Sens", "Direction"), "strength": Text("Force", "Strength"),
    "title": Text("Titre (français | anglais)", "Title (French | English)"), "scope": Text("Portée", "Scope"),
    "valid_from": Text("Valable du", "Valid from"), "valid_to": Text("Valable jusqu'au", "Valid to"),
    "replaces": Text("Remplace", "Replaces"), "source": Text("Source", "Source"), "url": Text("Adresse", "Address"),
    "periods": Text("Périodes", "Periods"), "beside": Text("À côté des codes", "Beside codes"),
    "excludes": Text("Exclut les lignes", "Excludes lines"), "rest": Text("Repos ensuite (minutes)", "Rest after (minutes)"),
    "worth": Text("Compte pour %", "Counts for %"), "by": Text("Minutes", "Minutes"),
    "people": Text("Personnes", "People"), "zone": Text("Fuseau horaire", "Time zone"), "region": Text("Région", "Region"),
    "account": Text("Compte", "Account"), "amount": Text("Solde", "Balance"),
}  # fmt: skip

VALUES = {
    "minutes": Text("minutes", "minutes"), "days": Text("jours", "days"), "weekends": Text("week-ends", "weekends"),
    "overlap": Text("par recouvrement", "by overlap"), "start": Text("au début du poste", "at the start of work"),
    "touch": Text("tout jour touché", "every day touched"), "any": Text("comme les autres jours", "like other days"),
    "never": Text("jamais", "never"), "also": Text("aussi", "also"), "work": Text("travail", "work"),
    "rest": Text("repos", "rest"), "leave": Text("congé", "leave"), "absence": Text("absence", "absence"),
    "training": Text("formation", "training"), "blocked": Text("hors service", "blocked"), "none": Text("aucun", "none"),
    "fifth": Text("un cinquième", "a fifth"), "real": Text("réel", "real"), "heads": Text("personnes", "heads"),
    "posts": Text("postes", "posts"), "hard": Text("dure", "hard"), "soft": Text("souple", "soft"),
    "off": Text("inactive", "off"),
    "week": Text("semaine", "week"), "rolling": Text("glissante", "rolling"), "month": Text("mois", "month"),
    "year": Text("année", "year"), "fortnight": Text("quatorzaine", "fortnight"), "cycle": Text("cycle", "cycle"),
    "horizon": Text("toute la période", "whole period"), "history": Text("avec l'historique", "with history"),
    "open": Text("ouverte", "open"), "closed": Text("fermée", "closed"), "quarter": Text("trimestre", "quarter"),
    "day": Text("jour", "day"), "weeks": Text("semaines", "weeks"), "true": Text("oui", "yes"), "false": Text("non", "no"),
    "period": Text("la période", "the period"),
    "groups": Text("groupes", "groups"), "weekend": Text("week-end", "weekend"), "want": Text("souhaite", "wants"),
    "guard": Text("garde sur place", "guard on site"), "standby": Text("astreinte à domicile", "standby at home"),
    "clock": Text("de l'horloge", "of the clock"), "points": Text("points des lignes de garde", "points of on-call lines"),
    "effective": Text("effectives", "effective"), "avoid": Text("évite", "avoids"), "published": Text("publié", "published"),
}  # fmt: skip


def label(name: str) -> str:
    """A field's name in the window's language."""
    known = FIELDS.get(name)
    return name if known is None else say(known)


def value_label(name: str) -> str:
    known = VALUES.get(name)
    return name if known is None else say(known)
