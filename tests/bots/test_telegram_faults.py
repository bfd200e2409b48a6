"""Every error of python-telegram-bot has a translation."""

import inspect
from datetime import timedelta

import httpx
import pytest
from telegram import error as sdk

from bots.telegram_bot.faults import translate
from core.errors import (
    DeliveryFailed,
    FileTooLarge,
    MessageGone,
    NoPermission,
    PlaceGone,
    PlaceMoved,
    RouteExpired,
    Throttled,
    Undelivered,
)

SAMPLES: dict[type[sdk.TelegramError], tuple[sdk.TelegramError, type[DeliveryFailed]]] = {
    sdk.TelegramError: (sdk.TelegramError("Invalid server response"), Undelivered),
    sdk.Forbidden: (sdk.Forbidden("Forbidden: bot was blocked by the user"), PlaceGone),
    sdk.InvalidToken: (sdk.InvalidToken(), Undelivered),
    sdk.EndPointNotFound: (sdk.EndPointNotFound("x"), Undelivered),
    sdk.NetworkError: (sdk.NetworkError("Bad Gateway"), Undelivered),
    sdk.BadRequest: (sdk.BadRequest("Bad Request: message to edit not found"), MessageGone),
    sdk.TimedOut: (sdk.TimedOut(), Undelivered),
    sdk.ChatMigrated: (sdk.ChatMigrated(-1009), PlaceMoved),
    sdk.RetryAfter: (sdk.RetryAfter(timedelta(seconds=3)), Throttled),
    sdk.Conflict: (sdk.Conflict("Conflict"), Undelivered),
    sdk.PassportDecryptionError: (sdk.PassportDecryptionError("x"), Undelivered),
}


def test_trap_40_every_class_of_the_sdk_has_its_translation() -> None:
    classes = {
        each
        for _, each in inspect.getmembers(sdk, inspect.isclass)
        if issubclass(each, sdk.TelegramError) and each.__module__ == sdk.__name__
    }
    assert classes == set(SAMPLES)
    for sample, ours in SAMPLES.values():
        assert type(translate(sample)) is ours


@pytest.mark.parametrize(
    ("text", "ours"),
    [
        ("message can't be edited", MessageGone),
        ("MESSAGE_ID_INVALID", MessageGone),
        ("message to be replied not found", MessageGone),
        ("chat not found", PlaceGone),
        ("message thread not found", PlaceGone),
        ("TOPIC_CLOSED", PlaceGone),
        ("have no rights to send a message", NoPermission),
        ("CHAT_WRITE_FORBIDDEN", NoPermission),
        ("CHAT_SEND_PHOTOS_FORBIDDEN", NoPermission),
        ("PHOTO_INVALID_DIMENSIONS", FileTooLarge),
        ("file is too big", FileTooLarge),
        ("query is too old and response timeout expired or query ID is invalid", RouteExpired),
        ("can't parse entities", Undelivered),
    ],
)
def test_trap_40_bad_requests_are_permanent_and_told_apart(text: str, ours: type[DeliveryFailed]) -> None:
    translated = translate(sdk.BadRequest(f"Bad Request: {text}"))
    assert type(translated) is ours
    assert not getattr(translated, "maybe_arrived", False)
    assert getattr(translated, "is_refused", True), "trying again changes nothing"


@pytest.mark.parametrize(
    ("cause", "maybe"),
    [
        (httpx.ConnectError("x"), False),
        (httpx.ConnectTimeout("x"), False),
        (httpx.PoolTimeout("x"), False),
        (httpx.ReadTimeout("x"), True),
        (httpx.WriteTimeout("x"), True),
        (httpx.ReadError("x"), True),
        (httpx.RemoteProtocolError("x"), True),
    ],
)
def test_trap_39_only_what_was_sent_may_have_arrived(cause: httpx.HTTPError, maybe: bool) -> None:
    error = sdk.TimedOut() if isinstance(cause, httpx.TimeoutException) else sdk.NetworkError("x")
    error.__cause__ = cause
    assert translate(error).maybe_arrived is maybe  # type: ignore[attr-defined]  # all of these are Undelivered


def test_forbidden_for_want_of_a_right_is_not_a_lost_place() -> None:
    assert isinstance(
        translate(sdk.Forbidden("Forbidden: not enough rights to send text messages to the chat")),
        NoPermission,
    )
    assert isinstance(
        translate(sdk.Forbidden("Forbidden: bot was kicked from the supergroup chat")), PlaceGone
    )


def test_flood_control_in_seconds() -> None:
    assert translate(sdk.RetryAfter(timedelta(seconds=35))).to_record() == {
        "error": "Throttled",
        "retry_after_seconds": 35.0,
    }
