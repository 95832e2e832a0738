"""What a turn does and is about: greets, refuses, promises; linear readings of its n-grams, one column each.

The columns stand beside those of the axes (models/ngrams.py), so that a text is taken apart once for all of them. They
were learned from the turns of the corpus's whole conversations (models/training/acts.py).
"""

from __future__ import annotations

from typing import Final

from models.matters import MATTERS

AGENT_ACTS: Final = (
    "greets", "identifies", "restates", "asks_detail", "asks", "holds", "reports", "informs", "instructs", "offers",
    "solves", "refuses", "promises", "hands_over", "offers_more", "closes", "empathises", "acknowledges",
)  # fmt: skip
CUSTOMER_ACTS: Final = (
    "confirms", "objects", "accepts", "gives_up", "leaves", "thanks", "requests", "tells",
)  # fmt: skip
ENDS_WELL: Final = ("agent:ends_well", "customer:ends_well")  # said last, speaks for or against a solution
ACTS: Final = (
    *(f"agent:{act}" for act in AGENT_ACTS), *(f"customer:{act}" for act in CUSTOMER_ACTS), *ENDS_WELL,
)  # fmt: skip
COLUMNS: Final = (*ACTS, *(f"matter:{matter}" for matter in MATTERS))
FILE: Final = "acts.npz"
