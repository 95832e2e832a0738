"""What the turns of a conversation do, and by which words: probabilities of acts (models/acts.py) by turn."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

import numpy as np
from numpy.typing import NDArray

from data.conversation import Conversation
from models.acts import ACTS, COLUMNS
from models.reader import Reader, acts_version, reader
from qa_rules.analysis import AnalysedText, analyse
from qa_rules.definitions import version_of
from qa_rules.learned import made_ready
from qa_rules.observe import Languages
from qa_rules.tokenizing import LANGUAGES

Floats = NDArray[np.float64]
Using = Callable[[str], Reader]

CODE_VERSION: Final = "1"


def acts_of(texts: Sequence[AnalysedText], using: Using = reader) -> Floats:
    """Probabilities [texts, ACTS]; each text's are its own. using: the reader of a language."""
    return read_all(texts, using)[:, : len(ACTS)]


def read_all(texts: Sequence[AnalysedText], using: Using = reader) -> Floats:
    """What each text does and is about: probabilities [texts, COLUMNS]."""
    found = np.zeros((len(texts), len(COLUMNS)))
    for language in sorted({text.language for text in texts}):
        mine = [n for n, text in enumerate(texts) if text.language == language]
        odds = using(language).acts([texts[n].text for n in mine], partial(made_ready, language=language))
        found[mine] = 1 / (1 + np.exp(-odds))
    return found


def acts_in(conversation: Conversation, languages: Languages, using: Using = reader) -> Floats:
    """Probabilities [turns, ACTS] of what each turn does; 0 for turns that are not judged, and for another role's acts."""
    found = np.zeros((len(conversation.turns), len(ACTS)))
    judged = [n for n, reason in enumerate(languages.not_scored) if reason is None]
    if not judged:
        return found
    texts = [analyse(conversation.turns[n].text, languages.turns[n]) for n in judged]
    found[judged] = acts_of(texts, using)
    for number in judged:
        found[number] *= _OF_ROLE.get(conversation.turns[number].role, 0.0)
    return found


def acts_versions() -> str:
    """Changes with any language's acts."""
    return version_of(CODE_VERSION, [acts_version(language) for language in LANGUAGES])


_OF_ROLE: Final = {
    role: np.array([float(act.startswith(f"{role}:")) for act in ACTS]) for role in ("agent", "customer")
}
