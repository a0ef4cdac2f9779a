"""The peer's side of `npm run bench:engine`: does one kind of work for as long as it is told to.

    python speed.py WORK        WORK as JSON: {"kind": "train", "settings": …, "count": 8}

Says what it is on a line of JSON; then answers each line with a number of seconds by what it did.
"""

import json
import os
import resource
import sys
import time

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from mnad import FRAMES, Mnad
from network import INPUT_FRAMES, Stream, discretisation_loss, stream_loss

threads = len(os.sched_getaffinity(0))
device = torch.device("cuda" if torch.cuda.is_available() else "cpu")


def layouts(networks: list[nn.Module]):
    """Puts the networks into each memory layout; which is faster depends on width and processor."""
    for layout in (torch.channels_last, torch.contiguous_format):
        for network in networks:
            network.to(memory_format=layout)
        yield layout


def pixels(frames: Tensor) -> Tensor:
    return frames.to(device).float() / 127.5 - 1


def seen_by(name: str, clip: Tensor) -> Tensor:
    return clip if name == "spatial" else clip[:, 1:] - clip[:, :-1]


def streams_of(settings: dict) -> dict[str, Stream]:
    return {name: Stream(settings).to(device) for name in ("spatial", "temporal")}


def noise(settings: dict, count: int, frames: int) -> Tensor:
    return torch.randint(0, 256, (count, frames, 1, settings["height"], settings["width"]), dtype=torch.uint8)


def train(settings: dict, count: int):
    """A step: both streams, both losses, Adam, the memory's update."""
    streams = streams_of(settings)
    clips = noise(settings, count, 6)
    optimizer = torch.optim.Adam([p for stream in streams.values() for p in stream.parameters()], lr=1e-4)

    def step():
        clip = pixels(clips)
        for name, stream in streams.items():
            seen = seen_by(name, clip)
            prediction, queries = stream(seen[:, :INPUT_FRAMES])
            separations = [discretisation_loss(q, stream.items(level)) for level, q in queries.items()]
            error = F.mse_loss(prediction, seen[:, INPUT_FRAMES])  # eq. 9 without a weight for motion
            stream_loss(error, separations, gamma=0.5, alpha=0.1).backward()
            stream.update_memory({level: query.detach() for level, query in queries.items()})
        optimizer.step()
        optimizer.zero_grad()

    return list(streams.values()), step


def window(settings: dict, count: int):
    """A frame of each of `count` cameras, from the whole window that it needs."""
    streams = streams_of(settings)
    clips = noise(settings, count, 6)

    @torch.inference_mode()
    def frame():
        clip = pixels(clips)
        for name, stream in streams.items():
            stream(seen_by(name, clip)[:, :INPUT_FRAMES])

    return [stream.eval() for stream in streams.values()], frame


def mnad(settings: dict, count: int):
    network = Mnad().to(device).eval()
    frames = torch.rand(count, 3 * FRAMES, settings["height"], settings["width"], device=device) * 2 - 1

    @torch.inference_mode()
    def frame():
        network(frames)

    return [network], frame


def timed(work, seconds: float) -> dict:
    start, used, done = time.perf_counter(), time.process_time(), 0
    while done == 0 or time.perf_counter() - start < seconds:
        work()
        if device.type == "cuda":
            torch.cuda.synchronize()
        done += 1
    return {"seconds": (time.perf_counter() - start) / done, "processor": (time.process_time() - used) / done}


def main() -> None:
    torch.set_num_threads(threads)
    given = json.loads(sys.argv[1])
    networks, work = {"train": train, "window": window, "mnad": mnad}[given["kind"]](
        given["settings"], given["count"]
    )
    times = {}
    for layout in layouts(networks):
        timed(work, 0)
        times[layout] = timed(work, 1)["seconds"]
    best = min(times, key=times.get)
    for network in networks:
        network.to(memory_format=best)
    name = torch.cuda.get_device_name() if device.type == "cuda" else "CPU"
    print(json.dumps({"version": f"torch {torch.__version__}", "device": name, "threads": threads}), flush=True)
    for line in sys.stdin:
        done = timed(work, float(line))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3 * 1.024
        print(json.dumps({**done, "megabytes": peak}), flush=True)


if __name__ == "__main__":
    main()
