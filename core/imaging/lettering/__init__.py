"""Exact lettering: text set with real fonts. Everything here is for a thread, never for the event loop."""

from core.imaging.lettering.setting import set_lettering

__all__ = ["set_lettering"]
