"""The family tree of a picture, and the sheet that shows it."""

import io
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from core.errors import NoSuchVersion, NotAnImage, NothingAfter, NothingBefore, VersionGone
from core.identity import PictureId
from core.imaging.family import Member, family
from core.imaging.kinship import Kin, Seat, Way, columns_for, seats
from core.pictures import Picture
from core.versions import Tree, of_one_tree
from tests.contract.samples import picture

GROUND = (24, 26, 31)
MARK = (255, 184, 77)


def tree(*parents: int | None, erased: tuple[int, ...] = ()) -> Tree:
    """Versions from 1, each with the version that it was made from."""
    made: list[Picture] = []
    for version, parent in enumerate(parents, start=1):
        one = picture(
            tree=made[0].id if made else None, blob=None if version in erased else f"{version:064d}"
        )
        above = () if parent is None else (made[parent - 1].id,)
        made.append(replace(one, version=version, parents=above))
    return Tree(tuple(made))


def test_back_and_forth() -> None:
    family_tree = tree(None, 1, 2, 2)
    one, two, three, four = family_tree.pictures

    assert family_tree.before(four) == two
    assert family_tree.before(four, 2) == family_tree.before(four, 9) == one
    assert family_tree.after(one) == two
    assert family_tree.after(one, 2) == family_tree.after(one, 9) == four
    assert Tree((one, two, four, three)).after(two) == three
    assert family_tree.version(3) == three
    assert of_one_tree(family_tree.pictures)
    assert not of_one_tree((one, picture()))


def test_the_ends() -> None:
    family_tree = tree(None, 1)
    one, two = family_tree.pictures

    with pytest.raises(NothingBefore):
        family_tree.before(one)
    with pytest.raises(NothingAfter):
        family_tree.after(two)
    with pytest.raises(NoSuchVersion) as caught:
        family_tree.version(3)
    assert (caught.value.number, caught.value.newest) == (3, 2)
    assert Tree(()).newest == 0
    stranger = replace(picture(), parents=(PictureId("f" * 32),))
    with pytest.raises(NothingBefore):
        family_tree.before(stranger)


def test_tombstones_are_no_step() -> None:
    family_tree = tree(None, 1, 2, 3, erased=(2, 3))
    assert family_tree.before(family_tree.pictures[3]) == family_tree.pictures[0]
    with pytest.raises(NothingAfter):
        family_tree.after(family_tree.pictures[0])
    with pytest.raises(VersionGone):
        family_tree.version(2)
    gone = tree(None, 1, 2, erased=(1, 2))
    with pytest.raises(VersionGone) as caught:
        gone.before(gone.pictures[2])
    assert caught.value.number == 2


def test_a_large_tree_shows_the_first_the_marked_and_the_newest() -> None:
    family_tree = tree(None, *range(1, 40))
    marked = family_tree.pictures[4]

    shown = family_tree.on_sheet(marked)

    assert [one.version for one in shown] == [1, 5, *range(13, 41)]
    ids = {one.id for one in shown}
    assert family_tree.nearest(shown[1], ids) == (shown[0], True)
    assert family_tree.nearest(shown[3], ids) == (shown[2], False)
    assert family_tree.nearest(shown[0], ids) == (None, False)
    assert family_tree.on_sheet(marked, most=2) == [family_tree.pictures[0], marked]


def placed(*parents: int | None, current: int | None = None) -> dict[int, tuple[int, int]]:
    members = [Kin(number, parent, number == current) for number, parent in enumerate(parents, start=1)]
    return {number: (seat.row, seat.column) for number, seat in seats(members).items()}


def test_a_line_runs_to_the_right_and_goes_on_below() -> None:
    assert placed(None, 1, 2) == {1: (0, 0), 2: (0, 1), 3: (0, 2)}
    long = placed(None, *range(1, 8))
    assert (long[5], long[6], long[8]) == ((0, 4), (1, 0), (1, 2))


def test_a_branch_begins_a_row() -> None:
    seated = placed(None, 1, 2, 2, 3, 4, 6)
    # The longest line goes on; the other begins below, one column further right than its parent.
    assert (seated[4], seated[6], seated[7]) == ((0, 2), (0, 3), (0, 4))
    assert (seated[3], seated[5]) == ((1, 2), (1, 3))
    assert placed(None, 1, 2, 2, 3, 4, 6, current=5)[5] == (0, 3)


def test_what_is_free_below_is_used() -> None:
    # The line of six ends below at the left; the branch finds room in the same row.
    seated = placed(None, 1, 2, 3, 4, 5, 3, 7)
    assert (seated[6], seated[7], seated[8]) == ((1, 0), (1, 3), (1, 4))
    assert placed(None, 1, 2, 3, 3, 5, 6, 2)[8] == (1, 2)


