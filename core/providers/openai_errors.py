"""Every exception of the OpenAI SDK, turned into one of ours. The SDK is an extra.

Nothing of the server's words survives: no message, URL, header or prompt is kept or chained.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx2
import openai

from core.errors import (
    BadAnswer,
    ChatbrushError,
    ContentBlocked,
    KeyRejected,
    Overloaded,
    ProviderDown,
    ProviderRefused,
    ProviderTimedOut,
    ProviderUnreachable,
)

_BLOCKED = frozenset({"moderation_blocked", "content_policy_violation", "content_filter"})
_OUT_OF_MONEY = frozenset({"insufficient_quota", "billing_hard_limit_reached", "billing_not_active"})
_WRONG_KEY = frozenset({"invalid_api_key", "account_deactivated"})
_BUSY = frozenset({"rate_limit_exceeded", "rate_limit_error", "too_many_requests"})
_STAGES = frozenset({"input", "output"})
_PARAMETER = re.compile(r"[a-z][a-z0-9_.\[\]]{0,39}")
_CATEGORY = re.compile(r"[a-z][a-z_/-]{0,39}")
_MAX_CATEGORIES = 13
"""As many as the moderation endpoint knows (openai/types/moderation.py)."""

# Nothing has reached the server yet, so that a repetition cannot be a second drawing.
_BEFORE_SENDING = (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout)

_BAD_REQUEST, _TIMED_OUT, _CONFLICT, _FAULT = 400, 408, 409, 500


@contextmanager
def translated(provider: str) -> Iterator[None]:
    """Whatever the SDK raises inside leaves as a `core.errors` error of `provider`."""
    try:
        yield
    except (openai.OpenAIError, openai.InvalidWebhookSignatureError, httpx2.HTTPError) as error:
        raise translation(provider, error) from None
    except TimeoutError:
        raise ProviderTimedOut(provider) from None
    except ValueError:
        # JSON or an encoding that cannot be read.
        raise BadAnswer(provider) from None


def translation(provider: str, error: Exception) -> ChatbrushError:
    """The error of ours that `error` means."""
    if isinstance(error, openai.APIError):
        told = _told(provider, error)
        if told is not None:
            return told
    for cls in type(error).__mro__:
        if cls in TABLE:
            return TABLE[cls](provider, error)
    return ProviderDown(provider)


def _told(provider: str, error: openai.APIError) -> ChatbrushError | None:
    """What the error's own code says, whatever its status."""
    code = error.code or ""
    if code in _BLOCKED:
        return _blocked(error.body)
    if code in _OUT_OF_MONEY or code in _WRONG_KEY:
        return KeyRejected(provider)
    if code in _BUSY or error.type in _BUSY:
        return _busy(provider, error)
    return None


def _blocked(body: object) -> ContentBlocked:
    details = body.get("moderation_details") if isinstance(body, Mapping) else None
    if not isinstance(details, Mapping):
        return ContentBlocked()
    stage = details.get("moderation_stage")
    listed = details.get("categories")
    categories = [
        word
        for word in (listed if isinstance(listed, list) else [])
        if isinstance(word, str) and _CATEGORY.fullmatch(word)
    ]
    return ContentBlocked(
        stage=str(stage) if stage in _STAGES else "unknown", categories=tuple(categories[:_MAX_CATEGORIES])
    )


def _busy(provider: str, error: Exception) -> ChatbrushError:
    headers = error.response.headers if isinstance(error, openai.APIStatusError) else {}
    return Overloaded(provider, retry_after_seconds=_wait(headers))


def _wait(headers: Mapping[str, str]) -> float | None:
    """Seconds by `retry-after-ms` or `retry-after` (seconds or an HTTP date), RFC 9110 10.2.3."""
    try:
        if "retry-after-ms" in headers:
            return max(0.0, float(headers["retry-after-ms"]) / 1000)
        said = headers.get("retry-after", "")
        if not said or said.replace(".", "", 1).isdigit():
            return float(said) if said else None
        return max(0.0, (parsedate_to_datetime(said) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError):
        return None


def _status(provider: str, error: Exception) -> ChatbrushError:
    status = error.status_code if isinstance(error, openai.APIStatusError) else _FAULT
    if status == _TIMED_OUT:
        return ProviderTimedOut(provider)
    if status >= _FAULT or status == _CONFLICT or status < _BAD_REQUEST:
        return ProviderDown(provider)
    return _refused(provider, error)


def _refused(provider: str, error: Exception) -> ChatbrushError:
    said = (error.param if isinstance(error, openai.APIError) else None) or ""
    return ProviderRefused(provider, parameter=said if _PARAMETER.fullmatch(said) else "")


def _lost(provider: str, error: Exception) -> ChatbrushError:
    """A broken connection: before sending it is safe to repeat, later the drawing may be billed."""
    cause = error.__cause__ if isinstance(error, openai.APIConnectionError) else error
    if isinstance(cause, _BEFORE_SENDING):
        return ProviderUnreachable(provider)
    late = isinstance(error, openai.APITimeoutError | httpx2.TimeoutException)
    return ProviderTimedOut(provider) if late else BadAnswer(provider)


def _key(provider: str, _: Exception) -> ChatbrushError:
    return KeyRejected(provider)


def _unreadable(provider: str, _: Exception) -> ChatbrushError:
    return BadAnswer(provider)


def _down(provider: str, _: Exception) -> ChatbrushError:
    return ProviderDown(provider)


def _no_model(provider: str, _: Exception) -> ChatbrushError:
    return ProviderRefused(provider, parameter="model")


def _filtered(_: str, __: Exception) -> ChatbrushError:
    return ContentBlocked(stage="output")


TABLE: Mapping[type, Callable[[str, Exception], ChatbrushError]] = {
    openai.OpenAIError: _unreadable,
    openai.APIError: _down,
    openai.APIStatusError: _status,
    openai.APIConnectionError: _lost,
    openai.APITimeoutError: _lost,
    openai.APIResponseValidationError: _unreadable,
    openai.BadRequestError: _refused,
    openai.AuthenticationError: _key,
    openai.OAuthError: _key,
    openai.PermissionDeniedError: _key,
    openai.NotFoundError: _no_model,
    openai.ConflictError: _status,
    openai.UnprocessableEntityError: _refused,
    openai.RateLimitError: _busy,
    openai.InternalServerError: _down,
    openai.LengthFinishReasonError: _unreadable,
    openai.ContentFilterFinishReasonError: _filtered,
    openai.InvalidWebhookSignatureError: _unreadable,
    openai.WebSocketConnectionClosedError: _lost,
    openai.WebSocketQueueFullError: _down,
    httpx2.HTTPError: _lost,
}
"""By class, the nearest in the exception's own line counting."""
