"""One language with its numbers, money, times and plurals."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_DOWN, Decimal
from typing import Final, Literal
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_skeleton, format_timedelta
from babel.lists import format_list
from babel.numbers import format_currency, format_decimal

Entry = str | Mapping[str, str]
Catalogue = Mapping[str, Entry]

_UNITS: Final[tuple[tuple[Literal["day", "hour", "minute", "second"], int], ...]] = (
    ("day", 86_400),
    ("hour", 3_600),
    ("minute", 60),
    ("second", 1),
)
# Larger units than the chosen one never apply: a day stays 24 hours.
_NEVER: Final = 1e9
_CENT: Final = Decimal("0.01")
_MICROS_PER_DOLLAR: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Language:
    """A catalogue of sentences with what CLDR knows of its language; times are in `time_zone`."""

    locale: Locale
    catalogue: Catalogue
    time_zone: ZoneInfo

    def has(self, key: str) -> bool:
        """Whether there is such an entry."""
        return key in self.catalogue

    def say(self, key: str, *, count: int = 1, **values: str) -> str:
        """The sentence of a key with its placeholders filled; `count` chooses the plural form."""
        entry = self.catalogue[key]
        if not isinstance(entry, str):
            entry = entry[self.locale.plural_form(count)]
        return entry.format(count=self.number(count), **values)

    def ordinal(self, number: int) -> str:
        """A place in line: "2nd"; the catalogue has its forms."""
        forms = self.catalogue["ordinal"]
        form = forms if isinstance(forms, str) else forms[self.locale.ordinal_form(number)]
        return form.format(number=self.number(number))

    def number(self, number: int) -> str:
        """A whole number with its separators."""
        return format_decimal(number, locale=self.locale)

    def money(self, micros: int) -> str:
        """Micro-dollars as US dollars: cents rounded down, and four decimals below one cent."""
        dollars = Decimal(micros) / _MICROS_PER_DOLLAR
        if 0 < dollars < _CENT:
            return format_currency(
                dollars, "USD", format="¤0.0000", locale=self.locale, currency_digits=False
            )
        return format_currency(dollars.quantize(_CENT, ROUND_DOWN), "USD", locale=self.locale)

    def megabytes(self, size_bytes: int) -> str:
        """A size in MB (2**20 bytes), rounded down, at least 1."""
        return f"{self.number(max(1, size_bytes // 2**20))} MB"

    def span(self, seconds: float) -> str:
        """A length of time exactly, in the largest unit that has at least two of it."""
        whole = max(1, round(seconds))
        unit = next((unit for unit, size in _UNITS if whole % size == 0 and whole >= 2 * size), _UNITS[-1][0])
        return format_timedelta(timedelta(seconds=whole), unit, _NEVER, locale=self.locale)

    def about(self, seconds: float) -> str:
        """A length of time roughly: one unit."""
        return format_timedelta(timedelta(seconds=max(1.0, seconds)), "second", 1.5, locale=self.locale)

    def until(self, moment: datetime, now: datetime) -> str:
        """How far ahead a moment is: "in 42 minutes"."""
        ahead = max(moment - now, timedelta(seconds=1))
        return format_timedelta(ahead, "second", 1.5, add_direction=True, locale=self.locale)

    def time(self, moment: datetime, now: datetime) -> str:
        """A time of day in the time zone, with the date unless it is today."""
        local, today = moment.astimezone(self.time_zone), now.astimezone(self.time_zone)
        clock = format_skeleton("Hm", local, locale=self.locale)
        if local.date() == today.date():
            return clock
        return f"{format_skeleton('MMMd', local, locale=self.locale)} {clock}"

    def either(self, parts: Sequence[str]) -> str:
        """A choice: "a, b or c"."""
        return format_list(parts, style="or", locale=self.locale)

    def listed(self, parts: Sequence[str]) -> str:
        """A list: "a, b and c"."""
        return format_list(parts, style="standard", locale=self.locale)
