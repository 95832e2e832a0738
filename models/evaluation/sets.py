"""The public labelled sets: one small reader each, and the facts of its README (shared/eval) beside it.

Nothing of their text leaves this room: readers hand it to the judge, and figures come out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

from models.evaluation.items import AGENT, CUSTOMER, Item, LabelledSet, Said, SetError, conversation, lines
from models.folds import KEPT_OUT, fold_of

PEER_SUPPORT = "peer support, not customer service"
COUNSELLING = "counselling, not customer service"
_EMPATHIC: Final = frozenset(("reflection of feelings", "affirmation and reassurance"))
_ROLES: Final = {
    **dict.fromkeys(("agent", "supporter", "sys", "system", "bot", "therapist", "listener"), AGENT),
    **dict.fromkeys(("user", "usr", "seeker", "client", "customer"), CUSTOMER),
}
_CIVIL: Final = {"informal": 1, "formal": 0, "gentle": 0}


def epitome(path: Path) -> Iterator[Item]:
    """A seeker's post and a peer's reply; emotional reaction, with the words that people marked for it."""
    for _, row in lines(path):
        said = [(CUSTOMER, row["context"]), (AGENT, row["text"])]
        spans = tuple(span for quote in row["er_rationale"] for span in places(quote, row["text"]))
        yield Item(
            conversation(row["id"], "en", said), 1, "empathy", int(row["er"] > 0), row["id"], spans=spans
        )


def annomi(path: Path) -> Iterator[Item]:
    """Counselling sessions; a therapist's turn is empathic where it reflects."""
    sessions: dict[str, list[dict[str, Any]]] = {}
    for _, row in lines(path):
        sessions.setdefault(row["conv"], []).append(row)
    for key, rows in sessions.items():
        said = [(_ROLES.get(row["role"].lower(), CUSTOMER), row["text"]) for row in rows]
        whole = conversation(key, "en", said)
        for number, row in enumerate(rows):
            if said[number][0] == AGENT:
                yield Item(
                    whole, number, "empathy", int("reflection" in (row["behaviour"] or "").lower()), key
                )


def esconv(path: Path) -> Iterator[Item]:
    """A supporter's turn after its context; empathic where the strategy is to reflect feelings or to affirm."""
    for _, row in lines(path):
        said = [*_heard(row["context"]), (AGENT, row["text"])]
        gold = int(row["strategy"].strip().lower() in _EMPATHIC)
        yield Item(conversation(row["id"], "en", said), len(said) - 1, "empathy", gold, row["id"])


def stanford(community: str) -> Callable[[Path], Iterator[Item | None]]:
    """Requests of a community, as agent turns; the top and bottom quartile of politeness."""

    def read(path: Path) -> Iterator[Item | None]:
        for _, row in lines(path):
            if row["community"] == community:
                yield _polite(row, "en")

    return read


def tydip(language: str) -> Callable[[Path], Iterator[Item | None]]:
    """Sentences as agent turns; the top and bottom quartile of politeness."""

    def read(path: Path) -> Iterator[Item | None]:
        for _, row in lines(path):
            yield _polite(row, language)

    return read


def convabuse(path: Path) -> Iterator[Item | None]:
    """A user's turn after three turns with a bot, which stands as the agent; votes that tie are left out."""
    for _, row in lines(path):
        if row["label"] not in ("abusive", "not_abusive"):
            yield None
            continue
        said = [*_heard(row["context"]), (CUSTOMER, row["text"])]
        gold = int(row["label"] == "abusive")
        yield Item(conversation(row["id"], "en", said), len(said) - 1, "hostility", gold, row["id"])


def davidson(path: Path) -> Iterator[Item]:
    """Tweets, each as one customer turn: hate or offensive."""
    for _, row in lines(path):
        yield _alone(row["id"], "en", CUSTOMER, row["text"], "hostility", int(row["label"] != "neither"))


def rude(language: str) -> Callable[[Path], Iterator[Item]]:
    """Sentences marked `rude`, each as one customer turn."""

    def read(path: Path) -> Iterator[Item]:
        for _, row in lines(path):
            yield _alone(row["id"], language, CUSTOMER, row["text"], "hostility", int(row["rude"]))

    return read


