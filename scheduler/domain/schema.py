"""The JSON Schemas (draft 2020-12) of ward and plan files, from the same type hints that read and write these files."""

from __future__ import annotations

from scheduler.domain.codec import PLAN, VERSION, WARD
from scheduler.domain.plan import Plan
from scheduler.domain.problem import Problem
from scheduler.domain.records import Record
from scheduler.domain.shapes import Schema


def ward_schema() -> Schema:
    """What a ward file may hold. A file that fits may still refer to what is not in it: `validate.faults` tells."""
    return _file_schema(Problem, WARD, "Relève: ward file")


def plan_schema() -> Schema:
    """What a plan file may hold."""
    return _file_schema(Plan, PLAN, "Relève: plan file")


def _file_schema(cls: type, kind: str, title: str) -> Schema:
    definitions: dict[str, Schema] = {}
    body = Record(cls).body(definitions)
    heading = {"format": {"const": kind}, "version": {"const": VERSION}}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:{kind}:{VERSION}",
        "title": title,
        **body,
        "properties": {**heading, **body["properties"]},
        "required": [*heading, *body.get("required", ())],
        "$defs": {name: definitions[name] for name in sorted(definitions)},
    }
