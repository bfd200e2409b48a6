"""Nouns with the words around them."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from core.providers.painter.kinds import KINDS
from core.providers.painter.placing import Wish
from core.providers.painter.words import Sort, Token

VILLAGES = frozenset({"village", "hamlet", "村庄", "村子", "小村", "村落"})
HOUSES_OF_A_VILLAGE = 4
SAME_IN_PLURAL = frozenset({"people", "men", "women", "children", "fish", "sheep", "deer", "cacti", "bamboo"})
"""Without an article these are several."""
MANY_OF = {"flower": 9, "sunflower": 5, "tree": 4, "pine": 5, "bird": 4, "bush": 4, "bamboo": 4, "lantern": 7}
"""How many a plural without a number means; 3 for the others."""


@dataclass(slots=True)
class Group:
    """A noun with the words around it."""

    kind: str
    text: str = ""
    count: int | None = None
    colour: str = ""
    size: float = 1.0
    positions: list[str] = field(default_factory=list)
    negated: bool = False

    @property
    def changes(self) -> bool:
        """Whether the words say how it should be."""
        return bool(self.colour or self.positions) or self.size != 1.0

    def take_all(self, clause: Iterable[Token]) -> None:
        """Every modifier of a clause."""
        for token in clause:
            _take(self, token)

    def wish(self) -> Wish:
        """As the placing wants it."""
        return Wish(self.kind, self.count, self.colour, self.size, tuple(self.positions))


def groups_of(clause: Iterable[Token]) -> list[Group]:
    """The things of a clause. Colours, counts and sizes go to the next noun, or to the last one."""
    found: list[Group] = []
    waiting = Group("")
    for token in clause:
        if token.sort is Sort.THING or (token.sort is Sort.PART and waiting.colour):
            waiting.kind, waiting.text = token.value, token.text
            if waiting.count is None or token.text in VILLAGES:
                waiting.count = _number_by_form(token)
            found.append(waiting)
            waiting = Group("", negated=waiting.negated)
        elif token.sort is Sort.POSITION and found:
            found[-1].positions.append(token.value)
        elif token.sort in (Sort.GROUND, Sort.PART, Sort.UNKNOWN, Sort.TIME, Sort.SEASON):
            waiting.colour, waiting.count = "", None
        else:
            if token.sort is Sort.COLOUR and waiting.colour and found:
                found[-1].colour = found[-1].colour or waiting.colour
            _take(waiting, token)
    if found:
        last = found[-1]
        last.colour = last.colour or waiting.colour
        last.size = last.size if waiting.size == 1.0 else waiting.size
        last.positions.extend(waiting.positions)
    return found


def _take(group: Group, token: Token) -> None:
    if token.sort is Sort.COUNT:
        group.count = int(token.value)
    elif token.sort is Sort.COLOUR:
        group.colour = token.value
    elif token.sort is Sort.SIZE:
        group.size = float(token.value)
    elif token.sort is Sort.POSITION:
        group.positions.append(token.value)
    elif token.sort is Sort.VERB and token.value == "without":
        group.negated = True


def _number_by_form(token: Token) -> int | None:
    """Several for an English plural, None where the form says nothing."""
    kind = KINDS.get(token.value)
    if token.text in VILLAGES:
        return HOUSES_OF_A_VILLAGE
    if kind is None or kind.single or not token.text.isascii():
        return None
    word = token.text.split()[-1]
    plural = (word.endswith("s") and word not in ("cactus", "lotus", "grass")) or word in SAME_IN_PLURAL
    return MANY_OF.get(token.value, 3) if plural else None
