"""Colours and fonts of the window as tokens, light and dark, and the Qt palette made of them."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication


@dataclass(frozen=True, slots=True)
class Tokens:
    """Every colour that the window draws with."""

    dark: bool
    window: str
    base: str
    text: str
    faint: str
    line: str
    line_strong: str
    weekend: str
    holiday: str
    header: str
    accent: str
    hard: str
    soft: str
    already: str
    plus: str
    minus: str
    good: str
    panel: str


LIGHT = Tokens(
    False,
    "#F4F5F7",
    "#FFFFFF",
    "#1B2430",
    "#6A7482",
    "#DFE3E8",
    "#AEB6C1",
    "#EEF1F5",
    "#F8E9DC",
    "#F4F5F7",
    "#1F5FBF",
    "#C81E3A",
    "#D98200",
    "#7A8494",
    "#0072B2",
    "#D55E00",
    "#2E7D4F",
    "#FFFFFF",
)
DARK = Tokens(
    True,
    "#1D2229",
    "#252B33",
    "#E8ECF1",
    "#98A3B1",
    "#39424D",
    "#566170",
    "#2C333D",
    "#40352C",
    "#20262D",
    "#6EA8FF",
    "#FF6B81",
    "#F2A93B",
    "#98A3B1",
    "#5DB7EE",
    "#FF9350",
    "#7CCF9B",
    "#252B33",
)


def load_font() -> str:
    """Adds the bundled typeface, so that every PC shows the same; its family, or "" where it is missing."""
    family = ""
    for name in ("Inter-Regular.otf", "Inter-SemiBold.otf"):
        found = files("resources").joinpath("fonts", name)
        if found.is_file():
            at = QFontDatabase.addApplicationFontFromData(found.read_bytes())
            families = QFontDatabase.applicationFontFamilies(at) if at >= 0 else []
            family = family or (families[0] if families else "")
    return family


def system_is_dark(app: QApplication) -> bool:
    return app.styleHints().colorScheme() == Qt.ColorScheme.Dark


def apply(app: QApplication, tokens: Tokens) -> None:
    """Fusion in these colours; the font keeps 13 pixels at 100 %."""
    app.setStyle("Fusion")
    family = load_font() if not app.property("releve_font") else str(app.property("releve_font"))
    app.setProperty("releve_font", family)
    font = QFont(family) if family else QFont(app.font())
    font.setPixelSize(13)
    app.setFont(font)
    app.setPalette(palette(tokens))
    app.setStyleSheet(_sheet(tokens))


def palette(tokens: Tokens) -> QPalette:
    made = QPalette()
    role = QPalette.ColorRole
    for where, colour in (
        (role.Window, tokens.window),
        (role.WindowText, tokens.text),
        (role.Base, tokens.base),
        (role.AlternateBase, tokens.weekend),
        (role.Text, tokens.text),
        (role.Button, tokens.window),
        (role.ButtonText, tokens.text),
        (role.ToolTipBase, tokens.base),
        (role.ToolTipText, tokens.text),
        (role.Highlight, tokens.accent),
        (role.PlaceholderText, tokens.faint),
        (role.Mid, tokens.line_strong),
    ):
        made.setColor(where, QColor(colour))
    made.setColor(role.HighlightedText, QColor("#10151C" if tokens.dark else "#FFFFFF"))
    for where in (role.Text, role.WindowText, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, where, QColor(tokens.faint))
    return made


def _sheet(t: Tokens) -> str:
    return (
        f"QToolTip {{ color: {t.text}; background: {t.base}; border: 1px solid {t.line_strong}; padding: 4px; }}"
        f"QToolBar {{ border: 0; border-bottom: 1px solid {t.line}; spacing: 2px; padding: 3px 6px; }}"
        f"QToolButton {{ padding: 4px 8px; border-radius: 4px; }}"
        f"QToolButton:hover {{ background: {t.weekend}; }}"
        f"QToolButton:checked {{ background: {t.line}; }}"
        f"QStatusBar {{ border-top: 1px solid {t.line}; }}"
        f"QHeaderView::section {{ background: {t.header}; border: 0; border-bottom: 1px solid {t.line};"
        f" border-right: 1px solid {t.line}; padding: 4px; }}"
        f"QTabWidget::pane {{ border: 0; border-top: 1px solid {t.line}; }}"
        f"QTabBar::tab {{ padding: 6px 10px; border: 0; color: {t.faint}; }}"
        f"QTabBar::tab:selected {{ color: {t.text}; border-bottom: 2px solid {t.accent}; }}"
    )
