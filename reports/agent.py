"""An agent's page: own figures and own examples. It names no colleague, and links to no page that does."""

from __future__ import annotations

from typing import Any

from reports.material import Material


def own(material: Material, person: str) -> dict[str, Any]:
    """What the person did in the period."""
    return {"own": material.agents[person]}
