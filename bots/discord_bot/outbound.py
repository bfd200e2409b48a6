"""The courier: cards and notices as Discord messages, changed in place."""

import asyncio
import hashlib
import zlib
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import discord

from bots.discord_bot.downloads import Downloads
from bots.discord_bot.failures import delivering
from bots.discord_bot.files import Files
from bots.discord_bot.limits import (
    BUTTON_ROWS,
    BUTTONS_PER_ROW,
    CONTENT_CHARS,
    FILES_PER_MESSAGE,
    MESSAGE_BYTES,
    UPLOAD_BYTES,
    traits_of,
)
from bots.discord_bot.markup import escaped, fit
from bots.discord_bot.permissions import preflight
from bots.discord_bot.routes import Route
from bots.discord_bot.webhooks import Answers
from core.errors import FileTooLarge, RouteExpired, Undelivered
from core.identity import PlaceAlias
from core.requests import Action, Audience, Card, ImageHandle, Notice, PictureFile, PlatformTraits, Verb

_LABEL_CHARS = 80
_SEND_SECONDS = 120.0
_SHOWN_CARDS = 2000

Fingerprint = tuple[object, ...]


class DiscordCourier:
    """Brings words and pictures to Discord over REST.

    `channel_of` gives a channel with the bot's rights there, where a gateway of this process knows it.
    """

    def __init__(
        self,
        client: discord.Client,
        downloads: Downloads,
        channel_of: Callable[[int], object | None],
        *,
        hears_all: bool,
    ) -> None:
        self._client = client
        self._downloads = downloads
        self._channel_of = channel_of
        self._traits = traits_of(hears_all=hears_all)
        self._answers = Answers(client)
        self._shown: OrderedDict[str, Fingerprint] = OrderedDict()

    @property
    def traits(self) -> PlatformTraits:
        """Discord's differences."""
        return self._traits

    def hear_less(self) -> None:
        """The gateway refused the message content intent."""
        self._traits = traits_of(hears_all=False)

    async def show(self, card: Card, at: str | None) -> str:
        """Post a card or change the one at `at`; the same card twice sends nothing."""
        _check_sizes(card.pictures, together=True)
        fingerprint = await asyncio.to_thread(_fingerprint, card)
        if at is not None and self._shown.get(at) == fingerprint:
            return at
        route = Route.from_text(card.route)
        with self._connected():
            async with asyncio.timeout(_SEND_SECONDS):
                if route is not None and route.is_card:
                    shown = await self._answer(card, route, at)
                elif at is None:
                    shown = await self._post(card, route)
                else:
                    shown = await self._change(card, at)
        self._shown[shown] = fingerprint
        self._shown.move_to_end(shown)
        while len(self._shown) > _SHOWN_CARDS:
            self._shown.popitem(last=False)
        return shown

    async def tell(self, notice: Notice) -> tuple[str, ...]:
        """Say something: through the interaction where it is for one person, else as a reply."""
        _check_sizes(notice.files, together=False)
        route = Route.from_text(notice.route)
        private = notice.audience is Audience.REQUESTER
        live = route is not None and route.is_live()
        if route is not None and route.is_card and not live:
            raise RouteExpired
        with self._connected():
            async with asyncio.timeout(_SEND_SECONDS):
                if route is not None and live and (private or route.is_card):
                    return await self._tell_through(notice, route, private=private)
                told = await self._tell_channel(notice)
                if route is not None and live:
                    await self._answers.dismiss(route)
                return told

    async def fetch(self, handle: ImageHandle, max_bytes: int) -> bytes:
        """The bytes behind a handle."""
        return await self._downloads.fetch(self._client, handle, max_bytes)

    @contextmanager
    def _connected(self) -> Iterator[None]:
        """Failures come out as ours; the HTTP client says with a RuntimeError that it was closed meanwhile."""
        if self._client.is_closed():
            raise Undelivered
        try:
            with delivering():
                yield
        except RuntimeError:
            if not self._client.is_closed():
                raise
            raise Undelivered(maybe_arrived=True) from None

    async def _post(self, card: Card, route: Route | None) -> str:
        channel_id = int(card.place.place)
        preflight(self._channel_of(channel_id))
        with Files(card.pictures) as files:
            message = await self._client.get_partial_messageable(channel_id).send(
                _card_text(card),
                files=files,
                **_extras(card.actions, _reference(card.place, card.reply_to)),
                nonce=nonce_of(
                    card.job_id if card.instead_of is None else f"{card.job_id}:{card.instead_of}"
                ),
                mention_author=False,
                suppress_embeds=True,
            )
        if route is not None and route.is_live():
            await self._answers.dismiss(route)
        return str(message.id)

    async def _change(self, card: Card, at: str) -> str:
        channel = self._client.get_partial_messageable(int(card.place.place))
        with Files(card.pictures) as files:
            await channel.get_partial_message(int(at)).edit(
                content=_card_text(card), attachments=files, view=_buttons(card.actions)
            )
        return at

    async def _answer(self, card: Card, route: Route, at: str | None) -> str:
        """The interaction's response is the card, as long as Discord takes answers."""
        if not route.is_live():
            raise RouteExpired
        content, view = _card_text(card), _buttons(card.actions)
        with Files(card.pictures) as files:
            if at is None and card.instead_of is not None:
                # The response itself was deleted: a further message takes its place.
                pings = discord.AllowedMentions.none()
                return await self._answers.say(
                    route, content=content, files=files, view=view, pings=pings, private=False
                )
            return await self._answers.change(route, at, content=content, files=files, view=view)

    async def _tell_through(self, notice: Notice, route: Route, *, private: bool) -> tuple[str, ...]:
        told: list[str] = []
        for number, (text, files) in enumerate(_parts(notice, together=route.is_card)):
            with Files(files) as sent:
                message = await self._answers.say(
                    route,
                    content=_notice_text(notice, text),
                    files=sent,
                    view=_buttons(notice.actions) if number == 0 else None,
                    pings=_pings(notice),
                    private=private,
                )
            told.append(message)
        return () if private else tuple(told)

    async def _tell_channel(self, notice: Notice) -> tuple[str, ...]:
        channel = self._client.get_partial_messageable(int(notice.place.place))
        told: list[str] = []
        for number, (text, files) in enumerate(_parts(notice, together=False)):
            reference = _reference(notice.place, notice.reply_to) if number == 0 else None
            with Files(files) as sent:
                message = await channel.send(
                    _notice_text(notice, text),
                    files=sent,
                    **_extras(notice.actions if number == 0 else (), reference),
                    nonce=nonce_of(f"{notice.key}:{number}"),
                    allowed_mentions=_pings(notice),
                    mention_author=False,
                    suppress_embeds=True,
                )
            told.append(str(message.id))
        return tuple(told)


