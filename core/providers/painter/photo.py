"""What can honestly be done to a picture that has no scene: looks, styles and lettering."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

from PIL import Image, ImageOps

from core.drawing import SourceImage
from core.errors import BadAnswer
from core.providers.painter.lettering import letter
from core.providers.painter.lines import edit_letterings
from core.providers.painter.looks import apply_look
from core.providers.painter.scene import Scene, seed_of
from core.providers.painter.styles import STYLES
from core.providers.painter.words import Sort, Token, clauses, languages, tokens

TIME_LOOKS = {
    "night": ("night",),
    "sunset": ("warm", "vignette"),
    "dawn": ("warm", "bright"),
    "day": ("bright",),
}
TOGETHER = re.compile(
    r"\b(?:collage|together|combined?|merged?|side by side|join(?:ed)?|grid)\b|拼|合并|合在一起|放在一起|并排",
    re.IGNORECASE,
)
"""Words that ask for several pictures on one sheet."""
MAX_SIDE = 2048


@dataclass(frozen=True, slots=True)
class Retouch:
    """What the words ask of a photo. `steps` are looks and styles in order; `beyond` is what needs a model."""

    steps: tuple[str, ...]
    lettering: Scene
    together: bool
    beyond: tuple[str, ...]

    @property
    def possible(self) -> bool:
        """Whether there is anything to do."""
        return bool(self.steps or self.lettering.letterings or self.together)


def plan(prompt: str, sources: int) -> Retouch:
    """Sort the words into what can be done and what cannot."""
    steps: list[str] = []
    beyond: list[str] = []
    together = sources > 1 and bool(TOGETHER.search(prompt))
    scene = Scene(seed=seed_of("photo", prompt), language=languages(prompt))
    for clause in clauses(tokens(prompt)):
        lettered = edit_letterings(scene, clause, "add")
        done = _steps(clause)
        if lettered is not None:
            scene = lettered
        steps.extend(step for step in done if step not in steps)
        asks_more = any(
            token.sort in (Sort.THING, Sort.WEATHER, Sort.SEASON, Sort.GROUND) for token in clause
        )
        if (asks_more or not (done or together)) and lettered is None:
            beyond.append(" ".join(token.text for token in clause))
    return Retouch(tuple(steps), scene, together, tuple(beyond))


def _steps(clause: list[Token]) -> list[str]:
    steps: list[str] = []
    for token in clause:
        if token.sort is Sort.TIME:
            steps.extend(TIME_LOOKS[token.value])
        elif token.sort is Sort.LOOK or (token.sort is Sort.STYLE and token.value in STYLES):
            steps.append(token.value)
    return steps


def retouch(
    sources: tuple[SourceImage, ...], size: tuple[int, int] | None, wanted: Retouch
) -> Iterator[Image.Image]:
    """The picture after each step, the last one finished; several sources become a collage."""
    pictures = [_opened(source) for source in sources]
    image = pictures[0] if len(pictures) == 1 else collage(pictures)
    image = _sized(image, size)
    alpha = image.getchannel("A") if image.mode == "RGBA" else None
    image = image.convert("RGB")
    seed = wanted.lettering.seed
    for step in wanted.steps:
        image = STYLES[step](image, seed) if step in STYLES else apply_look(image, step, seed)
        yield image
    image = letter(image, wanted.lettering)
    if alpha is not None and "mirror" not in wanted.steps:
        image.putalpha(alpha)
    yield image


def grounded(canvas: SourceImage, size: tuple[int, int] | None) -> Iterator[Image.Image]:
    """A larger canvas as it came, with the reflection that lies around its picture: nothing can be made up here."""
    yield _sized(_opened(canvas), size)


def _opened(source: SourceImage) -> Image.Image:
    try:
        with Image.open(io.BytesIO(source.data)) as image:
            upright = ImageOps.exif_transpose(image)
            alpha = upright.has_transparency_data
            return upright.convert("RGBA" if alpha else "RGB")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise BadAnswer("painter") from error


def _sized(image: Image.Image, size: tuple[int, int] | None) -> Image.Image:
    if size is not None and size != image.size:
        return ImageOps.fit(image, size, Image.Resampling.LANCZOS)
    if max(image.size) > MAX_SIDE:
        image.thumbnail((MAX_SIDE, MAX_SIDE), Image.Resampling.LANCZOS)
    return image


def collage(pictures: list[Image.Image]) -> Image.Image:
    """All pictures on one sheet: rows of equal height, a light edge between them."""
    columns = 1 if len(pictures) == 1 else 2 if len(pictures) <= 4 else 3 if len(pictures) <= 9 else 4
    rows = [pictures[start : start + columns] for start in range(0, len(pictures), columns)]
    wide, gap = 1200, 16
    strips: list[list[Image.Image]] = []
    for row in rows:
        ratio = sum(picture.width / picture.height for picture in row)
        tall = max(40, min(900, round((wide - gap * (len(row) + 1)) / ratio)))
        total = wide - gap * (len(row) + 1)
        widths = [max(1, round(total * (picture.width / picture.height) / ratio)) for picture in row]
        strips.append(
            [ImageOps.fit(picture.convert("RGB"), (w, tall)) for picture, w in zip(row, widths, strict=True)]
        )
    height = sum(strip[0].height + gap for strip in strips) + gap
    sheet = Image.new("RGB", (wide, height), (248, 245, 238))
    y = gap
    for strip in strips:
        x = gap
        for picture in strip:
            sheet.paste(picture, (x, y))
            x += picture.width + gap
        y += strip[0].height + gap
    return sheet