def test_a_brood_stands_side_by_side() -> None:
    assert placed(None, 1, 1, 1) == {1: (0, 0), 2: (0, 1), 3: (0, 2), 4: (0, 3)}
    ways = seats([Kin(1, None), Kin(2, 1), Kin(3, 1)])
    assert ways[3] == Seat(0, 2, Way.BROOD)
    many = placed(None, *[1] * 9)
    assert (many[5], many[6], many[10]) == ((0, 4), (1, 1), (2, 1))
    # Beside a line that goes on, it stands below.
    assert placed(None, 1, 1, 1, 2)[3] == (1, 1)
    # At the right edge, there is no room beside.
    assert placed(None, 1, 2, 3, 4, 5, 5)[6] == (1, 3)


def test_strangers_begin_rows_of_their_own() -> None:
    assert placed(None, None, 2) == {1: (0, 0), 2: (1, 0), 3: (1, 1)}


@given(st.lists(st.integers(0, 100), max_size=29), st.integers(1, 30))
@settings(max_examples=100, deadline=None)
def test_no_two_share_a_seat(choices: list[int], current: int) -> None:
    parents = [1 + choice % number for number, choice in enumerate(choices, start=1)]
    seated = placed(None, *parents, current=current)
    assert len(set(seated.values())) == len(parents) + 1
    assert max(column for _, column in seated.values()) < columns_for(len(parents) + 1)
    for number, parent in enumerate(parents, start=2):
        assert seated[number][0] >= seated[parent][0]


def photo(colour: str, size: tuple[int, int] = (48, 32)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "PNG")
    return out.getvalue()


def colours(sheet: Image.Image) -> dict[tuple[int, int, int], int]:
    found = sheet.getcolors(sheet.width * sheet.height)
    assert found is not None
    counted: dict[tuple[int, int, int], int] = {}
    for count, colour in found:
        assert isinstance(colour, tuple)
        near = (colour[0] // 16 * 16, colour[1] // 16 * 16, colour[2] // 16 * 16)
        counted[near] = counted.get(near, 0) + count
    return counted


def drawn(*members: Member) -> Image.Image:
    sheet = Image.open(io.BytesIO(family(members)))
    assert sheet.format == "JPEG"
    return sheet.convert("RGB")


def area(sheet: Image.Image, colour: tuple[int, int, int]) -> int:
    return colours(sheet).get(tuple(value // 16 * 16 for value in colour), 0)  # type: ignore[arg-type]  # three


def test_every_version_is_seen_and_the_current_one_is_marked() -> None:
    red, green = photo("#f81818"), photo("#18f818")
    plain = drawn(Member(1, data=red), Member(2, 1, green))
    marked = drawn(Member(1, data=red), Member(2, 1, green, is_current=True))

    for colour in ((248, 24, 24), (24, 248, 24)):
        assert area(plain, colour) > 40_000
    assert plain.size == marked.size
    assert area(marked, MARK) > area(plain, MARK) + 2_000


def test_erased_and_kept_versions_are_grey_and_differ() -> None:
    red = photo("#f81818")
    sheets = [
        drawn(Member(1, data=red), Member(2, 1), Member(3, 2, red)),
        drawn(Member(1, data=red), Member(2, 1, is_kept=True), Member(3, 2, red)),
    ]
    for sheet in sheets:
        assert area(sheet, (46, 49, 57)) > 40_000
    assert sheets[0].tobytes() != sheets[1].tobytes()


def test_nothing_but_tombstones_can_be_drawn_too() -> None:
    assert drawn(Member(1), Member(2, 1)).width > 300


def test_pictures_of_one_card_stand_on_a_panel() -> None:
    red = photo("#f81818")
    apart = drawn(Member(1, data=red), *(Member(number, 1, red, card=str(number)) for number in (2, 3)))
    together = drawn(Member(1, data=red), *(Member(number, 1, red, card="a") for number in (2, 3)))
    assert area(together, (38, 41, 49)) > area(apart, (38, 41, 49)) + 2_000


def test_further_sources_and_gaps_are_told() -> None:
    red = photo("#f81818", (32, 48))
    members = [Member(1, data=red), Member(2, 1, red)]
    assert drawn(*members).tobytes() != drawn(members[0], replace(members[1], others=2)).tobytes()
    near, far = drawn(*members), drawn(members[0], replace(members[1], is_far=True))
    line = (108, 150, 214)
    assert 0 < area(far, line) < area(near, line)


def test_thirty_fit_on_one_sheet_that_a_chat_shows() -> None:
    data = photo("#f81818")
    branches = [0, 1, 2, 2, 3, 4, 6, *range(7, 30)]
    for parents in (range(30), [0] + [1] * 29, [max(0, number - 3) for number in range(30)], branches):
        members = [
            Member(number, parent or None, data, is_current=number == 17)
            for number, parent in enumerate(parents, start=1)
        ]
        sheet = drawn(*members)
        assert max(sheet.size) <= 2 * min(sheet.size) + 400
        assert sum(sheet.size) < 10_000


def test_what_cannot_be_drawn() -> None:
    with pytest.raises(ValueError, match=r"\(\)"):
        family(())
    with pytest.raises(NotAnImage):
        family([Member(1, data=b"nothing")])
