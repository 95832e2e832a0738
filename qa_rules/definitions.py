"""YAML that people edit (packs, scripts, scorecards, intents, topics), and refusals that name file, line and key.

Everything here is YAML 1.2 (JSON included). A mistake raises `DefinitionError`: one sentence with the place and the
remedy, never a stack trace.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import PydanticCustomError
from ruamel.yaml import YAML
from ruamel.yaml.constructor import DuplicateKeyError
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, ScalarNode, SequenceNode

from data.source_file import has_no_end

HOME = Path(__file__).parent
DEEPEST: Final = 50
MOST_ENTRIES: Final = 100_000  # aliases written out: nine lines of them can stand for a billion
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
        keys = [*_keys_in(content, first["loc"]), *first.get("ctx", {}).get("keys", ())]
        line = line_of(text, keys)
        raise DefinitionError(f"{path}: line {line}: {_key(keys)}: {_said(first, model, keys)}") from None


def refusal(message: str, *keys: str | int) -> PydanticCustomError:
    """What a validator raises to name the place of a mistake itself: `keys` lead there from what it validates."""
    return PydanticCustomError("refusal", "{message}", {"message": message, "keys": keys})


def unknown(kind: str, name: str, known: Sequence[str], remedy: str = "") -> str:
    """The sentence about a name that nobody knows: the nearest known ones where some are near, else all.

    >>> unknown("outcome", "resolvd", ("resolved", "unresolved", "unsure"))
    "unknown outcome 'resolvd': did you mean resolved or unresolved"
    """
    near = get_close_matches(name, known, n=3)
    proposal = f"did you mean {' or '.join(near)}" if near else f"use one of {', '.join(_grouped(known))}"
    return f"unknown {kind} {name!r}: {proposal}{remedy}"


def _grouped(names: Sequence[str]) -> list[str]:
    """Names, those that share a prefix before a colon shown once, as `cue:…`."""
    return list(dict.fromkeys(name.partition(":")[0] + ":…" if ":" in name else name for name in names))


def version_of(*parts: object) -> str:
    """A short version that changes with the content: 12 hex digits of SHA-256 over canonical JSON.

    >>> version_of({"b": 1, "a": 2}) == version_of({"a": 2, "b": 1})
    True
    """
    text = json.dumps(parts, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def line_of(text: str, keys: Sequence[object]) -> int:
    """The line (from 1) on which the innermost known key of a path stands."""
    return line_finder(text)(keys)


def line_finder(text: str) -> Callable[[Sequence[object]], int]:
    """`line_of` for many paths of one text, which is parsed once."""
    content: Any = None
    with suppress(YAMLError, RecursionError):
        content = YAML(typ="rt").load(_as_yaml(text) if _is_json(text) else text)

    def find(keys: Sequence[object]) -> int:
        line, node = 0, content
        for key in keys:
            try:
                position = node.lc.data[key]
                line, node = position[0], node[key]
            except (AttributeError, KeyError, IndexError, TypeError):
                break
        return int(line) + 1

    return find


def _text(path: Path) -> str:
    if has_no_end(path):
        raise DefinitionError(f"{path}: it is a pipe or a device, no file with an end: copy it into a file")
    try:
        content = path.read_bytes()
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = content.count(b"\n", 0, problem.start) + 1
        raise DefinitionError(f"{path}: line {line}: the file is not UTF-8: save it as UTF-8") from None
    except OSError as problem:
        raise DefinitionError(
            f"{path}: the file cannot be read ({problem.strerror}): check the path"
        ) from None


_OPEN: Final = re.compile(rf"(?:[\[{{]\s*){{{DEEPEST}}}")
_TOO_DEEP: Final = "nested too deeply: write lists and keys one below the other"
_HALF_A_CHARACTER: Final = re.compile("[\ud800-\udfff]")
_ESCAPED_HALF: Final = re.compile(r"\\u[dD][89a-fA-F][0-9a-fA-F]{2}")


def _parsed(text: str, path: Path) -> Any:
    """The content, which is a tree of bounded depth and size with texts for keys."""
    try:
        if _OPEN.search(text):
            raise RecursionError
        content = _loaded(text, path)
    except RecursionError:
        raise DefinitionError(f"{path}: line 1: the file is {_TOO_DEEP}") from None
    if mistake := _mistake_in(content):
        keys, said, shown = mistake
        raise DefinitionError(f"{path}: line {line_of(text, keys)}: {_key(shown)}: {said}")
    return content


def _loaded(text: str, path: Path) -> Any:
    try:
        if bomb := _bomb_in(text):
            line, key = bomb
            raise DefinitionError(
                f"{path}: line {line}: {_key([key] if key else [])}: more than {MOST_ENTRIES:,} entries once every "
                "alias (*name) is written out: write out what is meant, and leave the aliases away"
            )
        return YAML(typ="safe").load(text)
    except MarkedYAMLError as problem:
        if not isinstance(problem, DuplicateKeyError) and _is_json(text):
            if (changed := _as_yaml(text)) != text:
                _loaded(changed, path)  # refuses a key that stands twice, which JSON lets pass
            return json.loads(text)
        mark = problem.problem_mark or problem.context_mark
        line = mark.line + 1 if mark else 1
        raise DefinitionError(f"{path}: line {line}: {_not_yaml(problem)}") from None
    except YAMLError as problem:
        said = str(problem).splitlines()[0]
        raise DefinitionError(f"{path}: line 1: not YAML: {said}: save the file as plain text") from None
    except DefinitionError:
        raise
    except (ValueError, KeyError, TypeError, OverflowError):
        said = "a date, a number or a tag (!!…) in it cannot be: put such values in quotation marks"
        raise DefinitionError(f"{path}: line {_unbuildable(text)}: {said}") from None


def _unbuildable(text: str) -> int:
    """The line (from 1) of the first scalar that YAML cannot make a value of; 1 where it is none of them."""
    loader = YAML(typ="safe", pure=True)
    waiting, met = [loader.compose(text)], set()
    while waiting:
        node = waiting.pop()
        if id(node) in met:  # an alias
            continue
        met.add(id(node))
        if isinstance(node, MappingNode):
            waiting += [part for key, value in reversed(node.value) for part in (value, key)]
        elif isinstance(node, SequenceNode):
            waiting += reversed(node.value)
        elif isinstance(node, ScalarNode):
            try:
                loader.constructor.construct_object(node)
            except (ValueError, KeyError, TypeError, OverflowError):
                return int(node.start_mark.line) + 1
    return 1


def _not_yaml(problem: MarkedYAMLError) -> str:
    said = " ".join(str(problem.problem or problem.context).split())
    if isinstance(problem, DuplicateKeyError):
        key = said.removeprefix("found duplicate key ").partition(" with value ")[0].strip('"')
        return f"`{key}`: the key stands twice in one place: keep one of them"
    if "invalid Unicode character escape" in said:
        return "an escape (\\u…) that is no character: write the character itself, or remove it"
    return f"not YAML: {said}: check indentation (spaces, no tabs), colons and quotation marks"


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


def _as_yaml(text: str) -> str:
    """JSON without what YAML refuses in it (tabs, halves of characters), each key on its line."""
    return _ESCAPED_HALF.sub("-", text.replace("\t", " "))


def _bomb_in(text: str) -> tuple[int, str] | None:
    """Line and name of the key at the top whose aliases make it endless or enormous; None where none do."""
    if "*" not in text or "&" not in text:
        return None
    top = YAML(typ="safe").compose(text)
    for key, value in top.value if isinstance(top, MappingNode) else [(top, top)]:
        entries, waiting = 0, [key, value]
        while waiting and entries <= MOST_ENTRIES:
            entries, node = entries + 1, waiting.pop()
            if isinstance(node, MappingNode):
                waiting += [part for pair in node.value for part in pair]
            elif isinstance(node, SequenceNode):
                waiting += node.value
        if waiting:
            return key.start_mark.line + 1, key.value if isinstance(key, ScalarNode) else ""
    return None


def _mistake_in(
    content: Any, keys: tuple[Any, ...] = ()
) -> tuple[tuple[Any, ...], str, tuple[Any, ...]] | None:
    """What no definition may hold: the keys that lead there, what is wrong, and the keys to show; None without one."""
    if len(keys) > DEEPEST:
        return keys[:1], _TOO_DEEP, keys[:1]
    if isinstance(content, str) and _HALF_A_CHARACTER.search(content):
        return keys, "half of a character (\\ud800…): write the character itself, or remove it", keys
    if not isinstance(content, Mapping | list):
        return None
    for key in content if isinstance(content, Mapping) else ():
        if not isinstance(key, str):
            said = f"the key {str(key)[:40]} is not text: put it in quotation marks, or remove it"
            return (*keys, key), said, keys
        if _HALF_A_CHARACTER.search(key):
            return (*keys, key), "a key holds half of a character (\\ud800…): write it anew", keys
    inner = content.items() if isinstance(content, Mapping) else enumerate(content)
    return next((found for key, value in inner if (found := _mistake_in(value, (*keys, key)))), None)


def _keys_in(content: Any, location: Sequence[str | int]) -> list[str | int]:
    """The keys of a pydantic location that stand in the file; names of unions and validators are left out.

    The last key is kept where its mapping lacks it: that is what is missing.
    """
    keys: list[str | int] = []
    for position, key in enumerate(location):
        is_last = position == len(location) - 1
        inside = (
            isinstance(key, int) and key < len(content)
            if isinstance(content, list)
            else (isinstance(content, Mapping) and key in content)
        )
        if inside:
            content = content[key]
        elif not (isinstance(content, Mapping) and is_last):
            continue
        keys.append(key)
    return keys


def _key(keys: Sequence[object]) -> str:
    words = "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in keys)
    return f"`{words.lstrip('.')}`" if words else "the file"


_REMEDIES = {
    "missing": "the key is missing: add it",
    "too_short": "the list is empty: give at least one",
    "list_type": "a list is needed: write it as [one, two], or one on a line behind `- `",
    "string_type": "text is needed: put it in quotation marks",
    "string_too_short": "the text is empty: write it, or remove the line",
    "model_type": "keys and values are needed, as `name: value`",
    "dict_type": "keys and values are needed, as `name: value`",
    "bool_parsing": "write true or false",
    "bool_type": "write true or false",
    "float_parsing": "a number is needed",
    "float_type": "a number is needed",
    "int_parsing": "a whole number is needed",
    "finite_number": "a finite number is needed",
}


def _said(error: Any, model: type[BaseModel], keys: Sequence[object]) -> str:
    """What is wrong, and what to do, in a sentence."""
    kind = error["type"]
    if kind == "extra_forbidden":
        known = sorted(
            field.alias or name for name, field in _model_at(model, keys[:-1]).model_fields.items()
        )
        return unknown("key", str(keys[-1]), known, "; or remove it")
    if kind in ("refusal", "missing"):
        return str(_REMEDIES.get(kind, error["msg"]))
    hidden = _model_at(model, keys[:-1]).model_config.get("hide_input_in_errors")  # it may hold a password
    given = "" if hidden else f" (given: {str(error.get('input'))[:60]!r})"
    if kind == "literal_error":
        return f"use {error['ctx']['expected']}{given}"
    if kind in ("greater_than", "greater_than_equal", "less_than_equal"):
        return f"{error['msg'].replace('Input should be', 'a number is needed that is')}{given}"
    return f"{_REMEDIES.get(kind, error['msg'].removeprefix('Value error, '))}{given}"


def _model_at(model: type[BaseModel], keys: Sequence[object]) -> type[BaseModel]:
    """The model that holds what stands under a path of keys."""
    for key in keys:
        fields = {field.alias or name: field for name, field in model.model_fields.items()}
        if isinstance(key, str) and key in fields:
            model = next(_models_in(fields[key].annotation), model)
    return model


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _models_in(part)
