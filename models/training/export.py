"""Writes a trained network as ONNX with 8-bit weights, so that a text's result depends on that text alone.

Weights are symmetric 7-bit integers per output column (no overflow on processors without VNNI); activations are
quantised per token when they are multiplied, from that token's own largest value. Integer sums are exact, so neither
the batch, its order nor the number of threads can change a result. (Ranges taken from a whole padded batch, as dynamic
quantisation does, would.) All texts of a batch have the same number of tokens, so there is no padding and no mask.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from models.training.network import Network

OPSET = 20
_EPSILON = 1e-12


class _Graph:
    """Collects nodes and initialisers; every method returns the name of what it made."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: dict[str, onnx.TensorProto] = {}
        self._count = 0

    def const(self, value: NDArray[np.generic], name: str = "") -> str:
        name = name or f"c{len(self.constants)}"
        self.constants[name] = numpy_helper.from_array(np.ascontiguousarray(value), name)
        return name

    def op(self, kind: str, *inputs: str, out: str = "", **attributes: object) -> str:
        self._count += 1
        out = out or f"t{self._count}"
        self.nodes.append(helper.make_node(kind, list(inputs), [out], **attributes))
        return out

    def quantised(self, states: str) -> tuple[str, str]:
        """Rows as unsigned 8-bit integers around 128, and each row's scale."""
        largest = self.op("ReduceMax", self.op("Abs", states), self._axis(), keepdims=1)
        scale = self.op("Max", self.op("Mul", largest, self._scalar(1 / 127)), self._scalar(1e-8))
        steps = self.op("Round", self.op("Div", states, scale))
        return self.op("Cast", self.op("Add", steps, self._scalar(128)), to=TensorProto.UINT8), scale

    def linear(
        self, rows: tuple[str, str], weight: NDArray[np.float32], bias: NDArray[np.float32] | None
    ) -> str:
        """Quantised rows times weight [in, out], plus bias [out]."""
        scale = np.maximum(np.abs(weight).max(0), 1e-8) / 63
        whole = np.clip(np.rint(weight / scale), -63, 63).astype(np.int8)
        zero = self.constants.setdefault(
            "zero128", numpy_helper.from_array(np.array(128, np.uint8), "zero128")
        ).name
        total = self.op(
            "Cast", self.op("MatMulInteger", rows[0], self.const(whole), zero), to=TensorProto.FLOAT
        )
        product = self.op("Mul", self.op("Mul", total, rows[1]), self.const(scale.astype(np.float32)))
        return product if bias is None else self.op("Add", product, self.const(bias))

    def normed(self, states: str, weight: NDArray[np.float32], bias: NDArray[np.float32]) -> str:
        return self.op(
            "LayerNormalization", states, self.const(weight), self.const(bias), axis=-1, epsilon=_EPSILON
        )

    def _scalar(self, value: float) -> str:
        name = f"s{value}"
        self.constants.setdefault(name, numpy_helper.from_array(np.array(value, np.float32), name))
        return name

    def _axis(self) -> str:
        self.constants.setdefault("last", numpy_helper.from_array(np.array([-1], np.int64), "last"))
        return "last"


def export(network: Network, path: Path) -> None:
    """Writes `encoder.onnx`: ids int64 [B, T] -> vectors float [B, 2W] and tags float [B, T, axes]."""
    w = {k: v.detach().float().numpy() for k, v in network.state_dict().items()}
    config = network.encoder.config
    heads, width = config.num_attention_heads, config.hidden_size
    g = _Graph()
    states = _embedded(g, w)
    for layer in range(config.num_hidden_layers):
        states = _layer(g, w, f"encoder.encoder.layer.{layer}.", states, heads, width)
    pools = np.concatenate([np.zeros_like(w["pool.weight"]), w["pool.weight"]]).T
    focus = g.op("Transpose", g.op("MatMul", states, g.const(pools)), perm=[0, 2, 1])
    pooled = g.op("MatMul", g.op("Softmax", focus, axis=-1), states)
    g.op("Reshape", pooled, g.const(np.array([0, 2 * width], np.int64)), out="vectors")
    tags = g.op("MatMul", states, g.const(w["tagger.weight"].T))
    g.op("Add", tags, g.const(w["tagger.bias"]), out="tags")
    graph = helper.make_graph(
        g.nodes,
        "turn_encoder",
        [helper.make_tensor_value_info("ids", TensorProto.INT64, ["batch", "tokens"])],
        [
            helper.make_tensor_value_info("vectors", TensorProto.FLOAT, ["batch", 2 * width]),
            helper.make_tensor_value_info(
                "tags", TensorProto.FLOAT, ["batch", "tokens", len(w["tagger.bias"])]
            ),
        ],
        list(g.constants.values()),
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=10)
    onnx.checker.check_model(model)
    path.write_bytes(model.SerializeToString(deterministic=True))


