"""Lettering: fonts that have the glyphs, lines that fit, contrast that reads."""

from functools import lru_cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFilter, ImageFont

from core.providers.painter.palette import Rgb, brightness, rgb
from core.providers.painter.scene import Lettering, Scene

ASSETS = Path(__file__).parent / "fonts"
SYSTEM_FONTS = (
    Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc"),
    Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"),
    Path("/usr/share/fonts/noto-cjk/NotoSansCJK-Bold.ttc"),
    Path("/usr/share/fonts/google-noto-cjk/NotoSansCJK-Bold.ttc"),
    Path("/usr/share/fonts/truetype/wqy/wqy-microhei.ttc"),
    Path("/System/Library/Fonts/PingFang.ttc"),
    Path("/System/Library/Fonts/STHeiti Medium.ttc"),
    Path("C:/Windows/Fonts/msyhbd.ttc"),
    Path("C:/Windows/Fonts/msyh.ttc"),
    Path("/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf"),
)
"""Where the usual systems keep fonts with many letters; asked after the one that comes with us."""

Font = ImageFont.FreeTypeFont


@lru_cache(maxsize=32)
def _font(path: Path | None, pixels: int) -> Font | None:
    if path is None:
        font = ImageFont.load_default(pixels)
        return font if isinstance(font, Font) else None
    if not path.is_file():
        return None
    try:
        return ImageFont.truetype(str(path), pixels)
    except OSError:
        return None


@lru_cache(maxsize=2048)
def _has(path: Path | None, letter: str) -> bool:
    """Whether a font draws this letter as something else than its box for missing ones."""
    font = _font(path, 32)
    if font is None:
        return False
    missing = bytes(font.getmask("\uffff")), font.getlength("\uffff")
    drawn = bytes(font.getmask(letter)), font.getlength(letter)
    return letter.isspace() or drawn != missing


def font_for(text: str) -> tuple[bool, Path | None]:
    """The first font with every letter: (found, path); path None is Pillow's own."""
    own = sorted(ASSETS.glob("*.otf")) + sorted(ASSETS.glob("*.ttf"))
    letters = sorted(set(text))
    for path in (None, *own, *SYSTEM_FONTS):
        if all(_has(path, letter) for letter in letters):
            return True, path
    return False, None


def missing_texts(scene: Scene) -> tuple[str, ...]:
    """The scene's texts that no font at hand can draw."""
    return tuple(line.text for line in scene.letterings if not font_for(line.text)[0])


def letter(image: Image.Image, scene: Scene) -> Image.Image:
    """The picture with its texts; a text without glyphs is left out."""
    for line in scene.letterings:
        found, path = font_for(line.text)
        if found:
            image = _line(image, line, path, pixelated=scene.style == "pixel")
    return image


def _line(image: Image.Image, line: Lettering, path: Path | None, *, pixelated: bool) -> Image.Image:
    wide, tall = image.size
    rows, font = _fitted(line.text, path, wide * 0.84, tall * 0.24, min(wide, tall) * 0.13)
    step = font.size * 1.22
    height = step * len(rows)
    y = {"top": tall * 0.07, "middle": (tall - height) / 2, "bottom": tall * 0.93 - height}.get(
        line.place, tall * 0.07
    )
    region = image.crop(
        (round(wide * 0.08), round(y), round(wide * 0.92), max(round(y) + 1, round(y + height)))
    ).convert("RGB")
    behind = region.resize((1, 1), Image.Resampling.BOX).getpixel((0, 0))
    fill, edge = _colours(line, behind if isinstance(behind, tuple) else (128, 128, 128))
    mask = Image.new("L", image.size, 0)
    outline = Image.new("L", image.size, 0)
    stroke = max(1, round(font.size * 0.05))
    for number, row in enumerate(rows):
        x = (wide - font.getlength(row)) / 2
        ImageDraw.Draw(mask).text((x, y + number * step), row, fill=255, font=font)
        ImageDraw.Draw(outline).text((x, y + number * step), row, fill=255, font=font, stroke_width=stroke)
    if pixelated:
        cell = max(2, round(min(wide, tall) / 128))
        mask, outline = (_blocky(layer, cell) for layer in (mask, outline))
    halo = outline.filter(ImageFilter.GaussianBlur(font.size * 0.09)).point(
        [value * 6 // 10 for value in range(256)]
    )
    result = image.copy()
    result.paste(edge, (0, 0), halo)
    result.paste(edge, (0, 0), outline.point([value * 55 // 100 for value in range(256)]))
    result.paste(fill, (0, 0), mask)
    return result


def _blocky(mask: Image.Image, cell: int) -> Image.Image:
    small = mask.resize((max(1, mask.width // cell), max(1, mask.height // cell)), Image.Resampling.BOX)
    return small.point([255 if value > 110 else 0 for value in range(256)]).resize(
        mask.size, Image.Resampling.NEAREST
    )


def _colours(line: Lettering, behind: tuple[float, ...]) -> tuple[Rgb, Rgb]:
    """Letters and their edge: the colour that was asked for, or what reads best on what is behind."""
    back: Rgb = (round(behind[0]), round(behind[1]), round(behind[2]))
    if line.colour:
        fill = rgb(line.colour)
        return fill, (25, 24, 40) if brightness(fill) > 0.5 else (255, 250, 240)
    if brightness(back) > 0.62:
        return (42, 44, 66), (255, 252, 244)
    return (255, 250, 238), (24, 24, 44)


def _fitted(
    text: str, path: Path | None, width: float, height: float, largest: float
) -> tuple[list[str], Font]:
    """The largest letters with which the text fits, in up to three rows."""
    pixels = max(10, round(largest))
    while True:
        font = _font(path, pixels)
        assert font is not None, "font_for has opened it"  # noqa: S101 - narrows for the type checker
        rows = _rows(text, font, width)
        if (len(rows) <= 3 and len(rows) * pixels * 1.22 <= height) or pixels <= 10:
            return rows[:4], font
        pixels = max(10, round(pixels * 0.9))


def _rows(text: str, font: Font, width: float) -> list[str]:
    """Break at spaces, or between letters where there are none."""
    rows: list[str] = []
    row = ""
    for piece in _pieces(text):
        if row and font.getlength((row + piece).strip()) > width:
            rows.append(row.strip())
            row = piece.lstrip()
        else:
            row += piece
    return [*rows, row.strip()]


def _pieces(text: str) -> list[str]:
    pieces: list[str] = []
    for letter_ in text:
        joins = pieces and letter_.isascii() and not letter_.isspace() and pieces[-1][-1].isascii()
        if joins:
            pieces[-1] += letter_
        else:
            pieces.append(letter_)
    return pieces
