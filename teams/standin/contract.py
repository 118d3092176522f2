"""The contract file: which calls there are. `checks.py` holds exchanges to it.

`openapi-subset.json` is OpenAPI 3.0 made from the metadata that Microsoft publishes for Graph v1.0; its `info` says
how. It is stricter than the service on purpose: unknown members are refused in both directions.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("openapi-subset.json")


@dataclass(frozen=True)
class Operation:
    """One method of one path."""

    name: str
    """Such as `POST /users/{user-id}/events`."""
    definition: Mapping[str, Any]
    parameters: tuple[Mapping[str, Any], ...]

    @property
    def permissions(self) -> frozenset[str]:
        """Application permissions of which one is needed."""
        return frozenset(self.definition["x-application-permissions"])


class Contract:
    """The operations of the file."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.document = document
        self._paths = [self._compiled(template, item) for template, item in document["paths"].items()]

    @classmethod
    def load(cls) -> Contract:
        return cls(json.loads(FILE.read_text(encoding="utf-8")))

    def find(self, method: str, path: str) -> tuple[Operation, list[str]] | None:
        """The operation for a path below the root, still percent-encoded, and the raw values in it."""
        for pattern, operations in self._paths:
            match = pattern.fullmatch(path)
            if match and method in operations:
                return operations[method], list(match.groups())
        return None

    def resolved(self, thing: Mapping[str, Any]) -> Mapping[str, Any]:
        """`thing`, or what its `$ref` points to."""
        if "$ref" not in thing:
            return thing
        found: Any = self.document
        for part in thing["$ref"].removeprefix("#/").split("/"):
            found = found[part]
        resolved: Mapping[str, Any] = found
        return resolved

    def _compiled(self, template: str, item: Mapping[str, Any]) -> tuple[re.Pattern[str], dict[str, Operation]]:
        shared = item.get("parameters", [])
        operations = {
            method.upper(): Operation(
                f"{method.upper()} {template}",
                definition,
                tuple(self.resolved(entry) for entry in [*shared, *definition.get("parameters", [])]),
            )
            for method, definition in item.items()
            if method != "parameters"
        }
        pattern = "".join(
            "([^/]+)" if part.startswith("{") else re.escape(part) for part in re.split(r"(\{[^}]+\})", template)
        )
        return re.compile(pattern), operations
