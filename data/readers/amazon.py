"""What Amazon's transcripts share: the roles of participants."""

from __future__ import annotations

from typing import Final

ROLES: Final = {
    "AGENT": "agent",
    "SUPERVISOR": "agent",  # who barges in speaks to the customer, and answers for what is said
    "CUSTOMER": "customer",
    "SYSTEM": "system",
    "CUSTOM_BOT": "bot",
}
