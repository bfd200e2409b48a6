"""Which kinds of pictures this installation reads beside the usual ones."""

from collections.abc import Callable
from importlib.util import find_spec

from bots.findings import Finding, Level

_READERS = {"svg": ("SVG drawings", "resvg_py"), "heic": ("HEIC photos", "pillow_heif")}


def look_at_formats(is_there: Callable[[str], object] = find_spec) -> list[Finding]:
    """A line for each format that an extra reads; `is_there` finds an importable module by its name."""
    found = []
    for extra, (name, module) in _READERS.items():
        if is_there(module):
            found.append(Finding(Level.OK, extra, f"{name} are read"))
        else:
            remedy = f"pip install 'chatbrush[{extra}]'"
            found.append(Finding(Level.OFF, extra, f"{name} are refused with a sentence", remedy))
    return found
