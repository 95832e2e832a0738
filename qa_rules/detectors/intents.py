"""Customer intents as signals `intent:NAME`, from the example wordings in `qa_rules/intents`."""

from __future__ import annotations

from qa_rules.detectors import Context, Sighting, detector
from qa_rules.intents import intent_pack, intents_version
from qa_rules.packs import Pack

_SEEN = 0.9


@detector("intents", roles=("customer",), version="1", pack=intent_pack, read_version=intents_version)
def intents(context: Context, pack: Pack) -> list[Sighting]:
    """The first wording of each intent found in the turn."""
    first = {f.section: f for f in reversed(pack.find(context.text))}
    return [
        Sighting(f"intent:{name}", 1, _SEEN, f.start, f.end, f.written) for name, f in sorted(first.items())
    ]
