"""Language packs: `packs/LANGUAGE/NAME.yaml`, sections of phrases that a QA lead edits, a phrase a line.

A section whose name ends in `_words` holds single words, matched as whole tokens by spaCy, but for `topic_words`, which
only tells the detector what is too common to be a detail; every other section holds
phrases in the notation of `qa_rules.phrases`. The detector called NAME says what its sections mean.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, Field

from qa_rules.analysis import AnalysedText
from qa_rules.definitions import DefinitionError, line_of, read_yaml, version_of
from qa_rules.folding import fold
from qa_rules.phrases import NOTATION_VERSION, Anchors, PhraseError, PhraseIndex, compile_phrase
from qa_rules.tokenizing import tokenizer

if TYPE_CHECKING:
    from spacy.matcher import PhraseMatcher

HOME = Path(__file__).parent
NOT_SEARCHED = frozenset({"topic_words"})
_REMEMBERED = 4_096


@dataclass(frozen=True, slots=True)
class Found:
    """A line of a pack found in a text: its section, the line as written, and the span in code points."""

    section: str
    written: str
    start: int
    end: int


class Pack:
    """The phrases of one detector in one language, by section. Raises DefinitionError for a line that cannot be used.

    origin: the file or folder that the lines came from, for messages.
    """

    def __init__(self, language: str, sections: Mapping[str, list[str]], origin: Path) -> None:
        self.language = language
        self.sections = dict(sections)
        self._lines: list[tuple[str, str]] = []
        phrases = []
        for section, lines in self.sections.items():
            if section.endswith("_words") or section in NOT_SEARCHED:
                continue
            for number, line in enumerate(lines):
                try:
                    phrases.append(compile_phrase(line, language))
                except PhraseError as problem:
                    raise DefinitionError(
                        f"{_place(origin, section, number)}: {section}: {problem}"
                    ) from None
                self._lines.append((section, line))
        self._index = PhraseIndex(phrases)
        self._word_sections = sorted(
            section for section in self.sections if section.endswith("_words") and section not in NOT_SEARCHED
        )
        self._words = Anchors(
            fold(line, language).text for section in self._word_sections for line in self.sections[section]
        )
        self._matcher: PhraseMatcher | None = None
        self._remembered: dict[AnalysedText, tuple[Found, ...]] = {}

    def find(self, text: AnalysedText) -> tuple[Found, ...]:
        """Every line found in the text, in the order of place, then of section; canned replies are searched once."""
        if text not in self._remembered:
            if len(self._remembered) >= _REMEMBERED:
                self._remembered.clear()
            self._remembered[text] = self._search(text)
        return self._remembered[text]

    def _search(self, text: AnalysedText) -> tuple[Found, ...]:
        found = [
            Found(*self._lines[match.index], match.start, match.end)
            for match in self._index.find(text.folded)
        ]
        found.extend(self._found_words(text))
        return tuple(sorted(found, key=lambda f: (f.start, -f.end, f.section, f.written)))

    def _found_words(self, text: AnalysedText) -> list[Found]:
        if not self._words.in_text(text.folded.text):
            return []
        matcher = self._word_matcher()
        document = text.doc
        found = []
        for key, start, end in matcher(document):
            span = document[start:end]
            found.append(Found(document.vocab.strings[key], span.text, span.start_char, span.end_char))
        return found

    def _word_matcher(self) -> PhraseMatcher:
        """spaCy's matcher over the word lists, made when the first text needs it."""
        if self._matcher is None:
            from spacy.matcher import PhraseMatcher

            words = tokenizer(self.language)
            matcher = PhraseMatcher(words.vocab, attr="NORM" if self.language == "ko" else "LOWER")
            for section in self._word_sections:
                matcher.add(section, [words(line) for line in self.sections[section]])
            self._matcher = matcher
        return self._matcher


@lru_cache(maxsize=256)
def load_pack(language: str, name: str, folder: Path = HOME) -> Pack | None:
    """The pack of a detector in a language, or None where there is none."""
    path = folder / language / f"{name}.yaml"
    return Pack(language, _sections(path), path) if path.is_file() else None


def sections_of(language: str, name: str) -> tuple[str, ...]:
    """The names of a pack's sections, without making its phrases ready; none where there is no pack."""
    path = HOME / language / f"{name}.yaml"
    return tuple(_sections(path)) if path.is_file() else ()


@lru_cache(maxsize=256)
def files_version(*paths: Path) -> str:
    """The version of pack files by their bytes: it takes no time, where reading the YAML takes a second a language."""
    return version_of(NOTATION_VERSION, *(path.read_bytes().hex() for path in paths))


def pack_version(language: str, name: str, folder: Path = HOME) -> str | None:
    """The version of the pack of a detector in a language; None where there is none."""
    path = folder / language / f"{name}.yaml"
    return files_version(path) if path.is_file() else None


class Wordings(BaseModel):
    """What is said in each language, as phrases: the `say` of an intent or a topic."""

    model_config = ConfigDict(extra="forbid")

    en: list[str] = Field(default_factory=list)
    ko: list[str] = Field(default_factory=list)
    th: list[str] = Field(default_factory=list)


def _place(origin: Path, section: str, number: int) -> str:
    """The file and line of an entry; the folder where the section is a file of its own there."""
    if not origin.is_file():
        return str(origin / f"{section}.yaml")
    return f"{origin}: line {line_of(origin.read_text(encoding='utf-8-sig'), [section, number])}"


def _sections(path: Path) -> dict[str, list[str]]:
    content: Any = read_yaml(path)
    if not isinstance(content, Mapping):
        raise DefinitionError(f"{path}: line 1: the file must hold sections, each a list of phrases")
    for section, lines in content.items():
        if not isinstance(lines, list) or not all(isinstance(line, str) and line.strip() for line in lines):
            line = line_of(path.read_text(encoding="utf-8-sig"), [section])
            raise DefinitionError(
                f"{path}: line {line}: {section}: write a list of phrases, in quotation marks where needed"
            )
    return {str(section): [line.strip() for line in lines] for section, lines in content.items()}
