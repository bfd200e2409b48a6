"""Each trap that naive bots fall into and that can be met here has a test named for it.

The traps are numbered as in the project's checklist of platform behaviour; a test that covers
number 7 is called `test_trap_07_…`.
"""

import ast
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
TRAPS = range(1, 75)
NOT_OURS = {
    52: "no typing action is ever sent",
    53: "no reaction is ever set",
    69: "there is no Mini App whose initData could be forged",
}
OURS = [number for number in TRAPS if number not in NOT_OURS]


def _names() -> set[str]:
    names: set[str] = set()
    for path in TESTS.rglob("test_*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        names.update(
            node.name for node in tree.body if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        )
    return names


NAMES = _names()


@pytest.mark.parametrize("number", OURS)
def test_a_trap_has_a_test_named_for_it(number: int) -> None:
    assert [name for name in NAMES if name.startswith(f"test_trap_{number:02}_")]


@pytest.mark.parametrize("number", sorted(NOT_OURS))
def test_what_is_not_ours_stays_so(number: int) -> None:
    """Whoever adds the feature meets its trap: the words that it would take are in no product file."""
    words = {52: ("send_chat_action", "trigger_typing"), 53: ("set_message_reaction",), 69: ("init_data",)}
    product = [
        path for folder in ("bots", "core", "storage") for path in (TESTS.parent / folder).rglob("*.py")
    ]
    found = [
        path.name for path in product for word in words[number] if word in path.read_text(encoding="utf-8")
    ]

    assert not found, f"trap {number} now applies ({NOT_OURS[number]} no longer); write its test"


def test_no_test_is_named_for_a_trap_that_is_none() -> None:
    numbers = {int(name.split("_")[2]) for name in NAMES if name.startswith("test_trap_")}

    assert numbers <= set(OURS)
