"""The outputs of the heads: one per axis and level that RUBRIC.md names."""

from __future__ import annotations

from typing import Final

LEVELLED: Final = ("empathy", "rudeness", "hostility")
OUTPUTS: Final = (
    "empathy",
    "empathy_2",
    "rudeness",
    "rudeness_2",
    "politeness",
    "hostility",
    "hostility_2",
    "opportunity",
)
SPANNED: Final = ("empathy", "rudeness", "hostility", "opportunity")
ROLE_OF: Final = {
    "empathy": "agent",
    "rudeness": "agent",
    "politeness": "agent",
    "hostility": "customer",
    "opportunity": "customer",
}
