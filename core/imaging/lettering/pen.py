"""Measuring and drawing runs at a size."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from PIL import Image, ImageDraw, ImageFont

from core.imaging.lettering.bidi import visual
from core.imaging.lettering.fonts import Face, has_shaping
from core.imaging.lettering.runs import Cluster, Run, runs_of

EMOJI_EM: Final = 109
"""The only size that the bitmaps of Noto Color Emoji come in, in pixels per em."""

_EMOJI_HIGH: Final = 1.12
"""Height of an emoji in ems of the letters beside it; its bitmap is 128 pixels high."""
_EMOJI_SCALE: Final = _EMOJI_HIGH / 128
_EMOJI_DROP: Final = 0.2
"""How far an emoji reaches below the line, in ems."""

_NORMAL, _BOLD_ENOUGH, _BLACK = 500, 600, 800


@dataclass(frozen=True, slots=True)
class Box:
    """Ink around the origin on the base line: pixels, `top` and `left` negative above and before it."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(slots=True)
class Pen:
    """One weight and width of letters; keeps the fonts that it opened. For one thread at a time."""

    weight: int = _NORMAL
    width: int = 100
    _fonts: dict[tuple[Face, float], ImageFont.FreeTypeFont] = field(default_factory=dict)

    @property
    def is_bold(self) -> bool:
        """Whether bold faces are wanted."""
        return self.weight >= _BOLD_ENOUGH

    def swelling(self, face: Face, size: float) -> float:
        """How much a regular face is drawn thicker where it has no bold of its own, in pixels each side."""
        if face.emoji or face.bold or face.weights or not self.is_bold:
            return 0.0
        return size * (0.018 if self.weight < _BLACK else 0.026)

    def advance(self, clusters: Sequence[Cluster], size: float) -> float:
        """The width of a line in pixels."""
        return sum(self._run_advance(run, size) for run in runs_of(clusters))

    def ink(self, clusters: Sequence[Cluster], size: float) -> Box:
        """Where a line's ink is, drawn from x = 0 on the base line y = 0."""
        x, boxes = 0.0, []
        for run in self._in_order(clusters):
            boxes.append(self._run_ink(run, size, x))
            x += self._run_advance(run, size)
        return Box(
            min((box.left for box in boxes), default=0.0),
            min((box.top for box in boxes), default=0.0),
            max((box.right for box in boxes), default=0.0),
            max((box.bottom for box in boxes), default=0.0),
        )

    def draw(
        self,
        mask: Image.Image,
        clusters: Sequence[Cluster],
        size: float,
        at: tuple[float, float],
        grow: float,
    ) -> None:
        """A line's letters into a mask (mode L), each grown by `grow` pixels on all sides; emoji leave none."""
        pencil = ImageDraw.Draw(mask)
        x = at[0]
        for run in self._in_order(clusters):
            if not run.face.emoji:
                pencil.text(
                    (x, at[1]),
                    run.text,
                    fill=255,
                    font=self._font(run.face, size),
                    anchor="ls",
                    direction=_direction(run),
                    stroke_width=grow + self.swelling(run.face, size),
                )
            x += self._run_advance(run, size)

    def draw_emoji(
        self, layer: Image.Image, clusters: Sequence[Cluster], size: float, at: tuple[float, float]
    ) -> None:
        """A line's emoji onto a layer (mode RGBA), in their own colours."""
        x = at[0]
        for run in self._in_order(clusters):
            if run.face.emoji:
                picture = self._emoji(run, size)
                drop = _EMOJI_DROP * size
                layer.alpha_composite(
                    picture, (max(0, round(x)), max(0, round(at[1] + drop - picture.height)))
                )
            x += self._run_advance(run, size)

    def _in_order(self, clusters: Sequence[Cluster]) -> list[Run]:
        runs = list(runs_of(clusters))
        return visual(runs, [run.level for run in runs])

    def _run_advance(self, run: Run, size: float) -> float:
        if run.face.emoji:
            return self._font(run.face, EMOJI_EM).getlength(run.text) * _EMOJI_SCALE * size
        swelling = 2 * self.swelling(run.face, size)
        return self._font(run.face, size).getlength(run.text, direction=_direction(run)) + swelling

    def _run_ink(self, run: Run, size: float, x: float) -> Box:
        if run.face.emoji:
            right = x + self._run_advance(run, size)
            return Box(x, (_EMOJI_DROP - _EMOJI_HIGH) * size, right, _EMOJI_DROP * size)
        font = self._font(run.face, size)
        left, top, right, bottom = font.getbbox(
            run.text, anchor="ls", direction=_direction(run), stroke_width=self.swelling(run.face, size)
        )
        return Box(x + left, top, x + right, bottom)

    def _emoji(self, run: Run, size: float) -> Image.Image:
        font = self._font(run.face, EMOJI_EM)
        across = max(1, round(font.getlength(run.text)))
        picture = Image.new("RGBA", (across, 128), (0, 0, 0, 0))
        left, _, _, bottom = font.getbbox(run.text, anchor="ls")
        ImageDraw.Draw(picture).text(
            (-left, 128 - bottom), run.text, font=font, anchor="ls", embedded_color=True
        )
        scale = _EMOJI_SCALE * size
        shape = max(1, round(across * scale)), max(1, round(128 * scale))
        return picture.resize(shape, Image.Resampling.LANCZOS)

    def _font(self, face: Face, size: float) -> ImageFont.FreeTypeFont:
        if (face, size) not in self._fonts:
            engine = ImageFont.Layout.RAQM if has_shaping() else ImageFont.Layout.BASIC
            font = ImageFont.truetype(str(face.path), size, face.index, layout_engine=engine)
            if face.weights:
                _vary(font, self.weight, self.width)
            self._fonts[face, size] = font
        return self._fonts[face, size]


def _direction(run: Run) -> Literal["ltr", "rtl"] | None:
    if not has_shaping():
        return None
    return "rtl" if run.level % 2 else "ltr"


def _vary(font: ImageFont.FreeTypeFont, weight: int, width: int) -> None:
    wanted = {b"Weight": weight, b"Width": width}
    values: list[float] = []
    for axis in font.get_variation_axes():
        value = wanted.get(axis["name"] or b"", axis["default"])
        values.append(max(axis["minimum"] or 0, min(axis["maximum"] or 0, value or 0)))
    font.set_variation_by_axes(values)
