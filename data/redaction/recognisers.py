"""presidio's recognisers, loaded when a text first needs them: that takes a second or two."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from data.redaction.finding import Span

if TYPE_CHECKING:
    from presidio_analyzer import LocalRecognizer

REGIONS: Final = ("KR", "TH", "US", "GB", "JP", "SG")


def recognised(name: str, text: str) -> Iterator[tuple[Span, float]]:
    """Where a recogniser sees its entity in a text, and presidio's score there."""
    recogniser: Any = recognisers()[name]
    for result in recogniser.analyze(text, recogniser.supported_entities):
        yield (result.start, result.end), float(result.score)


@cache
def recognisers() -> dict[str, LocalRecognizer]:
    """The recognisers by the names that are used here."""
    from presidio_analyzer import predefined_recognizers as presidio

    return {
        "card": presidio.CreditCardRecognizer(),
        "rrn": presidio.KrRrnRecognizer(),
        "frn": presidio.KrFrnRecognizer(),
        "tnin": presidio.ThTninRecognizer(),
        "ssn": presidio.UsSsnRecognizer(),
        "phone": presidio.PhoneRecognizer(supported_regions=REGIONS, leniency=1),
        "iban": presidio.IbanRecognizer(),
        "ip": presidio.IpRecognizer(),
    }
