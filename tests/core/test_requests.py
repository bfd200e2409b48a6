"""What crosses the seams: button ids that live for years, and states."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.identity import JobId, PersonAlias, PlaceAlias, Platform, new_id
from core.requests import Action, ActionPress, Card, CardState, PictureFile, Verb


@given(st.sampled_from(Verb), st.none() | st.integers(0, 999), st.text(max_size=20))
def test_a_button_reads_back_what_it_was_made_of(verb: Verb, number: int | None, text: str) -> None:
    action = Action(verb, new_id(), "label", number)

    assert ActionPress.parse(action.code, text) == ActionPress(verb, action.target, number, text)
    assert action.code.isascii()
    assert len(action.code) <= 55


def test_the_verbs_of_buttons_in_old_messages_never_change() -> None:
    assert {verb.value for verb in Verb} >= {"edit", "again", "original", "pick", "all", "choose", "other"}


@pytest.mark.parametrize(
    "code",
    [
        "",
        "v1",
        "v1:edit",
        f"v2:edit:{'a' * 32}",
        f"v1:burn:{'a' * 32}",
        f"v1:edit:{'a' * 31}",
        f"v1:edit:{'a' * 31}/",
        f"v1:edit:{'ä' * 32}",
        f"v1:edit:{'a' * 32}:",
        f"v1:edit:{'a' * 32}:x",
        f"v1:edit:{'a' * 32}:-1",
        f"v1:edit:{'a' * 32}:²",
        f"v1:edit:{'a' * 32}:1000",
        f"v1:edit:{'a' * 32}:1:2",
    ],
)
def test_anything_else_from_a_chat_is_no_button(code: str) -> None:
    assert ActionPress.parse(code) is None


@given(st.text(max_size=70))
def test_no_text_from_a_chat_breaks_the_reader(code: str) -> None:
    press = ActionPress.parse(code)

    assert (
        press is None
        or Action(press.verb, press.target, "", press.number).code.split(":")[:3] == code.split(":")[:3]
    )


@pytest.mark.parametrize(
    ("state", "final"),
    [
        (CardState.WAITING, False),
        (CardState.DRAWING, False),
        (CardState.DONE, True),
        (CardState.FAILED, True),
    ],
)
def test_nothing_follows_a_final_card(state: CardState, *, final: bool) -> None:
    place = PlaceAlias(Platform.PLAYGROUND, "group")
    card = Card(JobId(new_id()), place, PersonAlias(Platform.PLAYGROUND, "1"), state, "text")

    assert card.is_final is final


def test_bytes_never_reach_a_log() -> None:
    assert "secret" not in repr(PictureFile(b"secret", "image/png", "x.png"))
