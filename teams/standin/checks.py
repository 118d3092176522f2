"""Whether requests and answers keep to the contract."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from openapi_schema_validator import OAS30ReadValidator, OAS30WriteValidator, oas30_format_checker
from referencing import Registry
from referencing.jsonschema import DRAFT4

from .contract import Contract, Operation


class Checks:
    """Finds what an exchange has that the contract does not allow, or lacks; a line for each."""

    def __init__(self, contract: Contract) -> None:
        self._contract = contract
        self._registry: Registry[Any] = Registry().with_resource("urn:graph", DRAFT4.create_resource(contract.document))
        self._validator = cache(self._new_validator)

    def of_request(self, operation: Operation, query: Mapping[str, str], content_type: str, body: bytes) -> list[str]:
        return [*self._of_query(operation, query), *self._of_body(operation, content_type, body)]

    def of_answer(self, operation: Operation, status: int, body: bytes) -> list[str]:
        responses = operation.definition["responses"]
        response = responses.get(str(status)) or responses.get(f"{status // 100}XX")
        if response is None:
            return [f"status {status} is not documented"]
        media = self._contract.resolved(response).get("content", {}).get("application/json")
        if media is None:
            return ["a body where none is documented"] if body else []
        return self._of_json(media["schema"], body, write=False)

    def of_schema(self, name: str, document: object) -> list[str]:
        """Faults of something that we send of our own accord."""
        return self._of_json({"$ref": f"#/components/schemas/{name}"}, json.dumps(document).encode(), write=False)

    def _of_query(self, operation: Operation, query: Mapping[str, str]) -> Iterator[str]:
        declared = {entry["name"]: entry for entry in operation.parameters if entry["in"] == "query"}
        for name in query.keys() - declared.keys():
            yield f"query: {name} is not a parameter of {operation.name}"
        for name, entry in declared.items():
            if name in query:
                value = _typed(query[name], entry["schema"])
                for error in self._validator(json.dumps(entry["schema"]), True).iter_errors(value):
                    yield f"query {name}: {error.message}"
            elif entry.get("required"):
                yield f"query: {name} is missing"

    def _of_body(self, operation: Operation, content_type: str, body: bytes) -> list[str]:
        content = operation.definition.get("requestBody", {}).get("content")
        if content is None:
            return ["body: none is expected"] if body else []
        media_type = content_type.partition(";")[0].strip().lower()
        if media_type not in content:
            return [f"body: {media_type or 'no content type'} is not taken"]
        if media_type == "text/plain":
            return _of_base64(body)
        return self._of_json(content[media_type]["schema"], body, write=True)

    def _of_json(self, schema: Mapping[str, Any], body: bytes, *, write: bool) -> list[str]:
        try:
            value = json.loads(body)
        except ValueError:
            return ["body: not JSON"]
        errors = self._validator(json.dumps(schema), write).iter_errors(value)
        return [f"{'/'.join(map(str, error.absolute_path)) or 'body'}: {error.message}" for error in errors]

    def _new_validator(self, schema: str, write: bool) -> Any:
        # References point into the file, wherever in it the schema stands.
        whole = json.loads(schema.replace('"#/', '"urn:graph#/'))
        kind = OAS30WriteValidator if write else OAS30ReadValidator
        return kind(whole, registry=self._registry, format_checker=oas30_format_checker)


def _typed(text: str, schema: Mapping[str, Any]) -> object:
    if schema["type"] == "array":
        return text.split(",")
    if schema["type"] == "integer" and text.lstrip("-").isdecimal():
        return int(text)
    if schema["type"] == "boolean" and text in ("true", "false"):
        return text == "true"
    return text


def _of_base64(body: bytes) -> list[str]:
    try:
        base64.b64decode(body, validate=True)
    except binascii.Error:
        return ["body: not base64"]
    return []
