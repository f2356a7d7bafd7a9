"""What the window says of rules that cannot be read, that this version does not know, or of demand that no rule judges."""

from __future__ import annotations

from scheduler.checking import rule_faults, unknown_rules
from scheduler.domain.problem import Problem
from scheduler.rules.cover import Cover
from ui.window.language import L, language, say

MOST_TOLD = 12


def unread(problem: Problem) -> str:
    """Every rule that cannot be read, a line each; empty where there is none."""
    return _lines([fault.say(language()) for fault in rule_faults(problem)])


def unknown(problem: Problem) -> str:
    """Every hard rule that this version does not know, a line each; empty where there is none."""
    return _lines([f"{say(setting.title)} ({setting.template})" for setting in unknown_rules(problem)])


def warning(problem: Problem) -> str:
    """What to know of a ward's rules before working with it; empty where all of them hold."""
    parts = []
    if wrong := unread(problem):
        head = L(
            "Des règles ne peuvent pas être lues. Elles sont gardées, mais rien n'est jugé ni planifié d'après elles :",
            "Some rules cannot be read. They are kept as they are, but nothing is judged or planned by them:",
        )
        parts.append(f"{head}\n{wrong}")
    if strange := unknown(problem):
        head = L(
            "Des règles strictes sont inconnues de cette version. Elles sont gardées, mais ne sont pas jugées :",
            "Some hard rules are unknown to this version. They are kept, but not judged:",
        )
        parts.append(f"{head}\n{strange}")
    return "\n\n".join(parts)


def refusal(problem: Problem) -> str:
    """Why a ward is not planned: rules that cannot be read; empty where all can."""
    wrong = unread(problem)
    head = L(
        "Rien n'est planifié tant que ces règles ne peuvent pas être lues :",
        "Nothing is planned until these rules can be read:",
    )
    return f"⚠ {head}\n{wrong}" if wrong else ""


def consent(problem: Problem) -> str:
    """What to ask before a ward is planned without hard rules that are unknown; empty where there is nothing to ask."""
    strange = unknown(problem)
    head = L(
        "Ces règles strictes sont inconnues de cette version ; le planning n'en tiendra pas compte :",
        "These hard rules are unknown to this version; the plan will not keep them:",
    )
    return f"{head}\n{strange}" if strange else ""


def unjudged(problem: Problem) -> str:
    """That nothing judges the ward's demand, where that is so."""
    judged = any(setting.template == Cover.key and setting.hardness != "off" for setting in problem.settings)
    if judged or not problem.demand:
        return ""
    return L(f"Aucune règle {Cover.key} ne juge les besoins.", f"No {Cover.key} rule judges the demand.")


def _lines(told: list[str]) -> str:
    more = [f"(+ {len(told) - MOST_TOLD})"] if len(told) > MOST_TOLD else []
    return "\n".join([*told[:MOST_TOLD], *more])
