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


def alt_text(scene: Scene) -> str:
    """One or two sentences in the scene's language, at most `LONGEST` characters."""
    text = _chinese(scene) if scene.language == "zh" else _english(scene)
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def _counted(scene: Scene) -> list[tuple[str, int]]:
    known = Counter(thing.kind for thing in scene.things if thing.kind in KINDS)
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


def _english(scene: Scene) -> str:
    when = "" if scene.ground in ("space", "underwater", "abstract") else f" {TIMES_EN[scene.time]}"
    season = f" in {scene.season}" if scene.season else ""
    sentence = f"{STYLES_EN.get(scene.style, 'A picture')} of {GROUNDS_EN[scene.ground]}{when}{season}"
    parts = [_noun(kind, count) for kind, count in _counted(scene)]
    parts += [WEATHERS_EN[name] for name in scene.weather if name in WEATHERS_EN]
    if parts:
        sentence += " with " + (", ".join(parts[:-1]) + " and " if len(parts) > 1 else "") + parts[-1]
    written = " ".join(f"“{line.text}”" for line in scene.letterings)
    return f"{sentence}." + (f" Written on it: {written}." if written else "")


def _chinese_noun(kind: str) -> str:
    return next(word for word in NOUNS[kind].split("|") if not word.isascii())


def _chinese(scene: Scene) -> str:
    when = "" if scene.ground in ("space", "underwater", "abstract") else TIMES_ZH[scene.time]
    sentence = (
        f"一幅{STYLES_ZH.get(scene.style, '画')}：{SEASONS_ZH[scene.season]}{when}{GROUNDS_ZH[scene.ground]}"
    )
    parts = []
    for kind, count in _counted(scene):
        noun = _chinese_noun(kind)
        number = "两" if count == 2 else "一二三四五六七八九十"[count - 1] if count <= 10 else str(count)
        parts.append(noun if KINDS[kind].single else f"{number}{MEASURES.get(kind, '个')}{noun}")
    if parts:
        sentence += "，有" + "、".join(parts)
    sky = [WEATHERS_ZH[name] for name in scene.weather if name in WEATHERS_ZH]
    if sky:
        sentence += "，" + "，".join(sky)
    written = "".join(f"“{line.text}”" for line in scene.letterings)
    return sentence + (f"，写着{written}" if written else "") + "。"
