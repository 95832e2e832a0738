"""Fits the network to examples: masked binary cross-entropy over what each example knows, and over its spans."""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn import functional

from models.axes import OUTPUTS, SPANNED
from models.training.examples import Example
from models.training.network import Network

LONGEST = 80


@dataclass(frozen=True)
class Settings:
    """How to fit: rates for the encoder and for what is new on it, passes over the data, turns a step."""

    rate: float = 8e-5
    new_rate: float = 1e-3
    epochs: int = 3
    batch: int = 32
    span_weight: float = 0.3
    seed: int = 7
    frozen_embeddings: bool = True


def neighbours(example: Example) -> tuple[str | None, str | None]:
    """The last text by the other side and the last by the same side."""
    other = next((text for role, text in reversed(example.context) if role != example.role), None)
    same = next((text for role, text in reversed(example.context) if role == example.role), None)
    return other, same


class Batch:
    """Examples as tensors: each distinct text once, padded; where it stands; targets with their weights; spans."""

    def __init__(self, examples: Sequence[Example], tokenizer: Tokenizer) -> None:
        places: dict[str, int] = {}
        self.gather = torch.full((len(examples), 3), -1)
        for row, example in enumerate(examples):
            self.gather[row, 0] = places.setdefault(example.text, len(places))
        self.own = len(places)
        for row, example in enumerate(examples):
            for slot, text in enumerate(neighbours(example), start=1):
                if text is not None:
                    self.gather[row, slot] = places.setdefault(text, len(places))
        coded = tokenizer.encode_batch(list(places))
        longest = max(len(c.ids) for c in coded)
        self.ids = torch.zeros((len(coded), longest), dtype=torch.long)
        self.mask = torch.zeros((len(coded), longest), dtype=torch.long)
        for row, c in enumerate(coded):
            self.ids[row, : len(c.ids)] = torch.tensor(c.ids)
            self.mask[row, : len(c.ids)] = 1
        self.targets = torch.zeros((len(examples), len(OUTPUTS)))
        self.weights = torch.zeros((len(examples), len(OUTPUTS)))
        self.tags = torch.zeros((len(examples), longest, len(SPANNED)))
        self.tag_weights = torch.zeros((len(examples), longest, len(SPANNED)))
        for row, example in enumerate(examples):
            for output, target in example.targets.items():
                self.targets[row, OUTPUTS.index(output)] = target
                self.weights[row, OUTPUTS.index(output)] = example.weight
            offsets = coded[places[example.text]].offsets
            for column, axis in enumerate(SPANNED):
                if axis in example.spans:
                    start, end = example.spans[axis]
                    for place, (first, last) in enumerate(offsets):
                        if last > first:
                            self.tags[row, place, column] = float(first < end and start < last)
                            self.tag_weights[row, place, column] = 1
                elif example.source.startswith("own") and example.targets.get(axis) == 0:
                    self.tag_weights[row, : len(offsets), column] = 0.2

    def part(self, first: int, last: int) -> tuple[Tensor, Tensor]:
        """Ids and mask of some texts, as wide as the longest of them."""
        width = int(self.mask[first:last].sum(1).max())
        return self.ids[first:last, :width], self.mask[first:last, :width]

    def stacked(self, vectors: Tensor) -> Tensor:
        """Vectors [texts, D] -> [B, 3, D], zeros where a neighbour is absent."""
        padded = torch.cat([vectors, vectors.new_zeros((1, vectors.shape[1]))])
        return padded[self.gather]


def batches(examples: Sequence[Example], size: int, seed: int) -> list[list[Example]]:
    """Shuffled, but of similar length within a batch."""
    chance = random.Random(seed)
    order = list(examples)
    chance.shuffle(order)
    made = []
    for start in range(0, len(order), size * 30):
        pool = sorted(order[start : start + size * 30], key=lambda e: len(e.text))
        made += [pool[i : i + size] for i in range(0, len(pool), size)]
    chance.shuffle(made)
    return made


def loss_of(network: Network, batch: Batch, span_weight: float) -> Tensor:
    """The weighted cross-entropy of a batch, spans included."""
    with torch.autocast("cpu", torch.bfloat16):
        vectors, tags = network.encode(*batch.part(0, batch.own))
        if batch.own < len(batch.ids):
            with torch.no_grad():
                around, _ = network.encode(*batch.part(batch.own, len(batch.ids)))
            vectors = torch.cat([vectors, around])
    logits = network.heads(batch.stacked(vectors.float()))
    raw = functional.binary_cross_entropy_with_logits(logits, batch.targets, reduction="none")
    loss = (raw * batch.weights).sum() / len(logits)
    if batch.tag_weights.any():
        own = tags.float()[batch.gather[:, 0]]
        width = own.shape[1]
        spans = functional.binary_cross_entropy_with_logits(own, batch.tags[:, :width], reduction="none")
        loss = loss + span_weight * (spans * batch.tag_weights[:, :width]).sum() / (
            batch.tag_weights.sum() + 1
        )
    return loss


def fit(
    network: Network, epochs: Sequence[Sequence[Example]], tokenizer: Tokenizer, settings: Settings
) -> None:
    """Trains in place, one list of examples a pass; the same lists and settings give the same weights on one machine."""
    torch.manual_seed(settings.seed)
    tokenizer.enable_truncation(LONGEST)
    plan = [
        b
        for number, examples in enumerate(epochs)
        for b in batches(examples, settings.batch, settings.seed + number)
    ]
    if settings.frozen_embeddings:
        network.encoder.embeddings.requires_grad_(False)
        network.encoder.encoder.layer[0].requires_grad_(False)
    inner = [p for p in network.encoder.parameters() if p.requires_grad]
    outer = [p for name, p in network.named_parameters() if not name.startswith("encoder.")]
    optimiser = torch.optim.AdamW(
        [{"params": inner, "lr": settings.rate}, {"params": outer, "lr": settings.new_rate}],
        weight_decay=0.01,
    )
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min(1.0, step / (0.06 * len(plan) + 1)) * max(0.02, 1 - step / len(plan))
    )
    network.train()
    began, seen = time.time(), 0.0
    for step, chosen in enumerate(plan):
        loss = loss_of(network, Batch(chosen, tokenizer), settings.span_weight)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimiser.step()
        schedule.step()
        optimiser.zero_grad()
        seen = loss.item() if step == 0 else 0.98 * seen + 0.02 * loss.item()
        if step % 100 == 99:
            print(
                f"  step {step + 1}/{len(plan)}  loss {seen:.3f}  {time.time() - began:.0f} s",
                file=sys.stderr,
                flush=True,
            )


@torch.no_grad()
def predict(network: Network, examples: Sequence[Example], tokenizer: Tokenizer) -> np.ndarray:
    """Logits [examples, outputs]."""
    network.eval()
    tokenizer.enable_truncation(160)
    logits = np.zeros((len(examples), len(OUTPUTS)), dtype=np.float32)
    order = sorted(range(len(examples)), key=lambda i: len(examples[i].text))
    for start in range(0, len(order), 64):
        rows = order[start : start + 64]
        batch = Batch([examples[i] for i in rows], tokenizer)
        vectors, _ = network.encode(batch.ids, batch.mask)
        logits[rows] = network.heads(batch.stacked(vectors)).numpy()
    return logits
