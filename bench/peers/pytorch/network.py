"""The two-stream network of Hu and Zhu (arXiv 2211.10052) in plain PyTorch.

It shares no code with Vigil's TypeScript, so that a mistake in one shows beside the other. Equation
numbers are the paper's. Images are [batch, channels, height, width], clips have time second.
"""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

LEVELS = 3  # skip connections: full, half and quarter resolution; the bottleneck is at an eighth
INPUT_FRAMES = 4  # T
LEAK = 0.2


class Convolution(nn.Conv2d):
    """3×3 or 1×1, size-preserving or halving, and a leaky ReLU unless told otherwise."""

    def __init__(self, channels_in: int, channels_out: int, size=3, stride=1, activate=True, bias=True):
        super().__init__(channels_in, channels_out, size, stride, size // 2 if stride == 1 else 0, bias=bias)
        self.activate = activate

    def forward(self, x: Tensor) -> Tensor:
        if self.stride == (2, 2):
            # A halving window starts on its own pixel: the row and column it lacks lie below and right.
            x = F.pad(x, (0, 1, 0, 1))
        y = super().forward(x)
        return F.leaky_relu(y, LEAK) if self.activate else y


class Deconvolution(nn.ConvTranspose2d):
    """2×2, stride 2, and a leaky ReLU. Each of the four output pixels has a bias of its own."""

    def __init__(self, channels_in: int, channels_out: int):
        super().__init__(channels_in, channels_out, kernel_size=2, stride=2, bias=False)
        self.offset = nn.Parameter(torch.zeros(channels_out, 2, 2))

    def forward(self, x: Tensor) -> Tensor:
        return F.leaky_relu(super().forward(x) + self.offset.repeat(1, *x.shape[2:]), LEAK)


def shift(q: Tensor) -> Tensor:
    """The first quarter of the channels comes from the frame before; before the first there is none."""
    moved, stays = q.split([q.shape[2] // 4, q.shape[2] - q.shape[2] // 4], dim=2)
    past = torch.cat([torch.zeros_like(moved[:, :1]), moved[:, :-1]], dim=1)
    return torch.cat([past, stays], dim=2)


class Encoder(nn.Module):
    """Residual temporal shift (eq. 1) at one resolution, and the way down to the next."""

    def __init__(self, channels: int, temporal_shift: bool):
        super().__init__()
        self.temporal_shift = temporal_shift
        self.shift1 = Convolution(channels, channels)
        self.shift2 = Convolution(channels, channels, activate=False)
        self.down = Convolution(channels, 2 * channels, stride=2)

    def forward(self, q: Tensor) -> Tensor:
        shifted = shift(q) if self.temporal_shift else q
        residual = each_frame(lambda x: self.shift2(self.shift1(x)), shifted)
        return F.leaky_relu(q + residual, LEAK)


class Decoder(nn.Module):
    """Deconvolution and residual channel attention (eq. 2–4)."""

    def __init__(self, channels_in: int, channels: int, attention: bool):
        super().__init__()
        self.up = Deconvolution(channels_in, channels)
        self.attention = attention
        if attention:
            reduced = max(1, channels // 16)
            self.attention1 = Convolution(channels, channels, activate=False, bias=False)
            self.norm = nn.BatchNorm2d(channels, eps=1e-3, momentum=0.05)
            self.attention2 = Convolution(channels, channels, activate=False)
            self.squeeze = Convolution(channels, reduced, size=1)
            self.excite = Convolution(reduced, channels, size=1, activate=False)

    def forward(self, x: Tensor) -> Tensor:
        q = self.up(x)
        if not self.attention:
            return q
        u = self.attention2(F.leaky_relu(self.norm(self.attention1(q)), LEAK))
        z = F.adaptive_avg_pool2d(u, 1)
        s = torch.sigmoid(self.excite(self.squeeze(z)))
        return q + u * s


class Stream(nn.Module):
    """One stream: encoder, a memory at the bottleneck and on every skip, decoder."""

    def __init__(self, settings: dict):
        super().__init__()
        self.settings = settings
        channels = [settings["baseChannels"] * 2**level for level in range(LEVELS + 1)]
        # What a memory hands on: the query or its features with what was read, or the read alone.
        both = settings["skip"] in ("CONCAT", "FEATURES")
        leaving = 2 if settings["memory"] and both else 1
        skip = 0 if settings["skip"] == "NONE" else leaving
        shifts = settings["temporalShift"]

        self.stem = Convolution(1 if shifts else INPUT_FRAMES, channels[0])
        incoming = leaving * channels[LEVELS]
        for level in range(LEVELS):
            self.add_module(f"encoder{level}", Encoder(channels[level], shifts))
        for level in reversed(range(LEVELS)):
            decoder = Decoder(incoming, channels[level], settings["channelAttention"])
            self.add_module(f"decoder{level}", decoder)
            incoming = (1 + skip) * channels[level]
        self.head = Convolution(incoming, 1, activate=False)
        if not settings["memory"]:
            self.memory_levels = []
        elif settings["skip"] == "NONE":
            self.memory_levels = [LEVELS]  # nothing else reaches the decoder
        else:
            self.memory_levels = list(range(LEVELS + 1))
        for level in self.memory_levels:
            items = F.normalize(torch.rand(settings["memoryItems"], channels[level]), dim=1)
            self.register_buffer(f"memory{level}", items)

    def items(self, level: int) -> Tensor:
        return self.get_buffer(f"memory{level}")

    def forward(self, clip: Tensor) -> tuple[Tensor, dict[int, Tensor]]:
        """`[batch, 4, 1, h, w]` to the frame aimed at and each memory's queries, `[batch, h·w, c]`."""
        skips = self.encode(clip)
        queries = {level: to_queries(skips[level]) for level in self.memory_levels}
        for level, query in queries.items():
            read = recall(query, self.items(level), self.settings["readTemperature"])
            if self.settings["skip"] == "CONCAT":
                skips[level] = as_image(torch.cat([query, read], dim=-1), skips[level])
            elif self.settings["skip"] == "FEATURES":
                skips[level] = torch.cat([skips[level], as_image(read, skips[level])], dim=1)
            else:
                skips[level] = as_image(read, skips[level])

        x = skips[LEVELS]
        for level in reversed(range(LEVELS)):
            x = self.get_submodule(f"decoder{level}")(x)
            if self.settings["skip"] != "NONE":
                x = torch.cat([x, skips[level]], dim=1)
        return torch.tanh(self.head(x)), queries

    def encode(self, clip: Tensor) -> list[Tensor]:
        """The last frame's features at every resolution, the bottleneck last."""
        if not self.settings["temporalShift"]:
            clip = clip.transpose(1, 2)  # the frames as channels of one image
        x = each_frame(self.stem, clip)
        features = []
        for level in range(LEVELS):
            encoder = self.get_submodule(f"encoder{level}")
            x = encoder(x)
            features.append(x[:, -1])
            x = each_frame(encoder.down, x)
        return [*features, x[:, -1]]

    @torch.no_grad()
    def update_memory(self, queries: dict[int, Tensor]) -> None:
        """Eq. 7 and 8, over all queries of the batch."""
        for level, query in queries.items():
            self.items(level).copy_(updated(self.items(level), query.flatten(0, 1)))


def each_frame(layer, clip: Tensor) -> Tensor:
    return layer(clip.flatten(0, 1)).unflatten(0, clip.shape[:2])


def to_queries(feature: Tensor) -> Tensor:
    return F.normalize(feature.flatten(2).transpose(1, 2), dim=2)


def as_image(queries: Tensor, like: Tensor) -> Tensor:
    return queries.transpose(1, 2).unflatten(2, like.shape[2:])


def recall(query: Tensor, items: Tensor, temperature: float) -> Tensor:
    """Eq. 5 and 6."""
    return torch.softmax(query @ items.T / temperature, dim=-1) @ items


def updated(items: Tensor, query: Tensor) -> Tensor:
    similarity = query @ items.T
    nearest = F.one_hot(similarity.argmax(dim=1), len(items))
    v = torch.softmax(similarity, dim=0) * nearest
    # The weights of an item's own queries sum to one; an item without any stays.
    own = v / v.sum(dim=0).clamp_min(1e-12)
    return F.normalize(items + own.T @ query, dim=1)


def prediction_loss(prediction: Tensor, truth: Tensor, motion: Tensor, motion_weight: float) -> Tensor:
    """Eq. 9, a mean over pixels; those that move may count more, their weights having a mean of one."""
    moving = motion.abs() / motion.abs().mean()
    weights = (1 + motion_weight * moving) / (1 + motion_weight)
    return (weights * (prediction - truth).square()).mean()


def discretisation_loss(query: Tensor, items: Tensor) -> Tensor:
    """Eq. 10, a mean over queries, each bracket clipped at 0."""
    distances, (_, pn1, pn2) = nearest_three(query, items)
    to_nearest, to_second, _ = distances.square().unbind(-1)
    apart = (items[pn2] - items[pn1]).norm(dim=-1)
    return (F.relu(to_nearest - to_second + 2) + F.relu(to_nearest - apart + 1)).mean()


def nearest_three(query: Tensor, items: Tensor) -> tuple[Tensor, tuple[Tensor, ...]]:
    distances, ranks = torch.cdist(query.flatten(0, -2), items).topk(3, largest=False)
    return distances, ranks.unbind(-1)


def stream_loss(prediction: Tensor, discretisation: list[Tensor], gamma: float, alpha: float) -> Tensor:
    """A stream's part of eq. 11–13.

    The paper sums eq. 9 over N pixels and eq. 10 over the bottleneck's N / 64 queries: with means,
    α becomes α / 64.
    """
    return gamma * (prediction + sum(discretisation, torch.zeros_like(prediction)) * alpha / 64)


def nearest_distance(query: Tensor, items: Tensor) -> Tensor:
    """Eq. 15, one number a frame."""
    return torch.cdist(query, items.expand(len(query), -1, -1)).min(dim=-1).values.mean(dim=-1)