def beep(path: Path) -> Iterator[Item]:
    """Comments on news, each as one customer turn: hateful or offensive, or none."""
    for _, row in lines(path):
        gold = int(row["hate"].strip().lower() != "none")
        yield _alone(row["id"], "ko", CUSTOMER, row["text"], "hostility", gold)


def hatescore(path: Path) -> Iterator[Item]:
    """Comments, each as one customer turn: hate speech or abuse, or clean."""
    for number, row in lines(path):
        gold = int(row["macrolabel"].strip().lower() != "clean")
        yield _alone(f"hatescore_{number}", "ko", CUSTOMER, row["comment"], "hostility", gold)


def paradetox(path: Path) -> Iterator[Item]:
    """A rude sentence and its civil rewrites, each as one agent turn, paired."""
    for _, row in lines(path):
        for number, (text, gold) in enumerate([(row["rude"], 1), *((text, 0) for text in row["polite"])]):
            whole = conversation(f"{row['id']}/{number}", "en", [(AGENT, text)])
            yield Item(whole, 0, "rudeness", gold, row["id"], pair=row["id"])


def ucc(path: Path) -> Iterator[Item]:
    """Comments, each as one agent turn: condescending, dismissive or hostile."""
    for _, row in lines(path):
        gold = int(any(row[name] for name in ("condescending", "dismissive", "hostile")))
        yield _alone(row["id"], "en", AGENT, row["text"], "rudeness", gold)


def smilestyle(path: Path) -> Iterator[Item | None]:
    """Sentences, each as one agent turn: the informal style is rude to a customer, the formal and gentle are not."""
    for _, row in lines(path):
        gold = _CIVIL.get(row["style"])
        whole = conversation(row["id"], "ko", [(AGENT, row["text"])])
        yield None if gold is None else Item(whole, 0, "rudeness", gold, str(row["row"]))


def star(path: Path) -> Iterator[Item]:
    """Every agent turn of the chats whose customer called the agent calm: none of them is rude."""
    labels = path.with_name("star_labels.jsonl.gz")
    if not labels.is_file():
        raise SetError(f"{labels} is missing: the labels of {path.name} are in it")
    calm = {row["conversation_id"] for _, row in lines(labels) if row["agent_calm"]}
    for _, row in lines(path):
        key = row["conversation_id"]
        if key not in calm:
            continue
        whole = conversation(key, "en", [(turn["role"], turn["text"]) for turn in row["turns"]], "chat")
        for number, turn in enumerate(row["turns"]):
            if turn["role"] == AGENT:
                yield Item(whole, number, "rudeness", 0, key)


def kept_out(read: Callable[[Path], Iterator[Item | None]]) -> Callable[[Path], Iterator[Item | None]]:
    """The fifth of a set that training leaves out; the rest was learned from, and figures on it would flatter."""

    def read_kept_out(path: Path) -> Iterator[Item | None]:
        return (item for item in read(path) if item is None or fold_of(item.group) == KEPT_OUT)

    return read_kept_out


def places(quote: str, text: str) -> list[tuple[int, int]]:
    """Where a quotation stands in a text, whatever its case and white space; nothing where it does not.

    >>> places("so  Sorry", "I am so sorry.")
    [(5, 13)]
    """
    words = quote.split()
    if not words:
        return []
    found = re.search(r"\s+".join(map(re.escape, words)), text, re.IGNORECASE)
    return [found.span()] if found else []


def _alone(key: str, language: str, role: str, text: str, axis: str, gold: int) -> Item:
    return Item(conversation(key, language, [(role, text)]), 0, axis, gold, key)


def _polite(row: dict[str, Any], language: str) -> Item | None:
    gold = {"polite": 1, "impolite": 0}.get(row["label"] or "")
    return None if gold is None else _alone(row["id"], language, AGENT, row["text"], "politeness", gold)


def _heard(context: list[str]) -> list[Said]:
    """Lines "role: text"; where no role is named, customer and agent by turns, the customer last."""
    said = []
    for back, line in enumerate(reversed(context)):
        name, colon, text = line.partition(":")
        role = _ROLES.get(name.strip().lower()) if colon else None
        said.append((role, text.strip()) if role else ((AGENT if back % 2 else CUSTOMER), line))
    return said[::-1]


