"""A scene in a sentence, for those who cannot see it."""

from collections import Counter

from core.providers.painter.kinds import KINDS
from core.providers.painter.scene import Scene
from core.providers.painter.vocabulary import NOUNS

LONGEST = 1000
NUMBERS = (
    "no",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
)
PLURALS = {
    "fish": "fish",
    "sheep": "sheep",
    "deer": "deer",
    "person": "people",
    "snowman": "snowmen",
    "cactus": "cacti",
}
SINGLES = {
    "stars": "stars",
    "mountains": "mountains",
    "hills": "hills",
    "city": "a city",
    "forest": "a forest",
    "volcano": "a snow-capped volcano",
    "sun": "the sun",
    "moon": "the moon",
    "blossom": "a blossoming cherry tree",
    "lamp": "a street lamp",
    "balloon": "a hot air balloon",
    "boat": "a sailing boat",
    "fire": "a campfire",
    "bamboo": "bamboo",
}
STYLES_EN = {
    "flat": "An illustration",
    "watercolour": "A watercolour",
    "oil": "An oil painting",
    "pixel": "Pixel art",
    "sketch": "A pencil sketch",
    "ink": "An ink painting",
    "poster": "A retro poster",
    "neon": "A neon picture",
    "papercut": "A paper-cut picture",
}
STYLES_ZH = {
    "flat": "插画",
    "watercolour": "水彩画",
    "oil": "油画",
    "pixel": "像素画",
    "sketch": "铅笔素描",
    "ink": "水墨画",
    "poster": "复古海报",
    "neon": "霓虹风格的画",
    "papercut": "剪纸画",
}
NOWHERE = frozenset({"space", "underwater", "abstract"})
"""Grounds without a time of day."""
GROUNDS_EN = {
    "meadow": "a meadow",
    "sea": "the sea",
    "lake": "a lake",
    "river": "a river",
    "beach": "a beach",
    "desert": "a desert",
    "street": "a street",
    "space": "outer space",
    "underwater": "the world under water",
    "abstract": "flowing shapes",
}
GROUNDS_ZH = {
    "meadow": "草地",
    "sea": "大海",
    "lake": "湖",
    "river": "河流",
    "beach": "海滩",
    "desert": "沙漠",
    "street": "街道",
    "space": "太空",
    "underwater": "海底",
    "abstract": "抽象的图形",
}
TIMES_EN = {"dawn": "at dawn", "day": "by day", "sunset": "at sunset", "night": "at night"}
TIMES_ZH = {"dawn": "清晨的", "day": "白天的", "sunset": "黄昏的", "night": "夜晚的"}
SEASONS_ZH = {"": "", "spring": "春天", "summer": "夏天", "autumn": "秋天", "winter": "冬天"}
WEATHERS_EN = {
    "rain": "rain",
    "snow": "falling snow",
    "storm": "lightning",
    "fog": "fog",
    "overcast": "a grey sky",
}
WEATHERS_ZH = {"rain": "下着雨", "snow": "下着雪", "storm": "电闪雷鸣", "fog": "有雾", "overcast": "天阴"}
MEASURES = {
    "boat": "艘",
    "ship": "艘",
    "house": "座",
    "castle": "座",
    "tree": "棵",
    "pine": "棵",
    "palm": "棵",
    "willow": "棵",
    "blossom": "棵",
    "flower": "朵",
    "sunflower": "朵",
    "cloud": "朵",
    "horse": "匹",
    "cow": "头",
    "elephant": "头",
    "pig": "头",
    "person": "个",
    "car": "辆",
    "bicycle": "辆",
    "cat": "只",
    "dog": "只",
    "fish": "条",
    "rainbow": "道",
    "bridge": "座",
    "sun": "个",
    "moon": "个",
}


def alt_text(scene: Scene, *, cut_out: bool = False) -> str:
    """One or two sentences in the scene's language, at most `LONGEST` characters.

    `cut_out`: only the things were painted, on a transparent ground.
    """
    text = (_chinese if scene.language == "zh" else _english)(scene, cut_out=cut_out)
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def _counted(scene: Scene) -> list[tuple[str, int]]:
    known = Counter(thing.kind for thing in scene.things)
    return sorted(known.items(), key=lambda pair: (-KINDS[pair[0]].height, pair[0]))


def _noun(kind: str, count: int) -> str:
    if KINDS[kind].single or (count == 1 and kind in SINGLES):
        return SINGLES.get(kind, NOUNS[kind].split("|")[0])
    word = {"blossom": "cherry tree", "pine": "pine tree", "palm": "palm tree"}.get(
        kind, NOUNS[kind].split("|")[0]
    )
    if count == 1:
        return f"{'an' if word[0] in 'aeiou' else 'a'} {word}"
    number = NUMBERS[count] if count < len(NUMBERS) else "many"
    return f"{number} {PLURALS.get(kind) or _plural(word)}"


def _plural(word: str) -> str:
    if word.endswith(("ch", "x", "s", "sh")):
        return word + "es"
    if word.endswith("y") and word[-2] not in "aeiou":
        return word[:-1] + "ies"
    return word + "s"


def _english(scene: Scene, *, cut_out: bool) -> str:
    parts = [_noun(kind, count) for kind, count in _counted(scene)]
    if cut_out:
        sentence = f"{STYLES_EN[scene.style]} of {_listed(parts)} on a transparent ground"
    else:
        when = "" if scene.ground in NOWHERE else f" {TIMES_EN[scene.time]}"
        season = f" in {scene.season}" if scene.season else ""
        sentence = f"{STYLES_EN[scene.style]} of {GROUNDS_EN[scene.ground]}{when}{season}"
        parts += [WEATHERS_EN[name] for name in scene.weather]
        sentence += f" with {_listed(parts)}" if parts else ""
    written = " ".join(f"“{line.text}”" for line in scene.letterings)
    return f"{sentence}." + (f" Written on it: {written}." if written and not cut_out else "")


def _listed(parts: list[str]) -> str:
    return (", ".join(parts[:-1]) + " and " if len(parts) > 1 else "") + parts[-1]


def _chinese_noun(kind: str) -> str:
    return next(word for word in NOUNS[kind].split("|") if not word.isascii())


def _chinese(scene: Scene, *, cut_out: bool) -> str:
    parts = [_chinese_counted(kind, count) for kind, count in _counted(scene)]
    if cut_out:
        return f"一幅{STYLES_ZH[scene.style]}：透明背景上有{'、'.join(parts)}。"
    when = "" if scene.ground in NOWHERE else TIMES_ZH[scene.time]
    sentence = f"一幅{STYLES_ZH[scene.style]}：{SEASONS_ZH[scene.season]}{when}{GROUNDS_ZH[scene.ground]}"
    sentence += f"，有{'、'.join(parts)}" if parts else ""
    sentence += "".join(f"，{WEATHERS_ZH[name]}" for name in scene.weather)
    written = "".join(f"“{line.text}”" for line in scene.letterings)
    return sentence + (f"，写着{written}" if written else "") + "。"


def _chinese_counted(kind: str, count: int) -> str:
    noun = _chinese_noun(kind)
    if KINDS[kind].single:
        return noun
    number = "两" if count == 2 else "一二三四五六七八九十"[count - 1] if count <= 10 else str(count)
    return f"{number}{MEASURES.get(kind, '个' if not KINDS[kind].alive else '只')}{noun}"
