"""Questions that a button answers, on every database."""

from datetime import timedelta

from core.identity import PictureId, new_id
from core.notes import Question
from storage.database import Database
from tests.contract.samples import NOW, message


def question() -> Question:
    return Question(new_id(), message(), (PictureId(new_id()), PictureId(new_id())))


async def test_a_question_comes_back_as_it_was(database: Database) -> None:
    asked = question()

    await database.questions.put(asked, NOW)
    await database.questions.put(asked, NOW)

    assert await database.questions.find(asked.id) == asked


async def test_an_unknown_question_is_none(database: Database) -> None:
    assert await database.questions.find(new_id()) is None


async def test_an_old_question_is_forgotten(database: Database) -> None:
    old, new = question(), question()
    await database.questions.put(old, NOW)

    await database.questions.put(new, NOW + timedelta(days=8))

    assert await database.questions.find(old.id) is None
    assert await database.questions.find(new.id) == new
