"""Cards and notices -> progress on the terminal and the files that were asked for."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from bots.terminal.inbound import message_id
from core.errors import ImageGone, ImageTooLarge
from core.identity import new_id
from core.requests import Card, ImageHandle, Notice, PictureFile, PlatformTraits

FILE_BYTES = 1_000_000_000
"""A file system takes any picture that a model draws; the number only bounds memory."""

TRAITS = PlatformTraits(
    upload_bytes=FILE_BYTES,
    message_bytes=FILE_BYTES,
    file_bytes=FILE_BYTES,
    fetch_bytes=FILE_BYTES,
    photo_types=frozenset({"image/png", "image/jpeg", "image/webp", "image/gif"}),
    photo_sides=None,
    photo_ratio=None,
    card_chars=2000,
    caption_chars=2000,
    alt_text_chars=2000,
    pictures_per_card=10,
    album_size=10,
    actions_per_row=1,
    private_notices=True,
    edits_notify=True,
    preview_seconds=0.2,
    posts_once=True,
    command_prefix="chatbrush ",
    sees_free_text=False,
)

Watch = Callable[[Card], None]


@dataclass
class TerminalCourier:
    """Gives every card of the running request to `watch`, and whatever ends it to the futures.

    Set `asked` and `wanted` before the request goes out. Cards and notices of requests that a
    former process left behind are taken, so that their jobs end, and shown to nobody.
    """

    watch: Watch
    asked: str = ""
    key: str = ""
    wanted: str = ""
    finished: asyncio.Future[Card | Notice] = field(
        default_factory=lambda: asyncio.get_running_loop().create_future()
    )
    files: asyncio.Future[Notice] = field(default_factory=lambda: asyncio.get_running_loop().create_future())

    @property
    def traits(self) -> PlatformTraits:
        """A terminal takes whole files."""
        return TRAITS

    async def show(self, card: Card, at: str | None) -> str:
        """Progress, or the end of the request."""
        if card.reply_to == self.asked:
            self.watch(card)
            if card.is_final and not self.finished.done():
                self.finished.set_result(card)
        return at or card.job_id

    async def tell(self, notice: Notice) -> tuple[str, ...]:
        """A refusal, or the untouched files; a file's id is the hash of its bytes."""
        if notice.key == f"answer:{self.wanted}" and not self.files.done():
            self.files.set_result(notice)
        elif notice.key == f"answer:{self.key}" and not self.finished.done():
            self.finished.set_result(notice)
        if not notice.files:
            return (new_id(),)
        return tuple(
            await asyncio.gather(*(asyncio.to_thread(message_id, file.data) for file in notice.files))
        )

    async def fetch(self, handle: ImageHandle, max_bytes: int) -> bytes:
        """The bytes of a file on disk."""
        if handle.size_bytes > max_bytes:
            raise ImageTooLarge(limit_bytes=max_bytes)
        try:
            return await asyncio.to_thread(Path(handle.locator).read_bytes)
        except OSError as error:
            raise ImageGone from error


def write(files: tuple[PictureFile, ...], output: Path) -> tuple[Path, ...]:
    """Write pictures to `output`, or to output-1, output-2 … where there are several; blocking.

    Each appears whole or not at all. Raises OSError.
    """
    names = [output]
    if len(files) > 1:
        names = [output.with_stem(f"{output.stem}-{number}") for number in range(1, len(files) + 1)]
    for file, name in zip(files, names, strict=True):
        name.parent.mkdir(parents=True, exist_ok=True)
        unfinished = name.with_name(f".{name.name}.{new_id()}")
        try:
            unfinished.write_bytes(file.data)
            unfinished.replace(name)
        finally:
            unfinished.unlink(missing_ok=True)
    return tuple(names)