def _embedded(g: _Graph, w: dict[str, NDArray[np.float32]]) -> str:
    words = w["encoder.embeddings.word_embeddings.weight"]
    scale = np.maximum(np.abs(words).max(1, keepdims=True), 1e-8) / 127
    whole = np.rint(words / scale).astype(np.int8)
    rows = g.op("Cast", g.op("Gather", g.const(whole), "ids"), to=TensorProto.FLOAT)
    rows = g.op("Mul", rows, g.op("Gather", g.const(scale.astype(np.float32)), "ids"))
    places = (
        w["encoder.embeddings.position_embeddings.weight"]
        + w["encoder.embeddings.token_type_embeddings.weight"][:1]
    )
    tokens = g.op("Gather", g.op("Shape", "ids"), g.const(np.array([1], np.int64)))
    place = g.op(
        "Slice", g.const(places), g.const(np.array([0], np.int64)), tokens, g.const(np.array([0], np.int64))
    )
    return g.normed(
        g.op("Add", rows, place),
        w["encoder.embeddings.LayerNorm.weight"],
        w["encoder.embeddings.LayerNorm.bias"],
    )


def _layer(
    g: _Graph, w: dict[str, NDArray[np.float32]], name: str, states: str, heads: int, width: int
) -> str:
    parts = ("query", "key", "value")
    scaled = {"query": 1 / np.sqrt(width // heads), "key": 1.0, "value": 1.0}
    weight = np.concatenate([w[f"{name}attention.self.{p}.weight"].T * scaled[p] for p in parts], 1).astype(
        np.float32
    )
    bias = np.concatenate([w[f"{name}attention.self.{p}.bias"] * scaled[p] for p in parts]).astype(np.float32)
    mixed = g.linear(g.quantised(states), weight, bias)
    split = [g.const(np.array([i * width], np.int64)) for i in range(4)]
    last = g.const(np.array([2], np.int64))
    shape = g.const(np.array([0, 0, heads, width // heads], np.int64))
    query, key, value = (
        g.op("Reshape", g.op("Slice", mixed, split[i], split[i + 1], last), shape) for i in range(3)
    )
    query = g.op("Transpose", query, perm=[0, 2, 1, 3])
    key = g.op("Transpose", key, perm=[0, 2, 3, 1])
    value = g.op("Transpose", value, perm=[0, 2, 1, 3])
    seen = g.op("MatMul", g.op("Softmax", g.op("MatMul", query, key), axis=-1), value)
    seen = g.op(
        "Reshape", g.op("Transpose", seen, perm=[0, 2, 1, 3]), g.const(np.array([0, 0, width], np.int64))
    )
    seen = g.linear(
        g.quantised(seen),
        w[f"{name}attention.output.dense.weight"].T,
        w[f"{name}attention.output.dense.bias"],
    )
    states = g.normed(
        g.op("Add", seen, states),
        w[f"{name}attention.output.LayerNorm.weight"],
        w[f"{name}attention.output.LayerNorm.bias"],
    )
    wide = g.linear(
        g.quantised(states), w[f"{name}intermediate.dense.weight"].T, w[f"{name}intermediate.dense.bias"]
    )
    wide = g.op("Gelu", wide)
    narrow = g.linear(g.quantised(wide), w[f"{name}output.dense.weight"].T, w[f"{name}output.dense.bias"])
    return g.normed(
        g.op("Add", narrow, states), w[f"{name}output.LayerNorm.weight"], w[f"{name}output.LayerNorm.bias"]
    )


def heads_of(network: Network) -> dict[str, NDArray[np.float32]]:
    """The arrays of `heads.npz`, [inputs, outputs]."""
    w = {k: v.detach().float().numpy() for k, v in network.heads.state_dict().items()}
    return {
        "turn": w["turn.weight"].T, "turn_bias": w["turn.bias"], "context": w["context.weight"].T,
        "out": w["out.weight"].T, "direct": w["direct.weight"].T, "bias": w["out.bias"] + w["direct.bias"],
    }  # fmt: skip
