"""Redaction: personal data leaves the text before anything is stored.

The redacted text is the only one that is ever kept (DESIGN, rule 7). Check digits and telephone numbering plans
are presidio's, whose recognisers are called directly: they need neither a language model nor a network, and are loaded
when a text first needs them. Everything is shown a *view* of the text, in which digits of every script are ASCII,
composed letters are one, spoken digits are digits, and whatever hides a number (zero-width characters, odd hyphens,
digits spelled one by one) is gone; the view knows where each of its characters came from.
"""

from data.redaction.finding import ENTITIES, Finding
from data.redaction.redactor import VERSION, Redactor, findings

__all__ = ["ENTITIES", "VERSION", "Finding", "Redactor", "findings"]
