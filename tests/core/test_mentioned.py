"""Which links, emoji and avatars in the words are meant as pictures."""

import time
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from core.identity import PersonAlias, PlaceAlias, Platform
from core.links import link_handle
from core.mentioned import understood, with_replied_links
from core.requests import Addressed, ImageHandle, IncomingMessage, Mention, MentionKind, ReplyTarget

CAT, DOG, PAGE = "https://a.example/cat.png", "https://a.example/dog.jpg", "https://a.example/about"


def image(key: str, origin: str = "") -> ImageHandle:
    return ImageHandle(Platform.DISCORD, locator=key, key=key, origin=origin)


PEPE = Mention(MentionKind.EMOJI, ":pepe:", image("pepe"))
MINE = Mention(MentionKind.AVATAR, "", image("mine"), "1")
BO = Mention(MentionKind.AVATAR, "@Bo", image("bo"), "2")
NOBODY = Mention(MentionKind.AVATAR, "@Bare", None, "3")


def message(text: str, **more: object) -> IncomingMessage:
    plain = IncomingMessage(
        key="k",
        place=PlaceAlias(Platform.DISCORD, "g", "c"),
        person=PersonAlias(Platform.DISCORD, "1", "Ada"),
        sent_at=datetime(2026, 1, 1, tzinfo=UTC),
        addressed=Addressed.MENTION,
        text=text,
        mentions=(PEPE, MINE, BO, NOBODY),
    )
    return replace(plain, **more)  # type: ignore[arg-type]  # fields of the message


def shown(text: str, *, points: bool = False, **more: object) -> tuple[str, list[str]]:
    """The words that remain, and the pictures that joined the message's own, by link or key."""
    found = understood(message(text, **more), points=points).message
    return found.text, [one.locator for one in found.images]


@pytest.mark.parametrize(
    ("words", "rest", "pictures"),
    [
        (f"make this blue {CAT}", "make this blue", [CAT]),
        (f"{CAT} make this blue", "make this blue", [CAT]),
        (f"make this blue <{CAT}>", "make this blue", [CAT]),
        (f"make this blue: {CAT}.", "make this blue", [CAT]),
        (f"crop {CAT} to 16:9", "crop this picture to 16:9", [CAT]),
        (f"put a hat on {CAT}", "put a hat on this picture", [CAT]),
        (f"把 {CAT} 变成夜晚", "把 这张图 变成夜晚", [CAT]),
        (f"{CAT} as a watercolour", "as a watercolour", [CAT]),
        (f"{CAT}", "", [CAT]),
        (f"make this blue {PAGE}", "make this blue", [PAGE]),
        (f"combine {CAT} and {DOG}", "combine image 1 and image 2", [CAT, DOG]),
        (f"make {CAT} look like {CAT}", "make this picture look like this picture", [CAT]),
        (f"a poster for {CAT}", f"a poster for {CAT}", []),
        (f"a cat like {PAGE}", f"a cat like {PAGE}", []),
        (f"{PAGE}", f"{PAGE}", []),
        ("make this blue", "make this blue", []),
    ],
)
def test_a_link_counts_where_the_words_otherwise_lead_to_an_edit(
    words: str, rest: str, pictures: list[str]
) -> None:
    assert shown(words) == (rest, pictures)


@pytest.mark.parametrize(
    ("words", "rest", "pictures"),
    [
        (f"put the hat from {CAT} on him", "put the hat from image 2 on him", [CAT]),
        (f"night {CAT}", "night", [CAT]),
        (f"like in {PAGE}", f"like in {PAGE}", []),
        ("with :pepe: beside it", "with image 2 beside it", ["pepe"]),
        ("brighter :pepe:", "brighter :pepe:", []),
        (":pepe: brighter", ":pepe: brighter", []),
        ("put @Bo's avatar on the wall", "put image 2 on the wall", ["bo"]),
    ],
)
def test_beside_another_picture_only_what_is_plainly_one_counts(
    words: str, rest: str, pictures: list[str]
) -> None:
    assert shown(words, points=True) == (rest, pictures)


def test_uploads_come_before_what_the_words_name() -> None:
    upload = image("upload")

    assert shown(f"put :pepe: and {CAT} on it", images=(upload,)) == (
        "put image 2 and image 3 on it",
        ["upload", "pepe", CAT],
    )


def test_commands_decide_by_themselves() -> None:
    assert shown(f"a meadow {PAGE}", command="edit") == ("a meadow", [PAGE])
    assert shown(f"make this blue {CAT}", command="imagine") == (f"make this blue {CAT}", [])
    assert shown("turn :pepe: blue", command="imagine") == ("turn :pepe: blue", [])
    assert shown("my avatar as a knight", command="imagine") == ("this picture as a knight", ["mine"])


@pytest.mark.parametrize(
    ("words", "rest", "pictures"),
    [
        ("turn :pepe: into a plush toy", "turn this picture into a plush toy", ["pepe"]),
        (":pepe: as a plush toy", "as a plush toy", ["pepe"]),
        (":pepe:", "", ["pepe"]),
        ("把:pepe:变成毛绒玩具", "把这张图变成毛绒玩具", ["pepe"]),
        ("make it night :pepe:", "make it night :pepe:", []),
        (":pepe: make it night", ":pepe: make it night", []),
        ("a forest with :pepe:", "a forest with :pepe:", []),
        ("lovely :pepe::pepe:", "lovely :pepe::pepe:", []),
    ],
)
def test_an_emoji_is_a_picture_where_it_stands_for_a_thing(
    words: str, rest: str, pictures: list[str]
) -> None:
    assert shown(words) == (rest, pictures)


