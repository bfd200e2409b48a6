"""Errors in words: what happened and what to do next, never what a provider or a platform wrote."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

from core.errors import (
    AvatarClosed,
    AvatarUnknown,
    Cancelled,
    ChatbrushError,
    ContentBlocked,
    CoolingDown,
    FontMissing,
    ImageTooLarge,
    LetteringTooLong,
    LinkRefused,
    NeedsModel,
    NoAvatar,
    NoSuchPicture,
    NoSuchVersion,
    NotAnImage,
    NotExact,
    NothingToEdit,
    NotInTime,
    OptionUnsupported,
    Overloaded,
    OverQuota,
    PresetNeedsPictures,
    QueueFull,
    ResultTooLarge,
    ShapingMissing,
    Throttled,
    TooManySources,
    Unpriced,
    VersionGone,
    WhichPicture,
    WhichVersion,
)
from core.graphemes import shorten
from core.requests import PlatformTraits
from core.words.budget import refusal
from core.words.exact import not_exact, result_too_large
from core.words.language import Language
from core.words.lettering import of_lettering
from core.words.presets import needs_pictures
from core.words.routes import ways_to_edit
from core.words.sources import of_source
from core.words.versions import of_version

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


def _cancelled(reader: Apology, error: Cancelled) -> str:
    return reader.language.say("Cancelled.admin" if error.by == "admin" else "Cancelled")


def _queue_full(reader: Apology, error: QueueFull) -> str:
    key = f"QueueFull.{error.scope}"
    if not reader.language.has(key):
        return reader.language.say("QueueFull")
    return reader.language.say(key, count=error.limit)


def _nothing_to_edit(reader: Apology, _: NothingToEdit) -> str:
    ways = ways_to_edit(reader.language, reader.traits, hears_all=reader.hears_all)
    return reader.language.say("NothingToEdit", routes=reader.language.either(ways))


def _which_picture(reader: Apology, error: WhichPicture) -> str:
    return reader.language.say("WhichPicture", count=error.count)


def _no_such_picture(reader: Apology, error: NoSuchPicture) -> str:
    number = reader.language.number(error.number)
    return reader.language.say("NoSuchPicture", count=error.count, number=number)


def _not_an_image(reader: Apology, error: NotAnImage) -> str:
    key = f"found.{error.found}"
    if not reader.language.has(key):
        return reader.language.say("NotAnImage")
    return reader.language.say("NotAnImage.found", found=reader.language.say(key))


def _image_too_large(reader: Apology, error: ImageTooLarge) -> str:
    if error.limit_bytes is not None:
        return reader.language.say("ImageTooLarge.bytes", size=reader.language.megabytes(error.limit_bytes))
    if error.limit_pixels is not None:
        megapixels = reader.language.number(max(1, error.limit_pixels // 1_000_000))
        return reader.language.say("ImageTooLarge.pixels", megapixels=megapixels)
    return reader.language.say("ImageTooLarge")


def _not_exact(reader: Apology, error: NotExact) -> str:
    return not_exact(reader.language, error)


def _result_too_large(reader: Apology, error: ResultTooLarge) -> str:
    return result_too_large(reader.language, error)


def _too_many_sources(reader: Apology, error: TooManySources) -> str:
    if error.limit == 0:
        return reader.language.say("TooManySources.none")
    return reader.language.say("TooManySources", count=error.limit, given=reader.language.number(error.given))


def _option_unsupported(reader: Apology, error: OptionUnsupported) -> str:
    option = error.option if error.option.startswith("-") else f"--{error.option}"
    if not error.value:
        return reader.language.say("OptionUnsupported.empty", option=option)
    value = shorten(error.value, _ECHO_UNITS)
    if not error.allowed:
        return reader.language.say("OptionUnsupported", option=option, value=value)
    allowed = reader.language.either(error.allowed[:_MOST_VALUES])
    return reader.language.say("OptionUnsupported.allowed", option=option, value=value, allowed=allowed)


def _needs_model(reader: Apology, error: NeedsModel) -> str:
    asked = shorten(error.asked, _ECHO_UNITS)
    can = [reader.language.say(f"can.{key}") for key in error.can if reader.language.has(f"can.{key}")]
    if not can:
        return reader.language.say("NeedsModel", asked=asked)
    return reader.language.say("NeedsModel.can", asked=asked, can=reader.language.listed(can))


def _over_quota(reader: Apology, error: OverQuota) -> str:
    prefix = reader.traits.command_prefix if reader.traits else "/"
    return refusal(reader.language, error, reader.now, quota=f"{prefix}quota")


def _cooling_down(reader: Apology, error: CoolingDown) -> str:
    time, relative = (
        reader.language.time(error.until, reader.now),
        reader.language.until(error.until, reader.now),
    )
    return reader.language.say("CoolingDown", time=time, relative=relative)


def _unpriced(reader: Apology, error: Unpriced) -> str:
    return reader.language.say("Unpriced", model=shorten(error.model, _ECHO_UNITS))


def _content_blocked(reader: Apology, error: ContentBlocked) -> str:
    key = f"ContentBlocked.{error.stage}"
    return reader.language.say(key if reader.language.has(key) else "ContentBlocked")


def _overloaded(reader: Apology, error: Overloaded) -> str:
    if error.retry_after_seconds is None:
        return reader.language.say("Overloaded")
    return reader.language.say("Overloaded.retry", span=reader.language.about(error.retry_after_seconds))


def _not_in_time(reader: Apology, error: NotInTime) -> str:
    sky = "down" if error.sky == "probing" else error.sky
    return reader.language.say(f"NotInTime.{sky}" if sky else "NotInTime")


def _throttled(reader: Apology, error: Throttled) -> str:
    return reader.language.say("Throttled", span=reader.language.about(error.retry_after_seconds))


def _version(reader: Apology, error: NoSuchVersion | VersionGone | WhichVersion) -> str:
    return of_version(reader.language, error)


def _lettering(reader: Apology, error: FontMissing | ShapingMissing | LetteringTooLong) -> str:
    return of_lettering(reader.language, error)


def _source(reader: Apology, error: AvatarClosed | AvatarUnknown | LinkRefused | NoAvatar) -> str:
    return of_source(reader.language, error)


_SPECIAL: Final[Mapping[type[ChatbrushError], Callable[[Apology, Any], str]]] = MappingProxyType(
    {
        AvatarClosed: _source,
        AvatarUnknown: _source,
        Cancelled: _cancelled,
        FontMissing: _lettering,
        LetteringTooLong: _lettering,
        ShapingMissing: _lettering,
        QueueFull: _queue_full,
        NothingToEdit: _nothing_to_edit,
        WhichPicture: _which_picture,
        NoSuchPicture: _no_such_picture,
        NoSuchVersion: _version,
        VersionGone: _version,
        WhichVersion: _version,
        NotAnImage: _not_an_image,
        ImageTooLarge: _image_too_large,
        NotExact: _not_exact,
        ResultTooLarge: _result_too_large,
        TooManySources: _too_many_sources,
        OptionUnsupported: _option_unsupported,
        LinkRefused: _source,
        NeedsModel: _needs_model,
        NoAvatar: _source,
        PresetNeedsPictures: lambda reader, error: needs_pictures(reader.language, error),
        OverQuota: _over_quota,
        CoolingDown: _cooling_down,
        Unpriced: _unpriced,
        ContentBlocked: _content_blocked,
        Overloaded: _overloaded,
        NotInTime: _not_in_time,
        Throttled: _throttled,
    }
)
