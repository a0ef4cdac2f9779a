"""Vigil's names and layouts for the peer's tensors: `spatial/encoder0/shift1/kernel` and the like."""

import json
from pathlib import Path

import torch
from safetensors import safe_open
from safetensors.torch import load_file
from torch import Tensor, nn

from network import Deconvolution, Stream

STREAMS = {"SPATIAL": ["spatial"], "TEMPORAL": ["temporal"], "DUAL": ["spatial", "temporal"]}


def read_metadata(path: Path, name: str) -> dict:
    with safe_open(path, framework="pt") as file:
        return json.loads(file.metadata().get(name, "{}"))


def load_network(path: Path, dtype: torch.dtype = torch.float32) -> dict[str, Stream]:
    """The streams of a model file, which holds the settings beside the weights."""
    settings = read_metadata(path, "settings")
    values = load_file(path)
    streams = {}
    for name in STREAMS[settings["streams"]]:
        stream = Stream(settings).to(dtype)
        with torch.no_grad():
            for key, tensor, module in tensors_of(stream):
                tensor.copy_(from_vigil(module, values.pop(f"{name}/{key}").to(dtype)))
        streams[name] = stream
    if values:
        raise ValueError(f"The network has no place for {', '.join(values)}.")
    return streams


def tensors_of(stream: Stream):
    """Each parameter and buffer: Vigil's name without the stream's, the tensor, and its module."""
    for path, module in stream.named_modules():
        owned = [*module.named_parameters(recurse=False), *module.named_buffers(recurse=False)]
        for name, tensor in owned:
            if name != "num_batches_tracked":
                parts = [part for part in path.split(".") if part]
                yield "/".join([*parts, vigil_name(module, name)]), tensor, module


def vigil_name(module: nn.Module, name: str) -> str:
    return (norm_names if isinstance(module, nn.BatchNorm2d) else names).get(name, name)


names = {"weight": "kernel", "offset": "bias"}
norm_names = {"weight": "scale", "bias": "offset", "running_mean": "mean", "running_var": "variance"}


def from_vigil(module: nn.Module, value: Tensor) -> Tensor:
    if isinstance(module, Deconvolution):
        # A 1×1 convolution to each output pixel's channels: row, column, channel.
        pixels = value.squeeze().unflatten(-1, (2, 2, -1))
        return pixels.permute(0, 3, 1, 2) if value.ndim == 4 else pixels.permute(2, 0, 1)
    return value.permute(3, 2, 0, 1) if value.ndim == 4 else value


def to_vigil(module: nn.Module, value: Tensor) -> Tensor:
    if isinstance(module, Deconvolution):
        if value.ndim == 3:
            return value.permute(1, 2, 0).flatten()
        return value.permute(0, 2, 3, 1).flatten(1)[None, None]
    return value.permute(2, 3, 1, 0) if value.ndim == 4 else value
