"""Buttons with long labels stand three in a row."""

from telegram import InlineKeyboardMarkup

from bots.telegram_bot.composing import notice_markup
from bots.telegram_bot.traits import BUTTONS_PER_ROW
from core.identity import PersonAlias, PlaceAlias, Platform
from core.requests import Action, Notice, Verb


def rows(per_row: int | None) -> list[int]:
    actions = tuple(Action(Verb.STYLE, "a" * 32, f"{number} Watercolour", number) for number in range(1, 8))
    notice = Notice(
        key="k",
        place=PlaceAlias(Platform.TELEGRAM, "-100"),
        person=PersonAlias(Platform.TELEGRAM, "7", "Ada"),
        text="styles",
        actions=actions,
        actions_per_row=per_row,
    )
    markup = notice_markup(notice)
    assert isinstance(markup, InlineKeyboardMarkup)
    return [len(row) for row in markup.inline_keyboard]


def test_a_notice_says_how_many_stand_side_by_side() -> None:
    assert rows(3) == [3, 3, 1]
    assert rows(None)[0] == BUTTONS_PER_ROW
