"""Errors in words: what happened and what to do next, never what a provider or a platform wrote."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

from core.errors import (
    ChatbrushError,
    ContentBlocked,
    CoolingDown,
    ImageTooLarge,
    NeedsModel,
    NoSuchPicture,
    NotAnImage,
    NothingToEdit,
    OptionUnsupported,
    Overloaded,
    OverQuota,
    Throttled,
    TooManySources,
    Unpriced,
    WhichPicture,
)
from core.graphemes import shorten
from core.requests import PlatformTraits
from core.words.budget import refusal
from core.words.language import Language
from core.words.routes import ways_to_edit

_ECHO_UNITS: Final = 80
_MOST_VALUES: Final = 8


@dataclass(frozen=True, slots=True)
class Apology:
    """Turns an error into one or two sentences, knowing when and where they are read."""

    language: Language
    now: datetime
    traits: PlatformTraits | None
    hears_all: bool

    def of(self, error: ChatbrushError) -> str:
        """The sentences; every leaf of `core.errors` has an entry of its name."""
        special = _SPECIAL.get(type(error))
        return special(self, error) if special else self.language.say(type(error).__name__)

    def _nothing_to_edit(self, _: NothingToEdit) -> str:
        ways = ways_to_edit(self.language, self.traits, hears_all=self.hears_all)
        return self.language.say("NothingToEdit", routes=self.language.either(ways))

    def _which_picture(self, error: WhichPicture) -> str:
        return self.language.say("WhichPicture", count=error.count)

    def _no_such_picture(self, error: NoSuchPicture) -> str:
        number = self.language.number(error.number)
        return self.language.say("NoSuchPicture", count=error.count, number=number)

    def _not_an_image(self, error: NotAnImage) -> str:
        key = f"found.{error.found}"
        if not self.language.has(key):
            return self.language.say("NotAnImage")
        return self.language.say("NotAnImage.found", found=self.language.say(key))

    def _image_too_large(self, error: ImageTooLarge) -> str:
        if error.limit_bytes is not None:
            return self.language.say("ImageTooLarge.bytes", size=self.language.megabytes(error.limit_bytes))
        if error.limit_pixels is not None:
            megapixels = self.language.number(max(1, error.limit_pixels // 1_000_000))
            return self.language.say("ImageTooLarge.pixels", megapixels=megapixels)
        return self.language.say("ImageTooLarge")

    def _too_many_sources(self, error: TooManySources) -> str:
        if error.limit == 0:
            return self.language.say("TooManySources.none")
        return self.language.say("TooManySources", count=error.limit, given=self.language.number(error.given))

    def _option_unsupported(self, error: OptionUnsupported) -> str:
        option = error.option if error.option.startswith("-") else f"--{error.option}"
        if not error.value:
            return self.language.say("OptionUnsupported.empty", option=option)
        value = shorten(error.value, _ECHO_UNITS)
        if not error.allowed:
            return self.language.say("OptionUnsupported", option=option, value=value)
        allowed = self.language.either(error.allowed[:_MOST_VALUES])
        return self.language.say("OptionUnsupported.allowed", option=option, value=value, allowed=allowed)

    def _needs_model(self, error: NeedsModel) -> str:
        asked = shorten(error.asked, _ECHO_UNITS)
        can = [self.language.say(f"can.{key}") for key in error.can if self.language.has(f"can.{key}")]
        if not can:
            return self.language.say("NeedsModel", asked=asked)
        return self.language.say("NeedsModel.can", asked=asked, can=self.language.listed(can))

    def _over_quota(self, error: OverQuota) -> str:
        return refusal(self.language, error, self.now)

    def _cooling_down(self, error: CoolingDown) -> str:
        time, relative = (
            self.language.time(error.until, self.now),
            self.language.until(error.until, self.now),
        )
        return self.language.say("CoolingDown", time=time, relative=relative)

    def _unpriced(self, error: Unpriced) -> str:
        return self.language.say("Unpriced", model=shorten(error.model, _ECHO_UNITS))

    def _content_blocked(self, error: ContentBlocked) -> str:
        key = f"ContentBlocked.{error.stage}"
        return self.language.say(key if self.language.has(key) else "ContentBlocked")

    def _overloaded(self, error: Overloaded) -> str:
        if error.retry_after_seconds is None:
            return self.language.say("Overloaded")
        return self.language.say("Overloaded.retry", span=self.language.about(error.retry_after_seconds))

    def _throttled(self, error: Throttled) -> str:
        return self.language.say("Throttled", span=self.language.about(error.retry_after_seconds))


_SPECIAL: Final[Mapping[type[ChatbrushError], Callable[[Apology, Any], str]]] = MappingProxyType(
    {
        NothingToEdit: Apology._nothing_to_edit,
        WhichPicture: Apology._which_picture,
        NoSuchPicture: Apology._no_such_picture,
        NotAnImage: Apology._not_an_image,
        ImageTooLarge: Apology._image_too_large,
        TooManySources: Apology._too_many_sources,
        OptionUnsupported: Apology._option_unsupported,
        NeedsModel: Apology._needs_model,
        OverQuota: Apology._over_quota,
        CoolingDown: Apology._cooling_down,
        Unpriced: Apology._unpriced,
        ContentBlocked: Apology._content_blocked,
        Overloaded: Apology._overloaded,
        Throttled: Apology._throttled,
    }
)