def _extras(actions: Sequence[Action], reference: discord.MessageReference | None) -> dict[str, Any]:
    """What a message has only sometimes; the SDK's signature takes no None for it."""
    view = _buttons(actions)
    extras: dict[str, Any] = {} if view is None else {"view": view}
    return extras if reference is None else {**extras, "reference": reference}


def nonce_of(key: str) -> str:
    """At most 25 characters by which Discord knows a repeated post for some minutes."""
    return hashlib.blake2b(key.encode(), digest_size=12).hexdigest()


def _reference(place: PlaceAlias, message: str | None) -> discord.MessageReference | None:
    if message is None:
        return None
    return discord.MessageReference(
        message_id=int(message),
        channel_id=int(place.place),
        guild_id=int(place.community) if place.community.isdecimal() else None,
        fail_if_not_exists=False,
    )


def _card_text(card: Card) -> str:
    """A last line in small print names the requester; the client's allowed mentions keep it from pinging."""
    named = f"\n-# <@{card.person.key}>" if card.names_requester else ""
    return fit(escaped(card.text), CONTENT_CHARS - len(named)) + named


def _notice_text(notice: Notice, text: str) -> str:
    mention = f"<@{notice.person.key}> " if notice.mention else ""
    link = ""
    if notice.link is not None:
        guild = notice.place.community if notice.place.community.isdecimal() else "@me"
        link = f"\nhttps://discord.com/channels/{guild}/{notice.place.place}/{notice.link}"
    return mention + fit(escaped(text), CONTENT_CHARS - len(mention) - len(link)) + link if text else ""


def _pings(notice: Notice) -> discord.AllowedMentions:
    if not notice.mention:
        return discord.AllowedMentions.none()
    person = discord.Object(int(notice.person.key))
    return discord.AllowedMentions(everyone=False, roles=False, replied_user=False, users=[person])


def _buttons(actions: Sequence[Action]) -> discord.ui.View | None:
    """Rows of buttons. The view is finished at once: presses are understood by their id alone."""
    if not actions:
        return None
    view = discord.ui.View(timeout=None)
    for index, action in enumerate(actions[: BUTTONS_PER_ROW * BUTTON_ROWS]):
        style = discord.ButtonStyle.primary if action.verb is Verb.EDIT else discord.ButtonStyle.secondary
        view.add_item(
            discord.ui.Button(
                style=style,
                label=fit(action.label, _LABEL_CHARS),
                custom_id=action.code,
                row=index // BUTTONS_PER_ROW,
            )
        )
    view.stop()
    return view


def _check_sizes(pictures: Sequence[PictureFile], *, together: bool) -> None:
    """Raise `FileTooLarge` before megabytes travel for nothing."""
    if any(len(picture.data) > UPLOAD_BYTES for picture in pictures):
        raise FileTooLarge(limit_bytes=UPLOAD_BYTES)
    if together and sum(len(picture.data) for picture in pictures) > MESSAGE_BYTES:
        raise FileTooLarge(limit_bytes=MESSAGE_BYTES // len(pictures))


def _parts(notice: Notice, *, together: bool) -> list[tuple[str, Sequence[PictureFile]]]:
    """A notice as messages: one file each, so that each can be replied to.

    `together` where messages are few: a guest's interaction takes five.
    """
    if not together:
        groups: list[list[PictureFile]] = [[file] for file in notice.files]
    else:
        groups = [[]]
        for file in notice.files:
            held = sum(len(other.data) for other in groups[-1])
            if len(groups[-1]) == FILES_PER_MESSAGE or held + len(file.data) > MESSAGE_BYTES:
                groups.append([])
            groups[-1].append(file)
    if not groups:
        groups = [[]]
    return [(notice.text if index == 0 else "", group) for index, group in enumerate(groups)]


def _fingerprint(card: Card) -> Fingerprint:
    """What a card looks like, small enough to remember."""
    return (
        card.text,
        tuple((action.code, action.label) for action in card.actions),
        tuple(
            (picture.name, picture.alt_text, picture.spoiler, len(picture.data), zlib.crc32(picture.data))
            for picture in card.pictures
        ),
    )
