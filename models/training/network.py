"""The network that is trained: a transformer encoder, one vector a turn, heads over turn and context, words that carry.

A turn's text is encoded by itself. Its vector is the mean of its tokens' states; context enters in the heads, as the
vectors of the two turns before it: the last by the other side and the last by the same side (zeros where none).
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from transformers import BertConfig, BertModel

from models.axes import OUTPUTS, SPANNED

HIDDEN = 96


class Network(nn.Module):
    """Encoder, heads and token tagger, trained together."""

    def __init__(self, encoder: BertModel) -> None:
        super().__init__()
        self.encoder = encoder
        width = encoder.config.hidden_size
        self.pool = nn.Linear(width, 1)
        self.tagger = nn.Linear(width, len(SPANNED))
        self.heads = Heads(2 * width)

    def encode(self, ids: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """Token ids and mask [B, T] -> vectors [B, 2W] (mean and attention pooling) and token logits [B, T, axes]."""
        states = self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state.float()
        shown = mask.unsqueeze(-1).float()
        mean = (states * shown).sum(1) / shown.sum(1)
        focus = self.pool(states).masked_fill(shown == 0, -1e4).softmax(1)
        return torch.cat([mean, (states * focus).sum(1)], 1), self.tagger(states)


class Heads(nn.Module):
    """Turn and context vectors [B, 3, D] -> logits [B, outputs]."""

    def __init__(self, width: int, hidden: int = HIDDEN, dropout: float = 0.2) -> None:
        super().__init__()
        self.turn = nn.Linear(width, hidden)
        self.context = nn.Linear(2 * width, hidden, bias=False)
        nn.init.normal_(self.context.weight, std=0.002)
        self.out = nn.Linear(hidden, len(OUTPUTS))
        self.direct = nn.Linear(width, len(OUTPUTS))
        self.dropout = nn.Dropout(dropout)

    def forward(self, vectors: Tensor) -> Tensor:
        """Logits; a linear reading of the turn and a hidden layer over turn and context."""
        turn = self.dropout(vectors[:, 0])
        hidden = torch.relu(self.turn(turn) + self.context(vectors[:, 1:].flatten(1)))
        logits: Tensor = self.out(self.dropout(hidden)) + self.direct(turn)
        return logits


def small_bert(vocabulary: int, width: int, layers: int, heads: int, positions: int = 160) -> BertModel:
    """A small transformer with fresh weights."""
    return BertModel(
        BertConfig(
            vocab_size=vocabulary,
            hidden_size=width,
            num_hidden_layers=layers,
            num_attention_heads=heads,
            intermediate_size=4 * width,
            max_position_embeddings=positions,
        ),
        add_pooling_layer=False,
    )
