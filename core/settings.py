"""Settings as frozen types; reading them from files and the environment is `bots.config`'s work.

Every field's description is the sentence that `config.yaml` and `docs/settings.md` show for it.
"""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator

from core.published_prices import PUBLISHED

Positive = Annotated[int, Field(gt=0)]
PositiveFloat = Annotated[float, Field(gt=0)]


class Section(BaseModel):
    """One mapping of config.yaml: immutable, unknown keys refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_default=True, hide_input_in_errors=True)


class DiscordSettings(Section):
    """Discord."""

    enabled: bool = Field(True, description="false keeps the platform off even with a token.")
    token: SecretStr | None = Field(None, description="Bot token; only from the environment.")


class TelegramSettings(Section):
    """Telegram."""

    enabled: bool = Field(True, description="false keeps the platform off even with a token.")
    token: SecretStr | None = Field(None, description="Bot token; only from the environment.")
    api_base: str = Field(
        "https://api.telegram.org",
        description="Root of the Bot API server; files are fetched from it too, under `/file/bot<token>/`.",
    )


class PlaygroundSettings(Section):
    """The web playground."""

    enabled: bool = Field(
        False, description="true serves it with `chatbrush run` as well as with `chatbrush demo`."
    )
    host: str = Field("127.0.0.1", description="Address to listen on; anyone who reaches it can draw.")
    port: Annotated[int, Field(ge=0, le=65535)] = Field(8765, description="Port; 0 takes a free one.")
    members: Annotated[tuple[str, ...], Field(min_length=1, max_length=5)] = Field(
        ("Ada", "Bo", "小陈"), description="Names to switch between."
    )


class PlatformsSettings(Section):
    """Where people talk to the bot."""

    discord: DiscordSettings = DiscordSettings()
    telegram: TelegramSettings = TelegramSettings()
    playground: PlaygroundSettings = PlaygroundSettings()


class OpenAISettings(Section):
    """OpenAI and servers that speak its API."""

    api_key: SecretStr | None = Field(None, description="Key; only from the environment.")
    base_url: str | None = Field(None, description="Another server that speaks the same API.")
    model: str = Field("gpt-image-2.5-flare", description="Model where the person names none.")
    quality: str = Field("medium", description="Quality where the person names none.")
    moderation: Literal["auto", "low"] = Field("auto", description="The provider's moderation.")
    previews: Annotated[int, Field(ge=0, le=3)] = Field(
        2, description="Partial pictures to ask for while drawing."
    )
    timeout_seconds: PositiveFloat = Field(300, description="Longest time for one drawing.")
    drawing_at_once: Positive = Field(8, description="Requests at the same time.")


class PainterSettings(Section):
    """The built-in painter: offline, free, no model."""

    style: str = Field("flat", description="Style where the words name none.")
    side: Annotated[int, Field(ge=64, le=2048)] = Field(
        1024, description="Side of a square picture where the words name no size, in pixels."
    )
    drawing_at_once: Positive = Field(2, description="Pictures painted at the same time.")
    pace_seconds: Annotated[float, Field(ge=0)] = Field(
        0, description="Pause between its previews, so that a demo shows them."
    )


class ProvidersSettings(Section):
    """What draws."""

    default: Literal["auto", "openai", "painter"] = Field(
        "auto", description="auto: openai where it has a key, else the painter."
    )
    openai: OpenAISettings = OpenAISettings()
    painter: PainterSettings = PainterSettings()


class ModelPrice(Section):
    """US dollars per million tokens, as published; `source` and `as_of` say where and when."""

    text_input: Decimal = Field(description="Text tokens in.")
    cached_text_input: Decimal | None = Field(None, description="Cached text tokens in.")
    image_input: Decimal = Field(description="Image tokens in.")
    cached_image_input: Decimal | None = Field(None, description="Cached image tokens in.")
    text_output: Decimal = Field(Decimal(0), description="Text tokens out.")
    image_output: Decimal = Field(description="Image tokens out.")
    source: str = Field(description="Where the price was published.")
    as_of: date = Field(description="When it was read there.")


class CooldownSettings(Section):
    """A pause after repeatedly refused requests."""

    refusals: Positive = Field(3, description="So many moderated requests …")
    within_seconds: Positive = Field(600, description="… within this time …")
    pause_seconds: Positive = Field(600, description="… bring a pause of this length.")


class QuotaSettings(Section):
    """Limits per scope, such as `40 images per 3 hours`, `2 USD per day`. None means unlimited."""

    account: tuple[str, ...] = Field(("40 images per 3 hours",), description="For each person.")
    community: tuple[str, ...] = Field((), description="For each server, group or private chat.")
    deployment: tuple[str, ...] = Field((), description="For everything together.")
    cooldown: CooldownSettings = CooldownSettings()


class JobsSettings(Section):
    """How many pictures are drawn at once."""

    drawing_at_once: Positive = Field(8, description="In all.")
    per_account: Positive = Field(2, description="For one person.")
    per_community: Positive = Field(4, description="In one server, group or private chat.")
    notice_after_seconds: PositiveFloat = Field(
        45, description="A card that took longer is announced, since edits notify nobody."
    )
    notice_after_messages: Positive = Field(10, description="So is one that is this far up in the chat.")
    stale_after_seconds: PositiveFloat = Field(
        900,
        description="A request older than this when it arrives (after downtime) is answered with an apology.",
    )


class PicturesSettings(Section):
    """Pictures that people send."""

    max_bytes: Positive = Field(26_214_400, description="Largest file to read.")
    max_pixels: Positive = Field(64_000_000, description="Most pixels to decode.")
    keep_days: Positive | None = Field(
        None,
        description="Days after which pictures and words are erased; without it they stay until /forget.",
    )


class LogSettings(Section):
    """Logs go to standard error."""

    level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description="Least severe level shown."
    )
    format: Literal["auto", "console", "json"] = Field(
        "auto", description="auto: console on a terminal, else json."
    )


class Settings(Section):
    """Everything an operator decides."""

    data: Path = Field(Path("data"), description="Folder of the database and the pictures.")
    database: str | None = Field(None, description="Database URL; the default is an SQLite file in `data`.")
    language: Literal["en", "zh"] = Field("en", description="For people whose platform names no language.")
    time_zone: str = Field("UTC", description="IANA name; calendar limits and times of day follow it.")
    contact: str = Field("", description="Whom members can write to, shown by /privacy.")
    platforms: PlatformsSettings = PlatformsSettings()
    providers: ProvidersSettings = ProvidersSettings()
    prices: dict[str, ModelPrice] = Field(
        default_factory=dict,
        description="Prices per model; a model not named here has its published price (docs/providers.md).",
    )
    quota: QuotaSettings = QuotaSettings()
    jobs: JobsSettings = JobsSettings()
    pictures: PicturesSettings = PicturesSettings()
    log: LogSettings = LogSettings()

    @field_validator("prices")
    @classmethod
    def _with_published(cls, prices: dict[str, ModelPrice]) -> dict[str, ModelPrice]:
        published = {model: ModelPrice.model_validate(price) for model, price in PUBLISHED.items()}
        return published | prices
