"""The quota bar: one for each limit that counts for the member who speaks."""

from collections.abc import Sequence
from datetime import UTC, datetime

from bots.web.parts import box, text
from bots.web.words import Words
from core.quota import Usage

_LOW = 0.25
"""Below this share what is left is shown as scarce."""


class Meter:
    """Bars with what is left of each limit."""

    def __init__(self) -> None:
        self._root = box("meters")
        self._usages: tuple[Usage, ...] = ()
        self._language = ""

    def show(self, usages: Sequence[Usage], words: Words) -> None:
        """Show these limits."""
        if (tuple(usages), words.language) == (self._usages, self._language):
            return
        self._usages, self._language = tuple(usages), words.language
        now = datetime.now(UTC)
        self._root.clear()
        self._root.props["aria-label"] = words("quota")
        with self._root:
            for usage in usages:
                self._bar(usage, words, now, len({each.scope.kind for each in usages}) > 1)

    def translate(self, words: Words) -> None:
        """Show the same limits in another language."""
        self.show(self._usages, words)

    def _bar(self, usage: Usage, words: Words, now: datetime, names_scope: bool) -> None:
        amount = usage.limit.amount
        left = max(0, amount - usage.used)
        share = left / amount if amount else 0.0
        scarcity = "none" if left == 0 else "low" if share < _LOW else "plenty"
        what = words.left(usage)
        with box(f"meter meter-{scarcity}"):
            with box("meter-words"):
                if names_scope:
                    text(words.scope(usage.scope.kind), "meter-scope")
                text(what, "meter-left")
                text(words.window(usage.limit.window), "meter-window")
                text(words.back(usage.full_at, now), "meter-back")
            with box(
                "meter-track",
                role="meter",
                aria_label=what,
                aria_valuemin="0",
                aria_valuemax=str(amount),
                aria_valuenow=str(left),
            ):
                box("meter-fill", style=f"width: {share:.1%}")
