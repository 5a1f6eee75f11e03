"""Timing two things in turns, so that a machine that slows down slows both."""

import statistics
import time
from collections.abc import Callable


def in_turns(ours: Callable[[], object], floor: Callable[[], object], rounds: int) -> tuple[float, float]:
    """The median seconds of each over so many rounds, after one round that does not count."""
    ours(), floor()
    times: tuple[list[float], list[float]] = ([], [])
    for _round in range(rounds):
        for call, kept in zip((ours, floor), times, strict=True):
            began = time.perf_counter()
            call()
            kept.append(time.perf_counter() - began)
    return statistics.median(times[0]), statistics.median(times[1])


def row(what: str, ours: float, floor: float, floor_is: str) -> str:
    return f"{what:<46} {ours * 1000:9.2f} ms   {floor_is:<34} {floor * 1000:9.2f} ms   x{ours / floor:7.1f}"
