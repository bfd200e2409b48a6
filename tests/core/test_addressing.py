"""Is a message for us, and which pictures does it mean: one test per rule of the design."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.addressing import (
    Fetchable,
    Known,
    Record,
    Source,
    candidates,
    concerns,
    may_concern,
    points_at_picture,
    sources,
    worth_noting,
)
from core.errors import ChatbrushError, NoSuchPicture, NotAnImage, NothingToEdit, WhichPicture
from core.identity import MessageRef, PersonAlias, PictureId, PlaceAlias, PlaceId, PlaceKind, Platform
from core.instructions import Instruction, InstructionKind, parse
from core.notes import MessageNote, NoteKind
from core.requests import ActionPress, Addressed, ImageHandle, IncomingMessage, ReplyTarget, Verb

HERE = PlaceId("here")
ELSEWHERE = PlaceId("elsewhere")
GROUP = PlaceAlias(Platform.PLAYGROUND, "group")
PRIVATE = PlaceAlias(Platform.PLAYGROUND, "ada", kind=PlaceKind.PRIVATE)
ADA = PersonAlias(Platform.PLAYGROUND, "1001", "Ada")


def image(key: str, found: str = "") -> ImageHandle:
    return ImageHandle(Platform.PLAYGROUND, f"at {key}", key, found=found)


def picture(name: str) -> Known:
    return Known(PictureId(name))


def fetched(*keys: str) -> tuple[Source, ...]:
    return tuple(Fetchable(image(key)) for key in keys)


def note(message: str, kind: NoteKind = NoteKind.CARD, *pictures: str, **rest: Any) -> MessageNote:
    place_id = rest.pop("place_id", HERE)
    return MessageNote(MessageRef(place_id, message), kind, pictures=tuple(map(PictureId, pictures)), **rest)


def said(text: str = "make it night", addressed: Addressed = Addressed.REPLY, **rest: Any) -> IncomingMessage:
    now = datetime(2026, 11, 21, tzinfo=UTC)
    rest.setdefault("message", "9")
    return IncomingMessage("k", rest.pop("place", GROUP), ADA, now, addressed, text, **rest)


def meant(message: IncomingMessage, record: Record) -> tuple[Source, ...]:
    reading = parse(
        message.text,
        has_sources=points_at_picture(message, record),
        command=message.command,
        private=message.place.kind is PlaceKind.PRIVATE,
    )
    return sources(message, reading.instruction, record)


TO_BOT = ReplyTarget("5", by_bot=True)
TO_PERSON = ReplyTarget("5", author="1002", images=(image("photo"),))


def test_rule_1_the_replied_picture_is_image_1_and_the_own_images_follow() -> None:
    message = said(reply=TO_BOT, images=(image("a"), image("b")))

    assert meant(message, Record(HERE, note("5", NoteKind.CARD, "p"))) == (picture("p"), *fetched("a", "b"))


def test_rule_1_own_images_alone() -> None:
    assert meant(said(addressed=Addressed.COMMAND, images=(image("a"),)), Record(HERE)) == fetched("a")


def test_rule_1_an_image_met_twice_counts_once() -> None:
    message = said(reply=TO_PERSON, images=(replace(image("photo"), locator="elsewhere"), image("a")))

    assert meant(message, Record(HERE)) == fetched("photo", "a")


def test_rule_1_an_album_delivered_in_pieces_is_in_its_order() -> None:
    album = tuple(note(str(number), NoteKind.SEEN, images=(image(f"i{number}"),)) for number in (8, 10, 9))
    message = said(addressed=Addressed.COMMAND, images=(image("i9"),), album="x")

    assert meant(message, Record(HERE, own_album=album)) == fetched("i8", "i9", "i10")


def test_rule_2_a_card_gives_the_stored_original_and_not_what_the_platform_shows() -> None:
    message = said(reply=replace(TO_BOT, images=(image("recompressed"),)))

    assert meant(message, Record(HERE, note("5", NoteKind.CARD, "p"))) == (picture("p"),)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("#2 make it night", ("b",)),
        ("the third one at night", ("c",)),
        ("#3 and #1 as a collage", ("c", "a")),
        ("all of them at night", ("a", "b", "c")),
        ("第二张改成夜晚", ("b",)),
    ],
)
def test_rule_2_a_pick_names_pictures_of_the_card(text: str, names: tuple[str, ...]) -> None:
    record = Record(HERE, note("5", NoteKind.CARD, "a", "b", "c"))

    assert meant(said(text, reply=TO_BOT), record) == tuple(map(picture, names))


def test_rule_2_without_a_pick_the_person_is_asked() -> None:
    record = Record(HERE, note("5", NoteKind.CARD, "a", "b"))
    message = said(reply=TO_BOT)

    with pytest.raises(WhichPicture) as caught:
        meant(message, record)

    assert caught.value.count == 2
    assert candidates(message, record) == ("a", "b")
    assert candidates(said(), Record(HERE)) == ()


@pytest.mark.parametrize(
    ("text", "pictures", "number"),
    [
        ("#7 at night", ("a", "b", "c", "d"), 7),
        ("make #2 darker", ("a",), 2),
        ("the fifth one at night", ("a", "b"), 5),
    ],
)
def test_rule_2_a_pick_beyond_the_card_is_refused(text: str, pictures: tuple[str, ...], number: int) -> None:
    with pytest.raises(NoSuchPicture) as caught:
        meant(said(text, reply=TO_BOT), Record(HERE, note("5", NoteKind.CARD, *pictures)))

    assert (caught.value.number, caught.value.count) == (number, len(pictures))


@pytest.mark.parametrize("text", ["make the second one blue", "#1 at night", "remove both of them"])
def test_rule_2_on_a_single_picture_words_name_what_is_in_it(text: str) -> None:
    assert meant(said(text, reply=TO_BOT), Record(HERE, note("5", NoteKind.CARD, "a"))) == (picture("a"),)


def test_rule_2_our_question_for_words_is_about_all_its_pictures() -> None:
    record = Record(HERE, note("5", NoteKind.PROMPT, "a", "b"))

    assert meant(said(reply=TO_BOT), record) == (picture("a"), picture("b"))


@pytest.mark.parametrize("addressed", [Addressed.MENTION, Addressed.COMMAND])
def test_rule_3_a_persons_image(addressed: Addressed) -> None:
    assert meant(said(addressed=addressed, reply=TO_PERSON), Record(HERE)) == fetched("photo")


def test_rule_3_a_photo_that_itself_asked_for_something_is_meant_and_not_its_result() -> None:
    asked = note("5", NoteKind.REQUEST, "old", images=(image("noted"),))

    assert meant(said(reply=TO_PERSON), Record(HERE, asked)) == fetched("photo")


def test_rule_3_what_the_platform_withholds_comes_from_our_note() -> None:
    seen = note("5", NoteKind.SEEN, images=(image("noted"),))

    assert meant(said(reply=ReplyTarget("5")), Record(HERE, seen)) == fetched("noted")


@pytest.mark.parametrize(
    ("text", "keys"),
    [("make it night", ("i6",)), ("#1 at night", ("i5",)), ("all of them at night", ("i5", "i6", "i7"))],
)
def test_rule_3_an_album_gives_the_member_or_the_named_or_all(text: str, keys: tuple[str, ...]) -> None:
    album = tuple(note(str(number), NoteKind.SEEN, images=(image(f"i{number}"),)) for number in (5, 6, 7))
    message = said(text, Addressed.COMMAND, reply=ReplyTarget("6", images=(image("i6"),), album="x"))

    assert meant(message, Record(HERE, album[1], reply_album=album)) == fetched(*keys)


def test_rule_3_an_album_without_a_known_member_is_taken_whole() -> None:
    album = tuple(note(str(number), NoteKind.SEEN, images=(image(f"i{number}"),)) for number in (5, 6))
    message = said(addressed=Addressed.COMMAND, reply=ReplyTarget("4", album="x"))

    assert meant(message, Record(HERE, reply_album=album)) == fetched("i5", "i6")


def test_rule_3_what_is_no_picture_is_left_out_or_named() -> None:
    mixed = said(reply=replace(TO_PERSON, images=(image("clip", "video"), image("photo"))))
    only = said(reply=replace(TO_PERSON, images=(image("clip", "video"),)))

    assert meant(mixed, Record(HERE)) == fetched("photo")
    with pytest.raises(NotAnImage) as caught:
        meant(only, Record(HERE))
    assert caught.value.found == "video"


def test_rule_4_words_lead_up_to_a_picture() -> None:
    make_it_blue = note("5", NoteKind.REQUEST, reply_to="4")
    record = Record(
        HERE,
        make_it_blue,
        (note("4", NoteKind.REQUEST), note("3", NoteKind.CARD, "p"), note("1", NoteKind.CARD, "q")),
    )

    assert meant(said("and bigger", Addressed.MENTION, reply=ReplyTarget("5")), record) == (picture("p"),)


def test_rule_4_a_card_without_a_picture_leads_up_and_its_preview_is_not_taken() -> None:
    drawing = note("5", NoteKind.CARD)
    message = said(reply=replace(TO_BOT, images=(image("preview"),)))

    assert meant(message, Record(HERE, drawing, (note("3", NoteKind.CARD, "p"),))) == (picture("p"),)
    with pytest.raises(NothingToEdit):
        sources(message, Instruction(InstructionKind.EDIT, "x"), Record(HERE, drawing))


def test_rule_4_a_request_with_images_ends_the_way_up() -> None:
    record = Record(HERE, None, (note("4", NoteKind.REQUEST, images=(image("a"),)),))

    assert meant(said(reply=ReplyTarget("5")), record) == fetched("a")


def test_rule_5_the_picture_that_a_thread_grew_from() -> None:
    message = said(addressed=Addressed.MENTION, thread_start=ReplyTarget("1", images=(image("start"),)))
    noted = Record(HERE, thread=note("1", NoteKind.CARD, "p", place_id=ELSEWHERE))

    assert meant(message, Record(HERE)) == fetched("start")
    assert meant(message, noted) == (picture("p"),)
    assert meant(replace(message, images=(image("own"),)), noted) == fetched("own")


def test_rule_5_a_new_picture_can_be_asked_for_in_a_thread() -> None:
    message = said("a fox", Addressed.COMMAND, command="imagine")
    record = Record(HERE, thread=note("1", NoteKind.CARD, "p"))

    assert not points_at_picture(message, record)
    assert meant(message, record) == ()
    with pytest.raises(NothingToEdit):
        sources(message, Instruction(InstructionKind.EDIT, "x"), record)


def test_rule_5_a_card_of_several_asks_in_its_thread_too() -> None:
    record = Record(HERE, thread=note("1", NoteKind.CARD, "a", "b"))

    assert candidates(said(addressed=Addressed.MENTION), record) == ("a", "b")


def test_rule_6_the_latest_picture_of_a_private_chat_when_the_words_edit() -> None:
    record = Record(HERE, latest=PictureId("p"))

    assert meant(said("make it night", Addressed.PRIVATE, place=PRIVATE), record) == (picture("p"),)
    assert meant(said("a fox", Addressed.PRIVATE, place=PRIVATE), record) == ()


def test_rule_6_never_in_a_group() -> None:
    with pytest.raises(NothingToEdit):
        meant(said(addressed=Addressed.COMMAND, command="edit"), Record(HERE, latest=PictureId("p")))


def test_rule_7_an_edit_without_a_picture() -> None:
    with pytest.raises(NothingToEdit):
        meant(said(addressed=Addressed.PRIVATE, place=PRIVATE), Record(HERE))


CARD = Record(HERE, note("5", NoteKind.CARD, "p"))


@pytest.mark.parametrize(
    ("message", "record", "acts"),
    [
        (said("", Addressed.BUTTON, press=ActionPress(Verb.AGAIN, "j" * 32)), Record(HERE), True),
        (said("wow", Addressed.COMMAND, command="imagine"), Record(HERE), True),
        (said("a fox", Addressed.MENTION), Record(HERE), True),
        (said("", Addressed.MENTION), Record(HERE), True),
        (said("wow, love it", Addressed.MENTION), Record(HERE), True),
        (said("wow, love it", Addressed.MENTION, reply=TO_BOT), CARD, False),
        (said("wow", Addressed.MENTION, reply=TO_BOT, images=(image("a"),)), CARD, True),
        (said("make it night", Addressed.MENTION, reply=TO_PERSON), Record(HERE), True),
        (said("a fox", Addressed.PRIVATE, place=PRIVATE), Record(HERE), True),
        (said("thanks!", Addressed.PRIVATE, place=PRIVATE), Record(HERE), True),
        (said("thanks!", Addressed.PRIVATE, place=PRIVATE), Record(HERE, latest=PictureId("p")), False),
        (said("a fox", Addressed.PRIVATE, place=PRIVATE), Record(HERE, latest=PictureId("p")), True),
        (said("", Addressed.PRIVATE, place=PRIVATE, images=(image("a"),)), Record(HERE), True),
        (said("", Addressed.PRIVATE, place=PRIVATE, images=(image("a"),), album="x"), Record(HERE), False),
        (said("make it night", reply=TO_BOT), CARD, True),
        (said("make it night", reply=TO_BOT), Record(HERE, note("5", NoteKind.PICTURE, "p")), True),
        (said("wow, love it", reply=TO_BOT), CARD, False),
        (said("", reply=TO_BOT), CARD, False),
        (said("make it night", reply=TO_BOT, spoken_to_other=True), CARD, False),
        (said("wow", reply=TO_BOT), Record(HERE, note("5", NoteKind.PROMPT, "p")), True),
        (said(" ", reply=TO_BOT), Record(HERE, note("5", NoteKind.PROMPT, "p")), False),
        (
            said("hm", reply=TO_BOT, spoken_to_other=True),
            Record(HERE, note("5", NoteKind.PROMPT, "p")),
            False,
        ),
        (said("make it night", reply=TO_BOT), Record(HERE), False),
        (said("make it night", reply=replace(TO_BOT, images=(image("old"),))), Record(HERE), True),
        (
            said("make it night", reply=TO_BOT),
            Record(HERE, note("5", NoteKind.CARD, "p", place_id=ELSEWHERE)),
            False,
        ),
        (said("make it night", Addressed.NOBODY, reply=TO_PERSON), Record(HERE), False),
        (said("make it night", Addressed.NOBODY), CARD, False),
    ],
)
def test_when_the_bot_acts(message: IncomingMessage, record: Record, *, acts: bool) -> None:
    assert concerns(message, record) is acts
    if acts:
        assert may_concern(message)


def test_ordinary_talk_is_dropped_and_only_albums_are_noted() -> None:
    assert not may_concern(said(addressed=Addressed.NOBODY, images=(image("a"),)))
    assert may_concern(said(addressed=Addressed.NOBODY, press=ActionPress(Verb.AGAIN, "j" * 32)))
    assert worth_noting(said(addressed=Addressed.NOBODY, images=(image("a"),), album="x"))
    assert not worth_noting(said(addressed=Addressed.NOBODY, album="x"))
    assert not worth_noting(said(addressed=Addressed.NOBODY, images=(image("a"),)))


def _notes(place_id: PlaceId, prefix: str) -> st.SearchStrategy[MessageNote]:
    names = st.lists(st.integers(0, 5).map(lambda number: f"{prefix}{number}"), max_size=3, unique=True)
    return st.builds(
        lambda message, kind, pictures, images: note(
            str(message), kind, *pictures, images=tuple(map(image, images)), place_id=place_id
        ),
        st.integers(1, 8),
        st.sampled_from(NoteKind),
        names,
        names,
    )


_ANY_NOTE = st.one_of(_notes(HERE, "here"), _notes(ELSEWHERE, "elsewhere"))
_RECORDS = st.builds(
    Record,
    st.just(HERE),
    st.none() | _ANY_NOTE,
    st.lists(_ANY_NOTE, max_size=3).map(tuple),
    st.lists(_ANY_NOTE, max_size=3).map(tuple),
    st.lists(_ANY_NOTE, max_size=3).map(tuple),
    st.none() | _notes(HERE, "here"),
    st.none() | st.just(PictureId("latest")),
)
_INSTRUCTIONS = st.builds(
    Instruction,
    st.sampled_from(InstructionKind),
    st.sampled_from(["make it night", "#2 darker"]),
    picks=st.lists(st.integers(1, 4), max_size=2, unique=True).map(tuple),
    picks_all=st.booleans(),
)
_REPLIES = st.none() | st.sampled_from([TO_BOT, TO_PERSON, ReplyTarget(None), ReplyTarget("5")])


@given(
    _RECORDS,
    _INSTRUCTIONS,
    _REPLIES,
    st.sampled_from([GROUP, PRIVATE]),
    st.sampled_from(["", "edit", "imagine"]),
)
def test_nobodys_picture_from_another_place_is_ever_used(
    record: Record, instruction: Instruction, reply: ReplyTarget | None, place: PlaceAlias, command: str
) -> None:
    message = said(place=place, reply=reply, command=command, images=(image("own"),) if command else ())
    try:
        found = sources(message, instruction, record)
    except ChatbrushError:
        return

    names = [source.picture_id if isinstance(source, Known) else source.handle.key for source in found]
    assert not [name for name in names if name.startswith("elsewhere")]
    assert len(found) == len(set(found))
    assert place is PRIVATE or "latest" not in names
    assert bool(found) is (instruction.kind is not InstructionKind.GENERATE)
    assert not [name for name in candidates(message, record) if name.startswith("elsewhere")]