@pytest.mark.parametrize(
    ("words", "rest", "pictures"),
    [
        ("make my avatar a wizard", "make this picture a wizard", ["mine"]),
        ("edit my profile picture: night", "edit this picture: night", ["mine"]),
        ("把我的头像变成水彩", "把这张图变成水彩", ["mine"]),
        ("edit @Bo's avatar, blue hair", "edit this picture, blue hair", ["bo"]),
        ("make @Bo’s pfp blue", "make this picture blue", ["bo"]),
        ("turn the avatar of @Bo into a cat", "turn this picture into a cat", ["bo"]),
        ("把@Bo的头像变成猫", "把这张图变成猫", ["bo"]),
        ("merge my avatar with @Bo's avatar", "merge image 1 with image 2", ["mine", "bo"]),
        ("draw @Bo as a knight", "draw @Bo as a knight", []),
        ("crop it to a circle for my avatar", "crop it to a circle for my avatar", []),
        ("a fox as my profile picture", "a fox as my profile picture", []),
        ("design my avatar: a fox", "design my avatar: a fox", []),
        ("make me avatar art", "make me avatar art", []),
        ("a fox for @Bo's avatar", "a fox for @Bo's avatar", []),
        ("把它变成我的头像", "把它变成我的头像", []),
        ("画一只猫作为我的头像", "画一只猫作为我的头像", []),
        ("an avatar for a knight", "an avatar for a knight", []),
        ("design my room", "design my room", []),
    ],
)
def test_an_avatar_is_meant_where_the_words_say_so(words: str, rest: str, pictures: list[str]) -> None:
    assert shown(words) == (rest, pictures)


def test_avatars_are_told_apart_so_that_they_can_be_allowed() -> None:
    found = understood(message("merge my avatar with @Bo's avatar and @Bare's avatar"), points=False)

    assert found.avatars == (MINE, BO, NOBODY)
    assert [one.locator for one in found.message.images] == ["mine", "bo"]
    assert found.links == 0


def test_a_preview_stands_for_its_link() -> None:
    preview = Mention(MentionKind.PREVIEW, PAGE, image("proxy", PAGE))
    text, pictures = shown(f"make this blue {PAGE}", mentions=(preview,))

    assert (text, pictures) == ("make this blue", ["proxy"])


def test_a_link_that_the_platform_shows_already_is_not_fetched_as_well() -> None:
    shown_already = image("proxy", CAT)

    assert shown(f"make {CAT} blue", images=(shown_already,)) == ("make this picture blue", ["proxy"])


def test_what_stands_in_a_link_is_none_of_the_words() -> None:
    link = "https://a.example/:pepe:.png"

    assert shown(f"make this blue {link}") == ("make this blue", [link])


def test_links_behind_words_count_alike() -> None:
    assert shown("make this blue", links=(CAT, PAGE)) == ("make this blue", [CAT, PAGE])
    assert shown("make this blue", links=(CAT, PAGE), points=True) == ("make this blue", [CAT])
    assert shown("a cat", links=(CAT,)) == ("a cat", [])
    assert shown("make this blue", links=(CAT,), command="imagine") == ("make this blue", [])
    assert understood(message(f"make this blue {DOG}", links=(CAT,)), points=False).links == 2


def replied(text: str, words: str = "make it blue", **more: object) -> list[str]:
    reply = replace(ReplyTarget("5", text=text), **more)  # type: ignore[arg-type]  # fields of the target
    found = with_replied_links(message(words, reply=reply)).reply
    assert found is not None
    return [one.locator for one in found.images]


def test_a_persons_message_with_a_link_leads_to_the_picture_behind_it() -> None:
    assert replied(f"look at {CAT}!") == [CAT]
    assert replied(f"{CAT} {DOG} {PAGE}") == [CAT, DOG]
    assert replied("look", links=(CAT,)) == [CAT]
    assert replied(f"look at {CAT}", words="brighter") == [CAT]
    assert replied(f"look at {PAGE}") == [PAGE]
    assert replied(f"look at {PAGE}", words="a cat") == []
    assert replied(f"look at {PAGE}", images=(image("x"),)) == ["x"]
    assert replied(f"look at {CAT}", images=(image("proxy", CAT),)) == ["proxy"]
    assert replied(f"look at {CAT}", by_bot=True) == []
    assert with_replied_links(message("make it blue")).reply is None


def test_a_link_as_an_image_is_met_again_by_its_key() -> None:
    found = understood(message(f"make this blue {CAT}"), points=False).message

    assert found.images == (link_handle(Platform.DISCORD, CAT),)
    assert found.mentions == ()
    assert understood(found, points=False).message == found


@pytest.mark.parametrize(
    "words",
    [":pepe:" * 20_000, "my " * 50_000, "@Bo's " * 20_000, f"{CAT} " * 3_000, "avatar of " * 20_000 + "@Bo"],
)
def test_hostile_words_take_no_time(words: str) -> None:
    began = time.process_time()
    understood(message(words), points=False)

    assert time.process_time() - began < 1.0
