"""Exact lettering: text set with real fonts. Everything here is for a thread, never for the event loop."""

from core.imaging.lettering.fonts import has_shaping, package_for, unset_scripts
from core.imaging.lettering.setting import set_lettering

__all__ = ["has_shaping", "package_for", "set_lettering", "unset_scripts"]
