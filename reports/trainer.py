"""The trainer's page: the plan, with what to listen to."""

from __future__ import annotations

from typing import Any

from reports import heat_maps
from reports.material import Material
from reports.plan import training_plan


def plan(material: Material) -> dict[str, Any]:
    """The training plan: an overview, and a page to print for every session."""
    keys = [key for p in material.plans for key in (*p["gap_examples"], *p["good_examples"])]
    found = training_plan(material.connection, material.plans, material.flags, material.who, material.context)
    return {"plan": found, "points_to": keys}


def skills(material: Material) -> dict[str, Any]:
    """Where teams lie beside what their work usually gives."""
    return {"heat": heat_maps.by_team(material)}


def calmed(material: Material) -> dict[str, Any]:
    """What calmed angry customers."""
    return {"calmed": material.calmed, "points_to": [row["conversation_key"] for row in material.calmed]}
