"""Every exception that the SDK can raise has an error of ours."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import httpx2
import openai
import openai.auth  # every module that defines exceptions has to be loaded for the count below
import pytest

from core.errors import (
    BadAnswer,
    ChatbrushError,
    ContentBlocked,
    KeyRejected,
    Overloaded,
    ProviderDown,
    ProviderTimedOut,
    ProviderUnreachable,
)
from core.providers.openai_errors import TABLE, translated, translation

REQUEST = httpx2.Request("POST", "http://127.0.0.1/v1/images/generations?secret=1")
# Not exported, and of workload identity, module-level clients or azure, none of which is used
# here: their root stands in.
BY_ROOT = {
    "SubjectTokenProviderError",
    "APIRemovedInV1",
    "_AmbiguousModuleClientUsageError",
    "MutuallyExclusiveAuthError",
    "StreamAlreadyConsumed",
}


def line(cls: type[Exception]) -> Iterator[type[Exception]]:
    yield cls
    for child in cls.__subclasses__():
        yield from line(child)


def test_every_exception_of_the_sdk_is_translated() -> None:
    classes = {*line(openai.OpenAIError), openai.InvalidWebhookSignatureError}
    named = {cls.__name__ for cls in classes if cls.__module__.startswith("openai")}

    assert len(named) > 15
    assert named - {cls.__name__ for cls in TABLE} <= BY_ROOT


def status_error(
    status: int, body: object = None, headers: Mapping[str, str] | None = None
) -> openai.APIStatusError:
    response = httpx2.Response(status, request=REQUEST, headers=dict(headers or {}))
    cls = {429: openai.RateLimitError, 400: openai.BadRequestError, 409: openai.ConflictError}.get(
        status, openai.APIStatusError
    )
    return cls("secret words", response=response, body=body)


def caused(error: openai.APIConnectionError, cause: Exception) -> openai.APIConnectionError:
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (
            caused(openai.APIConnectionError(request=REQUEST), httpx2.ConnectError("x")),
            ProviderUnreachable("p"),
        ),
        (caused(openai.APITimeoutError(REQUEST), httpx2.ConnectTimeout("x")), ProviderUnreachable("p")),
        (caused(openai.APITimeoutError(REQUEST), httpx2.ReadTimeout("x")), ProviderTimedOut("p")),
        (caused(openai.APIConnectionError(request=REQUEST), httpx2.ReadError("x")), BadAnswer("p")),
        (httpx2.ReadTimeout("x"), ProviderTimedOut("p")),
        (httpx2.RemoteProtocolError("x"), BadAnswer("p")),
        (TimeoutError(), ProviderTimedOut("p")),
        (ValueError("not JSON"), BadAnswer("p")),
        (openai.APIError("x", REQUEST, body={"code": "rate_limit_exceeded"}), Overloaded("p")),
        (openai.APIError("x", REQUEST, body={"code": "invalid_api_key"}), KeyRejected("p")),
        (openai.APIError("x", REQUEST, body=None), ProviderDown("p")),
        (openai.ContentFilterFinishReasonError(), ContentBlocked("output")),
        (openai.InvalidWebhookSignatureError("x"), BadAnswer("p")),
        (openai.OpenAIError("x"), BadAnswer("p")),
        (status_error(400, {"code": "moderation_blocked", "moderation_details": "odd"}), ContentBlocked()),
        (status_error(400, {"code": "billing_hard_limit_reached"}), KeyRejected("p")),
        (status_error(302), ProviderDown("p")),
        (status_error(409), ProviderDown("p")),
        (status_error(429, headers={"retry-after-ms": "1500"}), Overloaded("p", 1.5)),
        (status_error(429, headers={"retry-after": "soon"}), Overloaded("p", None)),
    ],
    ids=repr,
)
def test_an_exception_means(error: Exception, expected: ChatbrushError) -> None:
    with pytest.raises(ChatbrushError) as caught, translated("p"):
        raise error

    assert caught.value.to_record() == expected.to_record()
    assert "secret" not in repr(caught.value)


def test_a_date_to_wait_for_becomes_seconds() -> None:
    date = format_datetime(datetime.now(UTC) + timedelta(seconds=40), usegmt=True)

    error = translation("p", status_error(429, headers={"retry-after": date}))

    assert isinstance(error, Overloaded)
    assert error.retry_after_seconds is not None
    assert 35 < error.retry_after_seconds <= 40


def test_an_exception_that_is_nobodys_passes() -> None:
    with pytest.raises(KeyError), translated("p"):
        raise KeyError
    assert isinstance(translation("p", RuntimeError()), ProviderDown)
