"""YAML that people edit (packs, scripts, scorecards, intents, topics), and refusals that name file, line and key.

Everything here is YAML 1.2 (JSON included). A mistake raises `DefinitionError`: one sentence with the place and the
remedy, never a stack trace.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

HOME = Path(__file__).parent
Model = TypeVar("Model", bound=BaseModel)


class DefinitionError(ValueError):
    """A definition file that cannot be used; the message names file, line, key and remedy."""


def read_yaml(path: Path) -> Any:
    """The content of a YAML file. Raises DefinitionError where it is absent, not UTF-8 or not YAML."""
    return _parsed(_text(path), path)


def parse_file(path: Path, model: type[Model]) -> Model:
    """A definition file as its model. Raises DefinitionError with the line of the first key that does not fit."""
    text = _text(path)
    content = _parsed(text, path)
    if not isinstance(content, Mapping):
        raise DefinitionError(f"{path}: line 1: the file must hold keys and values, as `name: value`")
    try:
        return model.model_validate(content)
    except ValidationError as problem:
        first = problem.errors()[0]
        keys = [key for key in first["loc"] if not (isinstance(key, str) and key.startswith("function-"))]
        line = line_of(text, keys)
        raise DefinitionError(f"{path}: line {line}: {_key(keys)}: {_said(first, model)}") from None


def version_of(*parts: object) -> str:
    """A short version that changes with the content: 12 hex digits of SHA-256 over canonical JSON.

    >>> version_of({"b": 1, "a": 2}) == version_of({"a": 2, "b": 1})
    True
    """
    text = json.dumps(parts, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def line_of(text: str, keys: Sequence[object]) -> int:
    """The line (from 1) on which the innermost known key of a path stands."""
    node: Any = YAML(typ="rt").load(text)
    line = 0
    for key in keys:
        try:
            position = node.lc.data[key]
            line, node = position[0], node[key]
        except (AttributeError, KeyError, IndexError, TypeError):
            break
    return int(line) + 1


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise DefinitionError(f"{path}: the file is not UTF-8: save it as UTF-8") from None
    except OSError as problem:
        raise DefinitionError(f"{path}: the file cannot be read ({problem.strerror}): check the path") from None


def _parsed(text: str, path: Path) -> Any:
    try:
        return YAML(typ="safe", pure=True).load(text)
    except MarkedYAMLError as problem:
        mark = problem.problem_mark or problem.context_mark
        line = mark.line + 1 if mark else 1
        raise DefinitionError(f"{path}: line {line}: not YAML: {problem.problem or problem.context}") from None
    except YAMLError as problem:
        raise DefinitionError(f"{path}: not YAML: {str(problem).splitlines()[0]}") from None


def _key(keys: Sequence[object]) -> str:
    words = "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in keys)
    return f"`{words.lstrip('.')}`" if words else "the file"


def _said(error: Any, model: type[BaseModel]) -> str:
    """What is wrong, and what to do, in a sentence."""
    if error["type"] == "extra_forbidden":
        known = ", ".join(sorted(model.model_fields))
        return f"unknown key: remove it or correct its spelling (keys at the top: {known})"
    if error["type"] == "missing":
        return "the key is missing: add it"
    return f"{error['msg'].removeprefix('Value error, ')} (given: {str(error.get('input'))[:60]!r})"
