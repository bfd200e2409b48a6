"""Figures and the table that they make."""

import os
import platform
import time
from collections.abc import Sequence
from dataclasses import dataclass

NO_AIM = ""


@dataclass(frozen=True)
class Figure:
    """One line of the table; without an aim `held` says nothing."""

    name: str
    value: str
    aim: str = NO_AIM
    held: bool = True

    @property
    def verdict(self) -> str:
        """Whether the aim was met."""
        return NO_AIM if self.aim == NO_AIM else "met" if self.held else "missed"


def percentile(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def at_most(name: str, value: float, aim: float, unit: str, digits: int = 1) -> Figure:
    return Figure(name, f"{value:.{digits}f} {unit}".strip(), f"<= {aim:g} {unit}".strip(), value <= aim)


def at_least(name: str, value: float, aim: float, unit: str) -> Figure:
    return Figure(name, f"{value:.0f} {unit}", f">= {aim:g}", value >= aim)


def table(figures: Sequence[Figure], load_before: float) -> str:
    """Where and when, and a row for each figure."""
    where = f"Python {platform.python_version()}, {platform.system()} {platform.machine()}, {os.cpu_count()} cores"
    # What else the machine was doing shows in the first: the benchmark's own share is about two.
    load = f"load {load_before:.1f} at the start and {os.getloadavg()[0]:.1f} at the end"
    when = time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime())
    rows = [f"| {one.name} | {one.value} | {one.aim} | {one.verdict} |" for one in figures]
    return "\n".join(
        [f"{where}; {load}; {when}.", "", "| figure | measured | aim | |", "| --- | --- | --- | --- |", *rows]
    )
