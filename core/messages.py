"""Every sentence a person can read, in plain text without markup: the public door to `core.words`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from types import MappingProxyType
from typing import Final
from zoneinfo import ZoneInfo

from babel import Locale

from core.errors import ChatbrushError
from core.graphemes import shorten
from core.instructions import InstructionKind
from core.quota import Usage
from core.requests import PlatformTraits, Verb
from core.weather import Outlook
from core.words.apologies import Apology
from core.words.budget import usage_lines
from core.words.catalogues import CATALOGUES
from core.words.language import Language
from core.words.routes import ways_to_others

__all__ = ["CATALOGUES", "Speaker", "shorten", "speaker"]

_LOCALES: Final = MappingProxyType({"en": "en", "zh": "zh_Hans"})

_PROMPT_UNITS: Final = 200
_NOTE_UNITS: Final = 80
_ALT_TEXT_UNITS: Final = 900


@dataclass(frozen=True, slots=True)
class Speaker:
    """Says things in one language; times are in the deployment's time zone."""

    language: Language

    def error(
        self,
        error: ChatbrushError,
        *,
        now: datetime,
        traits: PlatformTraits | None = None,
        hears_all: bool = True,
    ) -> str:
        """What happened and what to do next; `traits` and `hears_all` decide which routes are named."""
        return Apology(self.language, now, traits, hears_all).of(error)

    def failed(
        self,
        prompt: str,
        error: ChatbrushError,
        *,
        now: datetime,
        traits: PlatformTraits | None = None,
        hears_all: bool = True,
    ) -> str:
        """A card without a result: the words, and the error's sentences."""
        return f"{self._quoted(prompt)}\n{self.error(error, now=now, traits=traits, hears_all=hears_all)}"

    def waiting(
        self,
        position: int,
        expected_seconds: float | None,
        prompt: str,
        *,
        outlook: Outlook | None = None,
        now: datetime | None = None,
    ) -> str:
        """In line; position 1 is next. With an outlook (and `now`) that is told instead of what is expected."""
        if position <= 1:
            text = self.language.say("waiting.next")
        else:
            text = self.language.say("waiting.line", ordinal=self.language.ordinal(position))
        if outlook is not None and now is not None:
            text = self._joined(text, self._outlook(outlook, now))
        elif expected_seconds is not None:
            text = self._joined(
                text, self.language.say("waiting.expected", span=self.language.about(expected_seconds))
            )
        return f"{self._quoted(prompt)}\n{text}"

    def away(self, outlook: Outlook, prompt: str, *, now: datetime) -> str:
        """Waiting again, since the provider is held back or down."""
        return f"{self._quoted(prompt)}\n{self._outlook(outlook, now)}"

    def drawing(self, prompt: str, elapsed_seconds: float | None = None) -> str:
        """Being drawn."""
        if elapsed_seconds is None:
            text = self.language.say("drawing")
        else:
            text = self.language.say("drawing.elapsed", span=self.language.about(elapsed_seconds))
        return f"{self._quoted(prompt)}\n{text}"

    def done(
        self,
        prompt: str,
        *,
        kind: InstructionKind,
        version: int,
        count: int,
        notes: Sequence[str],
        other_offered: bool,
    ) -> str:
        """The result's caption: the words, its version where it was edited, and what was left out.

        `notes` are keys that a provider documents, perhaps with ":" and a detail; others are dropped.
        """
        facts = [self._quoted(prompt)]
        if kind is not InstructionKind.GENERATE:
            facts.append(self.language.say("done.version", version=self.language.number(version)))
        if count > 1:
            facts.append(self.language.say("done.count", count=count))
        lines = [" · ".join(facts), *(line for line in map(self._note, notes) if line)]
        if other_offered:
            lines.append(self.language.say(f"done.other.{kind}", label=self.label(Verb.OTHER, None)))
        return "\n".join(lines)

    def quota(self, usages: Sequence[Usage], now: datetime) -> str:
        """A bar per limit, what is left and when all of it is back."""
        return usage_lines(self.language, usages, now)

    def help(self, traits: PlatformTraits, hears_all: bool) -> str:
        """How to ask and reply here, and the route that works where the platform keeps something back."""
        prefix = traits.command_prefix
        routes = self.language.either(ways_to_others(self.language, traits, hears_all=hears_all))
        lines = (
            self.language.say("help.title"),
            self.language.say(
                "help.ask.mention" if hears_all or traits.has_menu_edit else "help.ask", prefix=prefix
            ),
            self.language.say("help.reply"),
            self.language.say("help.others" if hears_all else "help.deaf", routes=routes),
            self.language.say("help.several"),
            self.language.say("help.versions", prefix=prefix),
            self.language.say("help.options"),
            self.language.say("help.rest", prefix=prefix),
        )
        return "\n".join(lines)

    def start(self, traits: PlatformTraits, hears_all: bool) -> str:
        """Hello, the first thing to try, and the routes where the platform keeps something back."""
        example = self.language.say("start.try", prefix=traits.command_prefix)
        lines = [self.language.say("start"), example]
        if not hears_all:
            routes = self.language.either(ways_to_others(self.language, traits, hears_all=hears_all))
            lines.append(self.language.say("help.deaf", routes=routes))
        return "\n".join(lines)

    def privacy(self, contact: str, provider: str, keep_days: int | None = None) -> str:
        """What is kept and how long, where it goes, how to erase it and whom to ask."""
        if self.language.has(f"privacy.{provider}"):
            goes = self.language.say(f"privacy.{provider}")
        else:
            goes = self.language.say("privacy.provider", provider=self._provider(provider))
        lines = [self.language.say("privacy.kept"), goes, self.language.say("privacy.forget")]
        if keep_days is not None:
            lines.insert(1, self.language.say("privacy.days", count=keep_days))
        if contact:
            lines.append(self.language.say("privacy.contact", contact=contact))
        return "\n".join(lines)

    def forgotten(self, count: int) -> str:
        """So many pictures are erased."""
        return self.language.say("forgotten", count=count) if count else self.language.say("forgotten.none")

    def which_picture(self, count: int) -> str:
        """The question above number buttons."""
        return self.language.say("which_picture", count=count)

    def ask_for_words(self) -> str:
        """The question for what should change."""
        return self.language.say("ask_for_words")

    def more(self) -> str:
        """Above the buttons for what else can be done with a picture."""
        return self.language.say("more")

    def cancelled(self, count: int) -> str:
        """So many of a person's jobs are stopped."""
        return self.language.say("cancelled", count=count)

    def late_notice(self, prompt: str) -> str:
        """A card was finished unseen."""
        return self.language.say("late_notice", prompt=self._quoted(prompt))

    def late_failure(self, prompt: str) -> str:
        """A card ended unseen, without a picture."""
        return self.language.say("late_failure", prompt=self._quoted(prompt))

    def kept(self, count: int, days: int, prefix: str) -> str:
        """So many pictures could not be delivered and can be claimed."""
        until = self.language.say("kept.until", count=days, prefix=prefix)
        return self._joined(self.language.say("kept", count=count), until)

    def kept_here(self, days: int, prefix: str) -> str:
        """The picture that this card could not show can be claimed."""
        return self.language.say("kept.until", count=days, prefix=prefix)

    def original_unavailable(self) -> str:
        """An untouched file that is gone."""
        return self.language.say("original_unavailable")

    def stale_request(self) -> str:
        """A request that arrived long after it was made."""
        return self.language.say("stale_request")

    def alt_text(self, prompt: str, number: int, count: int) -> str:
        """A description from the words, for a picture whose provider gives none."""
        words = self._quoted(prompt, _ALT_TEXT_UNITS)
        if count <= 1:
            return self.language.say("alt_text", prompt=words)
        return self.language.say(
            "alt_text.number", prompt=words, number=self.language.number(number), count=count
        )

    def label(self, verb: Verb, number: int | None) -> str:
        """A button's label; for `Verb.CHOOSE`, number 0 means all together."""
        key = f"label.{verb}"
        if number and self.language.has(f"{key}.number"):
            return self.language.say(f"{key}.number", number=self.language.number(number))
        return self.language.say(key)

    def label_of_model(self) -> str:
        """The button that hands to a model what could not be done exactly."""
        return self.language.say("label.other.model")

    def sheet_hint(self, count: int) -> str:
        """How to go on from a numbered sheet."""
        return self.language.say("sheet_hint", count=count)

    def _outlook(self, outlook: Outlook, now: datetime) -> str:
        if outlook.until is None:
            return self.language.say("outlook.probing")
        # The minute by which it is over.
        until = outlook.until + timedelta(minutes=1) - timedelta(microseconds=1)
        return self.language.say(f"outlook.{outlook.sky}", time=self.language.time(until, now))

    def _provider(self, name: str) -> str:
        key = f"provider.{name}"
        return self.language.say(key) if self.language.has(key) else name

    def _note(self, note: str) -> str:
        key, _, detail = note.partition(":")
        if not self.language.has(f"note.{key}"):
            return ""
        if key.startswith("fallback-"):
            drawer, _, away = detail.partition("/")
            return self.language.say(f"note.{key}", drawer=self._provider(drawer), away=self._provider(away))
        return self.language.say(f"note.{key}", detail=shorten(detail.strip(), _NOTE_UNITS))

    def _quoted(self, prompt: str, utf16_units: int = _PROMPT_UNITS) -> str:
        words = shorten(" ".join(prompt.split()), utf16_units)
        return self.language.say("quoted", prompt=words)

    def _joined(self, first: str, second: str) -> str:
        return self.language.say("sentences", first=first, second=second)


def speaker(locale: str, default: str = "en", time_zone: str = "UTC") -> Speaker:
    """Who speaks to a person of this BCP 47 tag: Chinese for zh, English for others, `default` for ""."""
    return _speaker("zh" if (locale or default).lower().startswith("zh") else "en", time_zone)


@cache
def _speaker(code: str, time_zone: str) -> Speaker:
    return Speaker(Language(Locale.parse(_LOCALES[code]), CATALOGUES[code], ZoneInfo(time_zone)))
