"""JSON text of our dataclasses, exact and never refused."""

from collections.abc import Iterator

from hypothesis import given
from hypothesis import strategies as st

from core.identity import PersonAlias, Platform
from core.instructions import Instruction
from storage.records import INSTRUCTION, MESSAGE, OBJECT, PERSON, TEXTS, clean
from tests.contract.samples import message


@given(st.builds(Instruction))
def test_instructions_come_back_as_they_were(instruction: Instruction) -> None:
    assert INSTRUCTION.decode(INSTRUCTION.encode(instruction)) == instruction


@given(st.lists(st.text()).map(tuple))
def test_texts_come_back_as_they_were(texts: tuple[str, ...]) -> None:
    assert TEXTS.decode(TEXTS.encode(texts)) == texts


def test_a_whole_message_comes_back_as_it_was() -> None:
    whole = message()

    again = MESSAGE.decode(MESSAGE.encode(whole))

    assert again == whole
    assert again.sent_at.utcoffset() == whole.sent_at.utcoffset()


def test_lone_surrogates_are_replaced_wherever_they_stand() -> None:
    record = {"a\ud800": ["x\udfff", {"n": 1}], "b": None}

    assert OBJECT.decode(OBJECT.encode(record)) == {"a\ufffd": ["x\ufffd", {"n": 1}], "b": None}
    person = PersonAlias(Platform.TELEGRAM, "1", "\ud83dAda")
    assert PERSON.decode(PERSON.encode(person)).name == "\ufffdAda"


def _hostile() -> Iterator[tuple[str, str]]:
    yield "plain 画家", "plain 画家"
    yield "a\0b", "a\ufffdb"
    yield "\ud83d\ude00", "\U0001f600"
    yield "\0\ud83d", "\ufffd\ufffd"


def test_text_is_cleaned_of_what_a_database_refuses() -> None:
    assert [(text, clean(text)) for text, _ in _hostile()] == list(_hostile())


@given(st.text())
def test_clean_text_stays_as_it_is(text: str) -> None:
    assert clean(text) == text.replace("\0", "\ufffd")
