"""MNAD's prediction network (Park, Noh and Ham, CVPR 2020), for its speed alone.

Written from the published architecture: four RGB frames side by side, a U-Net of 64, 128, 256 and 512
channels with batch norm, a memory of ten items at the bottleneck whose reads go on beside the queries,
and tanh. As in its published evaluation it also finds each query's nearest item.
"""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

FRAMES = 4
ITEMS = 10
WIDTHS = [64, 128, 256, 512]


def convolution(channels_in: int, channels_out: int) -> list[nn.Module]:
    return [nn.Conv2d(channels_in, channels_out, 3, padding=1), nn.BatchNorm2d(channels_out), nn.ReLU()]


def pair(channels_in: int, channels_out: int) -> nn.Sequential:
    return nn.Sequential(*convolution(channels_in, channels_out), *convolution(channels_out, channels_out))


def doubling(channels_in: int, channels_out: int) -> nn.Sequential:
    up = nn.ConvTranspose2d(channels_in, channels_out, 3, stride=2, padding=1, output_padding=1)
    return nn.Sequential(up, nn.BatchNorm2d(channels_out), nn.ReLU())


class Mnad(nn.Module):
    def __init__(self):
        super().__init__()
        incoming = [3 * FRAMES, *WIDTHS[:-1]]
        self.encoder = nn.ModuleList(map(pair, incoming, WIDTHS))
        self.encoder[-1] = self.encoder[-1][:4]  # queries are neither normalised nor clipped at zero
        self.register_buffer("items", F.normalize(torch.rand(ITEMS, WIDTHS[-1]), dim=1))
        self.bottleneck = pair(2 * WIDTHS[-1], WIDTHS[-1])
        self.up = nn.ModuleList(map(doubling, WIDTHS[:0:-1], WIDTHS[-2::-1]))
        self.decoder = nn.ModuleList(pair(2 * width, width) for width in WIDTHS[-2::-1])
        self.head = nn.Conv2d(WIDTHS[0], 3, 3, padding=1)

    def forward(self, frames: Tensor) -> tuple[Tensor, Tensor]:
        """`[n, 12, h, w]` to the next frame, `[n, 3, h, w]`, and the queries' squared errors."""
        skips = []
        x = frames
        for block in self.encoder:
            x = block(F.max_pool2d(x, 2) if skips else x)
            skips.append(x)
        query = F.normalize(skips.pop(), dim=1).permute(0, 2, 3, 1)  # [n, h/8, w/8, 512]
        likeness = query @ self.items.T
        read = torch.softmax(likeness, dim=-1) @ self.items
        nearest = self.items[likeness.argmax(dim=-1)]
        x = self.bottleneck(torch.cat([query, read], dim=-1).permute(0, 3, 1, 2))
        for up, block in zip(self.up, self.decoder):
            x = block(torch.cat([skips.pop(), up(x)], dim=1))
        return torch.tanh(self.head(x)), (query - nearest).square()
