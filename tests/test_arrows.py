"""Who may import whom (DESIGN, "The rooms"): data knows nobody, and no arrow points back."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MAY_IMPORT = {
    "data": set(),
    "models": {"data"},
    "qa_rules": {"data", "models"},
    "insights": {"data"},
    "reports": {"data", "insights"},
    "flows": {"data", "models", "qa_rules", "insights", "reports"},
}
FILES = [path for room in MAY_IMPORT for path in sorted((ROOT / room).rglob("*.py"))]


def _imported_rooms(source: str) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            found.add(node.module.split(".")[0])
    return found & set(MAY_IMPORT)


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_room_imports_only_what_it_may(path: Path) -> None:
    room = path.relative_to(ROOT).parts[0]
    assert _imported_rooms(path.read_text(encoding="utf-8")) <= MAY_IMPORT[room] | {room}


def test_an_arrow_back_would_be_seen() -> None:
    assert _imported_rooms("def f():\n    from flows import nightly\n    import reports.report") == {
        "flows",
        "reports",
    }


def test_nothing_at_run_time_needs_torch() -> None:
    for path in FILES:
        if path.is_relative_to(ROOT / "models" / "training"):
            continue
        names = {
            alias
            for alias in ("torch", "transformers")
            if f"import {alias}" in path.read_text(encoding="utf-8")
        }
        assert not names, f"{path} imports {names}"
        if path not in (ROOT / "flows" / "training.py", ROOT / "flows" / "training_conversations.py"):
            assert "models.training" not in path.read_text(encoding="utf-8"), (
                f"{path} imports what only training may"
            )
