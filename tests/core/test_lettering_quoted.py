"""The text that a model was asked for, which a button offers to set exactly."""

import pytest

from core.lettering import Lettering, Place, Role, lettering_for, quoted_text


@pytest.mark.parametrize(
    ("prompt", "text", "role"),
    [
        ('a sign that says "hello"', "hello", Role.TEXT),
        ('a poster with the title "SUMMER SALE" and "50% off"', "SUMMER SALE\n50% off", Role.TITLE),
        ("a sign that says hello in the rain", "hello", Role.TEXT),
        ("a t-shirt that reads Just do it, on a table", "Just do it", Role.TEXT),
        ("neon sign saying OPEN", "OPEN", Role.TEXT),
        ("a card, text: Happy birthday", "Happy birthday", Role.TEXT),
        ('a dog with a speech bubble "Woof"', "Woof", Role.SPEECH),
        ("a thought bubble with “hm”", "hm", Role.THOUGHT),
        ('a banner and the caption "x"', "x", Role.CAPTION),
        ("写着“开业大吉”的横幅", "开业大吉", Role.TEXT),
        ("一张海报，标题是新年快乐", "新年快乐", Role.TITLE),
        ("招牌上写着欢迎光临", "欢迎光临", Role.TEXT),
    ],
)
def test_text_that_a_model_is_asked_for_can_be_set_exactly(prompt: str, text: str, role: Role) -> None:
    assert quoted_text(prompt) == text
    assert lettering_for(prompt) == Lettering(text, role=role)


def test_a_request_for_exact_text_is_taken_at_its_word() -> None:
    assert lettering_for('a fox, text "A" at the top in red') == Lettering(
        "A", place=Place.TOP, colour="#e02020"
    )


@pytest.mark.parametrize(
    "prompt",
    [
        'a cat named "Tom"',
        "a woman saying goodbye",
        "a girl reading a book",
        "a fox in the snow",
        "一只猫，“可爱”",
        "a sign that says something",
        'a sign "' + "x" * 300 + '"',
        "",
    ],
)
def test_no_text_is_asked_for(prompt: str) -> None:
    assert quoted_text(prompt) == ""
    assert lettering_for(prompt) is None
