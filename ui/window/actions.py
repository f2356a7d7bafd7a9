"""The one table of what the window can do: it feeds menus, toolbar, the sheet of shortcuts and the tests."""

from __future__ import annotations

from dataclasses import dataclass

from scheduler.domain.text import Text


@dataclass(frozen=True, slots=True)
class Action:
    """A command of the window: the method of the main window that does it, its words, its keys, its menu."""

    id: str
    text: Text
    menu: str
    keys: str = ""
    tool: bool = False
    grid: bool = False
    """Keys work while the grid has the focus only (elsewhere they are the text field's own)."""


MENUS = {
    "file": Text("&Fichier", "&File"),
    "edit": Text("É&dition", "&Edit"),
    "plan": Text("&Planning", "&Plan"),
    "view": Text("&Affichage", "&View"),
    "help": Text("A&ide", "&Help"),
}

ACTIONS = (
    Action("open_file", Text("Ouvrir un service…", "Open a ward…"), "file", "Ctrl+O"),
    Action("save_file", Text("Enregistrer le fichier du service…", "Save the ward file…"), "file", "Ctrl+S"),
    Action("open_database", Text("Ouvrir une base…", "Open a database…"), "file", "Ctrl+Shift+O"),
    Action("choose_ward", Text("Changer de service…", "Change ward…"), "file", "Ctrl+G"),
    Action("keep_ward", Text("Ranger dans la base", "Keep in the database"), "file"),
    Action("export_roster", Text("Exporter le tableau de service…", "Export the roster…"), "file", "Ctrl+E"),
    Action("export_timesheets", Text("Exporter les feuilles de temps…", "Export the timesheets…"), "file", "Ctrl+Shift+E"),
    Action("import_staff", Text("Importer la liste du personnel…", "Import a staff list…"), "file"),
    Action("import_roster", Text("Importer un planning…", "Import a roster…"), "file", "Ctrl+I"),
    Action("new_ward", Text("Nouveau service…", "New ward…"), "file", "Ctrl+N"),
    Action("close", Text("Quitter", "Quit"), "file", "Ctrl+Q"),
    Action("undo", Text("Annuler", "Undo"), "edit", "Ctrl+Z", tool=True),
    Action("redo", Text("Rétablir", "Redo"), "edit", "Ctrl+Y", tool=True),
    Action("cut", Text("Couper", "Cut"), "edit", "Ctrl+X", grid=True),
    Action("copy", Text("Copier", "Copy"), "edit", "Ctrl+C", grid=True),
    Action("paste", Text("Coller", "Paste"), "edit", "Ctrl+V", grid=True),
    Action("clear_cells", Text("Effacer", "Clear"), "edit", grid=True),
    Action("fill_down", Text("Recopier vers le bas", "Fill down"), "edit", "Ctrl+D", grid=True),
    Action("fill_right", Text("Recopier à droite", "Fill right"), "edit", "Ctrl+R", grid=True),
    Action("find_person", Text("Chercher une personne…", "Find a person…"), "edit", "Ctrl+F"),
    Action("toggle_lock", Text("Verrouiller", "Lock"), "plan", "Ctrl+L", tool=True, grid=True),
    Action("mark_absent", Text("Absent : remplacer", "Absent: replace"), "plan", "F4", tool=True),
    Action("repair_changes", Text("Réparer après ces changements", "Repair what changed"), "plan", "Shift+F4"),
    Action("explain", Text("Pourquoi ?", "Why?"), "plan", "F3"),
    Action("explain_not", Text("Pourquoi pas…", "Why not…"), "plan", "Shift+F3"),
    Action("add_absence", Text("Absence…", "Absence…"), "plan", "Ctrl+Shift+A", tool=True),
    Action("record_worked", Text("Réalisé…", "Worked…"), "plan", "Ctrl+W", tool=True),
    Action("publish", Text("Publier…", "Publish…"), "plan", "Ctrl+P", tool=True),
    Action("next_breach", Text("Anomalie suivante", "Next breach"), "plan", "F8", tool=True),
    Action("previous_breach", Text("Anomalie précédente", "Previous breach"), "plan", "Shift+F8"),
    Action("find_conflicts", Text("Chercher les conflits", "Find conflicts"), "plan", "F7"),
    Action("load_pack", Text("Jeu de règles…", "Rule pack…"), "plan"),
    Action("solve", Text("Compléter", "Complete"), "plan", "F9", tool=True),
    Action("stop_solve", Text("Arrêter le calcul", "Stop solving"), "plan", "Shift+F9"),
    Action("accept", Text("Accepter la proposition", "Accept the proposal"), "plan", "Ctrl+Return"),
    Action("accept_selection", Text("Accepter dans la sélection", "Accept in the selection"), "plan", "Ctrl+Shift+Return"),
    Action("reject", Text("Rejeter la proposition", "Reject the proposal"), "plan", "Ctrl+Backspace"),
    Action("stop_asking", Text("Arrêter la recherche", "Stop searching"), "plan", "Esc"),
    Action("zoom_in", Text("Agrandir", "Zoom in"), "view", "Ctrl++"),
    Action("zoom_out", Text("Réduire", "Zoom out"), "view", "Ctrl+-"),
    Action("zoom_reset", Text("Taille réelle", "Actual size"), "view", "Ctrl+0"),
    Action("reload_ward", Text("Relire la base", "Read the database again"), "view", "F5"),
    Action("switch_side", Text("Planning ou panneau", "Roster or panel"), "view", "F6"),
    Action("go_start", Text("Début de la période", "Start of the period"), "view", "Ctrl+T"),
    Action("toggle_theme", Text("Clair ou sombre", "Light or dark"), "view", "Ctrl+Shift+D"),
    Action("switch_language", Text("English", "Français"), "view", "Ctrl+Shift+L"),
    Action("show_shortcuts", Text("Raccourcis clavier", "Keyboard shortcuts"), "help", "F1"),
)
