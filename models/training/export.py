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
MICROSOFT = "com.microsoft"  # operators of ONNX Runtime that do several steps at once
Weights = dict[str, NDArray[np.float32]]
_MIDDLE = np.array(128, np.uint8)
_EPSILON = 1e-12


class _Graph:
    """Collects nodes and initialisers; every method returns the name of what it made."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: dict[str, onnx.TensorProto] = {}
        self.shape = ""  # [B, T], of the input
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

    def quantised(self, states: str, width: int) -> tuple[str, str]:
        """Rows [B, T, width] as unsigned 8-bit integers around 128, [B * T, width], and each row's scale [B, T, 1]."""
        largest = self.op("ReduceMax", self.op("Abs", states), self.ints(-1), keepdims=1)
        scale = self.op("Max", self.op("Mul", largest, self._scalar(1 / 127)), self._scalar(1e-8))
        rows = self.op("Reshape", states, self.ints(-1, width))
        each = self.op("Reshape", scale, self.ints(-1))
        middle = self.op(
            "ConstantOfShape", self.op("Shape", each), value=numpy_helper.from_array(_MIDDLE[None])
        )
        return self.op("QuantizeLinear", rows, each, middle, axis=0), scale

    def product(self, rows: tuple[str, str], weight: NDArray[np.float32]) -> str:
        """Quantised rows times weight [in, out], [B, T, out]; whole-number sums, brought to scale as they are stored."""
        scale = np.maximum(np.abs(weight).max(0), 1e-8) / 63
        whole = np.clip(np.rint(weight / scale), -63, 63).astype(np.int8)
        total = self.op(
            "MatMulIntegerToFloat", rows[0], self.const(whole), self._scalar(1), self.const(scale.astype(np.float32)),
            self.shared("middle", _MIDDLE), domain=MICROSOFT,
        )  # fmt: skip
        shape = self.op("Concat", self.shape, self.ints(weight.shape[1]), axis=0)
        return self.op("Mul", self.op("Reshape", total, shape), rows[1])

    def normed(self, states: str, norm: str, w: Weights) -> str:
        return self.op(
            "LayerNormalization", states, self.const(w[f"{norm}.weight"]), self.const(w[f"{norm}.bias"]),
            axis=-1, epsilon=_EPSILON,
        )  # fmt: skip

    def added(self, states: str, before: str, bias: NDArray[np.float32], norm: str, w: Weights) -> str:
        """The norm of states + bias + before."""
        return self.normed(self.op("Add", self.op("Add", states, self.const(bias)), before), norm, w)

    def _scalar(self, value: float) -> str:
        return self.shared(f"s{value}", np.array(value, np.float32))

    def ints(self, *values: int) -> str:
        return self.shared(f"i{values}", np.array(values, np.int64))

    def shared(self, name: str, value: NDArray[np.generic]) -> str:
        self.constants.setdefault(name, numpy_helper.from_array(value, name))
        return name


def export(network: Network, path: Path) -> None:
    """Writes `encoder.onnx`: ids int64 [B, T] -> vectors float [B, 2W] and tags float [B, T, axes]."""
    w = {k: v.detach().float().numpy() for k, v in network.state_dict().items()}
    config = network.encoder.config
    heads, width = config.num_attention_heads, config.hidden_size
    g = _Graph()
    g.shape = g.op("Shape", "ids")
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
    model = helper.make_model(
        graph,
        opset_imports=[helper.make_opsetid("", OPSET), helper.make_opsetid(MICROSOFT, 1)],
        ir_version=10,
    )
    onnx.checker.check_model(model)
    path.write_bytes(model.SerializeToString(deterministic=True))


def _embedded(g: _Graph, w: Weights) -> str:
    words = w["encoder.embeddings.word_embeddings.weight"]
    scale = np.maximum(np.abs(words).max(1, keepdims=True), 1e-8) / 127
    whole = np.rint(words / scale).astype(np.int8)
    rows = g.op("Cast", g.op("Gather", g.const(whole), "ids"), to=TensorProto.FLOAT)
    rows = g.op("Mul", rows, g.op("Gather", g.const(scale.astype(np.float32)), "ids"))
    places = (
        w["encoder.embeddings.position_embeddings.weight"]
        + w["encoder.embeddings.token_type_embeddings.weight"][:1]
    )
    tokens = g.op("Gather", g.shape, g.ints(1))
    place = g.op("Slice", g.const(places), g.ints(0), tokens, g.ints(0))
    return g.normed(g.op("Add", rows, place), "encoder.embeddings.LayerNorm", w)


def _layer(g: _Graph, w: Weights, name: str, states: str, heads: int, width: int) -> str:
    parts = ("query", "key", "value")
    scaled = {"query": 1 / np.sqrt(width // heads), "key": 1.0, "value": 1.0}
    weight = np.concatenate([w[f"{name}attention.self.{p}.weight"].T * scaled[p] for p in parts], 1).astype(
        np.float32
    )
    bias = np.concatenate([w[f"{name}attention.self.{p}.bias"] * scaled[p] for p in parts]).astype(np.float32)
    mixed = g.op("Add", g.product(g.quantised(states, width), weight), g.const(bias))
    shape = g.ints(0, 0, 3, heads, width // heads)
    mixed = g.op("Transpose", g.op("Reshape", mixed, shape), perm=[2, 0, 3, 1, 4])
    query, key, value = (
        g.op("Gather", mixed, g.shared(f"at{i}", np.array(i, np.int64)), axis=0) for i in range(3)
    )
    key = g.op("Transpose", key, perm=[0, 1, 3, 2])
    seen = g.op("MatMul", g.op("Softmax", g.op("MatMul", query, key), axis=-1), value)
    seen = g.op("Reshape", g.op("Transpose", seen, perm=[0, 2, 1, 3]), g.ints(0, 0, width))
    output = f"{name}attention.output."
    seen = g.product(g.quantised(seen, width), w[f"{output}dense.weight"].T)
    states = g.added(seen, states, w[f"{output}dense.bias"], f"{output}LayerNorm", w)
    wide = g.product(g.quantised(states, width), w[f"{name}intermediate.dense.weight"].T)
    wide = g.op("BiasGelu", wide, g.const(w[f"{name}intermediate.dense.bias"]), domain=MICROSOFT)
    narrow = g.product(g.quantised(wide, 4 * width), w[f"{name}output.dense.weight"].T)
    return g.added(narrow, states, w[f"{name}output.dense.bias"], f"{name}output.LayerNorm", w)


def heads_of(network: Network) -> dict[str, NDArray[np.float32]]:
    """The arrays of `heads.npz`, [inputs, outputs]."""
    w = {k: v.detach().float().numpy() for k, v in network.heads.state_dict().items()}
    return {
        "turn": w["turn.weight"].T, "turn_bias": w["turn.bias"], "context": w["context.weight"].T,
        "out": w["out.weight"].T, "direct": w["direct.weight"].T, "bias": w["out.bias"] + w["direct.bias"],
    }  # fmt: skip
