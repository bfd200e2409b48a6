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
    shards: Annotated[int, Field(ge=1, le=1024)] = Field(
        1,
        description="Gateway connections, shared out among the gateways; Discord wants more from 2,500 servers on.",
    )


class WebhookSettings(Section):
    """Updates by webhook instead of polling: several gateways behind one address."""

    url: str | None = Field(
        None, description="Public https address that leads to this listener; without it updates are polled."
    )
    secret: SecretStr | None = Field(
        None,
        description="What Telegram sends along as proof: 16 to 256 of A-Z a-z 0-9 _ -; only from the environment.",
    )
    host: str = Field("127.0.0.1", description="Address to listen on, behind a proxy that speaks TLS.")
    port: Annotated[int, Field(ge=0, le=65535)] = Field(
        8766, description="Port to listen on; 0 takes a free one."
    )


class TelegramSettings(Section):
    """Telegram."""

    enabled: bool = Field(True, description="false keeps the platform off even with a token.")
    token: SecretStr | None = Field(None, description="Bot token; only from the environment.")
    api_base: str = Field(
        "https://api.telegram.org",
        description="Root of the Bot API server; files are fetched from it too, under `/file/bot<token>/`.",
    )
    webhook: WebhookSettings = WebhookSettings()


class PlaygroundSettings(Section):
    """The web playground."""

    enabled: bool = Field(
        False, description="true serves it with `chatbrush run` as well as with `chatbrush demo`."
    )
    host: str = Field("127.0.0.1", description="Address to listen on; anyone who reaches it can draw.")
    port: Annotated[int, Field(ge=0, le=65535)] = Field(8765, description="Port; 0 takes a free one.")
    members: Annotated[tuple[str, ...], Field(min_length=1, max_length=5)] = Field(
        ("Ada", "Bo", "小陈"), description="Names to switch between; the first is the group's admin."
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
    drawing_at_once: Positive = Field(8, description="Requests at the same time, in all processes together.")
    starts_per_minute: Positive | None = Field(
        None,
        description="Requests begun within a minute, in all processes together; None: the provider says when.",
    )


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


class BreakerSettings(Section):
    """When a provider counts as down, and is asked only now and then until it answers again."""

    failures: Positive = Field(5, description="So many failures in a row …")
    pause_seconds: PositiveFloat = Field(
        30, description="… bring a pause of this length, then one request as a probe."
    )
    longest_pause_seconds: PositiveFloat = Field(
        600, description="Each failed probe doubles the pause up to this."
    )


class ProvidersSettings(Section):
    """What draws."""

    default: Literal["auto", "openai", "painter"] = Field(
        "auto", description="auto: openai where it has a key, else the painter."
    )
    fallback: Literal["none", "openai", "painter"] = Field(
        "none", description="Draws instead while another provider is down; the card says so."
    )
    breaker: BreakerSettings = BreakerSettings()
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
    """A pause after repeatedly refused requests, or drawings that their requester cut short."""

    refusals: Positive = Field(3, description="So many moderated or half-drawn and cancelled requests …")
    within_seconds: Positive = Field(600, description="… within this time …")
    pause_seconds: Positive = Field(600, description="… bring a pause of this length.")


class QuotaSettings(Section):
    """Limits per scope, such as `40 images per 3 hours`, `2 USD per day`. None means unlimited."""

    account: tuple[str, ...] = Field(("40 images per 3 hours",), description="For each person.")
    community: tuple[str, ...] = Field((), description="For each server, group or private chat.")
    deployment: tuple[str, ...] = Field((), description="For everything together.")
    cooldown: CooldownSettings = CooldownSettings()


class TierSettings(Section):
    """People or groups with more, or less, of a turn than others."""

    weight: Annotated[int, Field(ge=1, le=100)] = Field(
        1, description="Turns for each turn of weight 1, while both wait."
    )
    priority: Annotated[int, Field(ge=-10, le=10)] = Field(
        0, description="A higher one goes first, whatever the weights; 0 where nothing is said."
    )
    people: tuple[str, ...] = Field((), description="As platform:id, such as telegram:12345.")
    communities: tuple[str, ...] = Field((), description="As platform:id, such as discord:67890.")


class JobsSettings(Section):
    """Whose turn it is to draw, and how long things may take."""

    drawing_at_once: Positive = Field(8, description="In this process.")
    per_account: Positive = Field(2, description="For one person.")
    per_community: Positive = Field(4, description="In one server, group or private chat.")
    waiting: Positive = Field(2_000, description="Most requests that wait in all; more are refused politely.")
    waiting_per_account: Positive = Field(20, description="Most that wait for one person.")
    waiting_per_community: Positive = Field(
        200, description="Most that wait in one server, group or private chat."
    )
    deadline_seconds: PositiveFloat = Field(
        1_800, description="A request that is not drawn by then is given up and refunded."
    )
    grace_seconds: Annotated[float, Field(ge=0)] = Field(
        25, description="After SIGTERM, how long drawings may go on; the next start resumes the rest."
    )
    keep_results_days: Positive = Field(
        7, description="How long a result that could not be delivered can be claimed."
    )
    tiers: dict[str, TierSettings] = Field(
        default_factory=dict, description="Tiers by name; the first that names a person or their group holds."
    )
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
    links: bool = Field(
        True,
        description="Fetch pictures behind links in people's words, from public addresses only; false leaves all links alone.",
    )
    keep_days: Positive | None = Field(
        None,
        description="Days after which pictures and words are erased; without it they stay until /forget.",
    )


class PresetsSettings(Section):
    """Styles and recipes."""

    files: tuple[Path, ...] = Field(
        (), description="YAML files with presets of your own, or changes to those shipped (docs/presets.md)."
    )


class RepliesSettings(Section):
    """Replies that may be an edit or a remark: a button asks, and a text model can be asked first."""

    offers_per_hour: Annotated[int, Field(ge=0)] = Field(
        6, description="Most such buttons in one place; 0: none."
    )
    judge: Literal["off", "openai"] = Field(
        "off", description="openai asks a text model with that key, at your expense."
    )
    model: str = Field("gpt-5.4-mini", description="The text model to ask.")
    calls_per_day: Positive = Field(
        500, description="Most questions to it, each of at most about 900 tokens."
    )
    timeout_seconds: PositiveFloat = Field(4, description="Longest wait for it; then the button asks.")


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
    blobs: str | None = Field(
        None,
        description="Where pictures are kept: s3://bucket/folder; the default is a folder in `data`. "
        "Keys and endpoint come from AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION and AWS_ENDPOINT_URL.",
    )
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
    presets: PresetsSettings = PresetsSettings()
    replies: RepliesSettings = RepliesSettings()
    log: LogSettings = LogSettings()

    @field_validator("prices")
    @classmethod
    def _with_published(cls, prices: dict[str, ModelPrice]) -> dict[str, ModelPrice]:
        published = {model: ModelPrice.model_validate(price) for model, price in PUBLISHED.items()}
        return published | prices
