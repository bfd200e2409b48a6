"""Sources in the playground: members' rounds with initials, and files that a browser does not show."""

import io
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from PIL import Image

from bots.web.bubbles import Image as Upload
from bots.web.bubbles import Member
from bots.web.inbound import understand
from bots.web.portraits import portrait
from core.errors import ImageGone
from core.identity import Platform
from core.requests import ImageHandle, MentionKind
from tests.bots.playground_kit import Served, serving

ADA, BO, CHEN = (Member.named(name) for name in ("Ada", "Bo", "小陈"))


@pytest_asyncio.fixture
async def served(tmp_path: Path) -> AsyncIterator[Served]:
    async with serving(tmp_path) as made:
        yield made


def opened(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


async def test_members_are_named_for_their_avatars(served: Served) -> None:
    room = served.adapter.room
    message = understand(room, await room.post(ADA, "/edit @小陈 and @Bo's avatar"))
    assert message is not None

    assert [(one.kind, one.words, one.person) for one in message.mentions] == [
        (MentionKind.AVATAR, "", ADA.key),
        (MentionKind.AVATAR, "@Bo", BO.key),
        (MentionKind.AVATAR, "@小陈", CHEN.key),
    ]


async def test_an_avatar_is_fetched_as_a_picture(served: Served) -> None:
    room = served.adapter.room
    message = understand(room, await room.post(ADA, "/edit my avatar"))
    assert message is not None
    handle = message.mentions[0].handle
    assert handle is not None

    assert opened(await served.adapter.courier.fetch(handle, 1_000_000)).size == (512, 512)
    for locator in ("avatar:nobody", ADA.key):
        with pytest.raises(ImageGone):
            await served.adapter.courier.fetch(ImageHandle(Platform.PLAYGROUND, locator, "k"), 1_000_000)


@pytest.mark.parametrize("member", [ADA, BO, CHEN, Member("0" * 16, "\u200b")])
def test_members_are_told_apart_by_colour_and_initial(member: Member) -> None:
    image = opened(portrait(member))
    colours = image.getcolors(512 * 512)
    assert colours is not None

    assert max(colours)[1] == image.getpixel((0, 0))
    assert (len(colours) > 1) is (member.name != "\u200b")


@pytest.mark.parametrize(
    ("media_type", "is_shown", "found"),
    [("image/png", True, ""), ("image/avif", True, ""), ("image/svg+xml", False, ""), ("image/heic", False, ""), ("", False, ""), ("video/mp4", False, "video")],
)  # fmt: skip
def test_a_browser_shows_what_is_harmless_and_the_core_takes_every_picture(
    media_type: str, found: str, *, is_shown: bool
) -> None:
    upload = Upload("f" * 64, media_type, "file")

    assert upload.is_shown is is_shown
    assert upload.handle().found == found