_STANFORD_HUMAN = "alpha {}; on quartiles people {} %, a published classifier {} %"
PUBLIC_SETS: Final = (
    LabelledSet(
        "epitome", "empathy_en_epitome", "empathy", "en", "measure", "academic, non-commercial", epitome,
        "86 % self-consistency", 0.49, PEER_SUPPORT,
    ),
    LabelledSet(
        "annomi", "empathy_en_annomi", "empathy", "en", "measure", "none stated", annomi,
        "alpha 0.66", None, f"{COUNSELLING}; reflection only",
    ),
    LabelledSet(
        "esconv", "empathy_en_esconv_devtest", "empathy", "en", "measure", "CC BY-NC 4.0", esconv,
        "", 0.27, f"{PEER_SUPPORT}; reflection or affirmation (the floor: reflection)",
    ),
    LabelledSet(
        "stanford-wikipedia", "politeness_en_stanford", "politeness", "en", "train", "CC BY 4.0",
        kept_out(stanford("wikipedia")), _STANFORD_HUMAN.format("0.42", "86.7", "83.8"), 0.73, "quartiles",
    ),
    LabelledSet(
        "stanford-stackexchange", "politeness_en_stanford", "politeness", "en", "train", "CC BY 4.0",
        kept_out(stanford("stack-exchange")), _STANFORD_HUMAN.format("0.29", "80.9", "78.2"), 0.46, "quartiles",
    ),
    LabelledSet(
        "tydip-en", "politeness_en_tydip_test", "politeness", "en", "train", "CC BY 4.0", kept_out(tydip("en")),
        note="quartiles",
    ),
    LabelledSet(
        "tydip-ko", "politeness_ko_tydip_test", "politeness", "ko", "train", "CC BY 4.0", kept_out(tydip("ko")),
        floor=0.75, note="quartiles",
    ),
    LabelledSet(
        "convabuse", "rudeness_en_convabuse", "hostility", "en", "train", "CC BY 4.0", kept_out(convabuse),
        "alpha 0.66", 0.73, "users of chat bots; ties left out",
    ),
    LabelledSet(
        "davidson", "rudeness_en_davidson", "hostility", "en", "train", "MIT", kept_out(davidson), note="tweets",
    ),
    LabelledSet("curse", "rudeness_ko_curse", "hostility", "ko", "train", "MIT", kept_out(rude("ko")), floor=0.65),
    LabelledSet(
        "apeach", "rudeness_ko_apeach", "hostility", "ko", "measure", "CC BY-SA 4.0", rude("ko"), floor=0.40,
    ),
    LabelledSet(
        "beep", "rudeness_ko_beep", "hostility", "ko", "measure", "CC BY-SA 4.0", beep,
        floor=0.21, note="comments on news",
    ),
    LabelledSet(
        "hatescore", "rudeness_ko_hatescore", "hostility", "ko", "train", "Apache-2.0", kept_out(hatescore),
        note="most clean ones are rule-made: a control of false alarms",
    ),
    LabelledSet(
        "paradetox", "rudeness_en_paradetox_pairs", "rudeness", "en", "train", "CC0", kept_out(paradetox),
        note="the figure is the share of pairs",
    ),
    LabelledSet(
        "ucc", "rudeness_en_ucc_valtest", "rudeness", "en", "measure", "CC BY-NC-SA 4.0", ucc,
        floor=0.03, note="comments; condescending, dismissive or hostile (the floor: condescending)",
    ),
    LabelledSet(
        "smilestyle", "speechlevel_ko_smilestyle", "rudeness", "ko", "measure", "CC BY-NC 4.0", smilestyle,
        floor=0.99, note="informal against formal and gentle; the figure is accuracy",
    ),
    LabelledSet(
        "star", "star_conversations", "rudeness", "en", "train", "MIT (RasaHQ/STAR)", star,
        "agents whom the customer called calm", None, "role play; the figure is the share called rude",
    ),
)  # fmt: skip
ENDING: Final = ".jsonl.gz"


def public_sets(folder: Path) -> list[tuple[LabelledSet, Path]]:
    """The public sets whose file lies in a folder."""
    paths = [(s, folder / (s.file + ENDING)) for s in PUBLIC_SETS]
    return [(s, path) for s, path in paths if path.is_file()]
