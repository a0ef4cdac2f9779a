"""Everything the peer computes for one batch, as a safetensors file in Vigil's names and layouts.

    python golden.py WEIGHTS INPUT OUTPUT

WEIGHTS is a model file of Vigil's, perhaps with other weights of the losses in its metadata. INPUT holds `frames`, `[6, batch, height, width, 1]` in −1..1.
"""

import sys
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor

from network import (
    INPUT_FRAMES,
    Convolution,
    Deconvolution,
    Encoder,
    Stream,
    discretisation_loss,
    nearest_distance,
    prediction_loss,
    stream_loss,
    to_queries,
)
from vigil_weights import load_network, read_metadata, tensors_of, to_vigil

Values = dict[str, Tensor]

papers_weights = {
    "discretisationWeight": 0.1,
    "spatialWeight": 0.5,
    "temporalWeight": 0.5,
    "motionWeight": 0,
}

# Where each level's queries come from.
feature_blocks = ["encoder0", "encoder1", "encoder2", "encoder2/down"]


def main(weights: Path, source: Path, target: Path) -> None:
    # Double precision: what differs is then the engine's rounding alone.
    frames = load_file(source)["frames"].double()
    clip = frames.permute(1, 0, 4, 2, 3)  # [batch, time, channels, height, width]
    streams = load_network(weights, torch.float64)
    values: Values = {}
    values.update(inference(streams, clip))
    values.update(training(streams, clip, papers_weights | read_metadata(weights, "losses")))
    save_file({name: value.float().contiguous() for name, value in values.items()}, target)


def sample(name: str, clip: Tensor, settings: dict) -> tuple[Tensor, Tensor]:
    """What a stream sees and what it should predict, or give back of what it sees."""
    seen = clip if name == "spatial" else clip[:, 1:] - clip[:, :-1]
    end = INPUT_FRAMES + (settings["target"] == "RECONSTRUCTION")
    return seen[:, end - INPUT_FRAMES : end], seen[:, INPUT_FRAMES]


def inference(streams: dict[str, Stream], clip: Tensor) -> Values:
    values: Values = {}
    truth = clip[:, 5]
    predicted = torch.zeros_like(truth)
    for name, stream in streams.items():
        stream.eval()
        seen, target = sample(name, clip, stream.settings)
        with torch.no_grad(), Recorder(stream, f"inference/{name}", len(clip), values):
            prediction, queries = stream(seen)
        values[f"score/{name}Error"] = in_unit_range(prediction - target)
        if queries:
            level = 2 if 2 in queries else 3
            values[f"score/{name}Distance"] = nearest_distance(queries[level], stream.items(level))
        predicted += prediction
    # What a missing stream would predict is taken from the truth.
    if "spatial" not in streams:
        predicted += clip[:, 4]
    if "temporal" not in streams:
        predicted += clip[:, 5] - clip[:, 4]
    error = in_unit_range(predicted - truth)
    peak = (predicted.amax(dim=(1, 2, 3)) + 1) / 2
    values["score/frameError"] = error
    values["score/psnr"] = 10 * torch.log10(peak / error)  # eq. 14
    return values


def in_unit_range(error: Tensor) -> Tensor:
    """A frame's mean squared error, of pixels in 0..1."""
    return (error / 2).square().mean(dim=(1, 2, 3))


def training(streams: dict[str, Stream], clip: Tensor, weights: dict) -> Values:
    values: Values = {}
    total = torch.zeros((), dtype=clip.dtype)
    for name, stream in streams.items():
        stream.train()
        seen, truth = sample(name, clip, stream.settings)
        motion = truth if name == "temporal" else clip[:, 4] - clip[:, 3]
        with Recorder(stream, f"training/{name}", len(clip), values):
            prediction, queries = stream(seen)
        losses = {level: discretisation_loss(query, stream.items(level)) for level, query in queries.items()}
        error = prediction_loss(prediction, truth, motion, weights["motionWeight"])
        values[f"loss/{name}/prediction"] = error.detach()
        for level, loss in losses.items():
            values[f"loss/{name}/discretisation{level}"] = loss.detach()
            values[f"gradient/{name}/discretisation{level}"] = discretisation_gradient(
                values[f"training/{name}/{feature_blocks[level]}"], stream.items(level)
            )
        counted = list(losses.values()) if stream.settings["discretisationLoss"] else []
        loss = stream_loss(error, counted, weights[f"{name}Weight"], weights["discretisationWeight"])
        total = total + loss
        loss.backward()
        for key, tensor, module in tensors_of(stream):
            if tensor.requires_grad:
                values[f"gradient/{name}/{key}"] = to_vigil(module, tensor.grad)
        # The norms' averages have moved with the forward pass.
        stream.update_memory({level: query.detach() for level, query in queries.items()})
        for key, tensor, module in tensors_of(stream):
            if not tensor.requires_grad:
                values[f"state/{name}/{key}"] = tensor.clone()
    values["loss/total"] = total.detach()
    return values


def discretisation_gradient(feature: Tensor, items: Tensor) -> Tensor:
    """Of eq. 10 by itself, which counts too little in the whole loss for its mistakes to show there."""
    feature = feature.clone().requires_grad_()
    discretisation_loss(to_queries(feature.permute(0, 3, 1, 2)), items).backward()
    return feature.grad


class Recorder:
    """Notes what each block makes of the newest frame, for as long as it is entered."""

    def __init__(self, stream: Stream, prefix: str, batch: int, values: Values):
        self.stream, self.prefix, self.batch, self.values = stream, prefix, batch, values

    def __enter__(self):
        self.hooks = [self.stream.register_forward_hook(self.note_result)]
        for path, module in self.stream.named_modules():
            block = path.split(".")[-1]
            if block in ("up", "attention2", "head"):  # where something was fused or normalised before
                self.hooks.append(module.register_forward_pre_hook(self.note_input(path)))
            if isinstance(module, (Convolution, Deconvolution, Encoder)) and block != "attention1":
                self.hooks.append(module.register_forward_hook(self.note_output(path)))
        return self

    def __exit__(self, *_):
        for hook in self.hooks:
            hook.remove()

    def note_input(self, path: str):
        return lambda _module, inputs: self.note(f"{path}/input", inputs[0])

    def note_output(self, path: str):
        return lambda _module, _inputs, output: self.note(path, output)

    def note_result(self, _module, _inputs, output):
        prediction, queries = output
        self.note("prediction", prediction)
        for level, query in queries.items():
            self.values[f"{self.prefix}/queries{level}"] = query.detach()

    def note(self, path: str, output: Tensor):
        newest = output.detach().reshape(self.batch, -1, *output.shape[-3:])[:, -1]
        self.values[f"{self.prefix}/{path.replace('.', '/')}"] = newest.permute(0, 2, 3, 1)


if __name__ == "__main__":
    torch.set_num_threads(1)
    main(*map(Path, sys.argv[1:4]))
