"""What is said about presets and about flags from elsewhere, in both languages."""

from types import MappingProxyType
from typing import Final

from core.errors import PresetNeedsPictures
from core.presets import Preset, PresetKind
from core.words.language import Catalogue, Language

ENGLISH_PRESETS: Final[Catalogue] = MappingProxyType(
    {
        "note.flag-ignored": "Not supported here, so I left it out: {detail}.",
        "preset.said": "{title}: {prompt}",
        "preset.numbered": "{number} {title}",
        "preset.style": "Styles",
        "preset.recipe": "Recipes",
        "preset.examples": "examples by the built-in painter",
        "preset.use": "Press one and tell me what to draw, or write it: {prefix}imagine a fox --style {name}. As a reply to a picture it changes that picture.",
        "preset.use.recipe": "Press one and give me what it needs, or reply to a picture with --style {name}.",
        "preset.use.picture": "Press one, and I'll change your picture that way.",
        "preset.alt": "A contact sheet: {titles}",
        "preset.none": "There are no styles here. Just say in your words how the picture should look.",
        "preset.ask": "{title}: {about} What should I draw? Reply to this message with a few words.",
        "preset.ask.pictures": {
            "one": "{title}: {about} Reply to this message with your picture, or reply to a picture with --style {name}.",
            "other": "{title}: {about} It takes {count} pictures: reply to this message with an album, or reply to one picture, attach the others and add --style {name}.",
        },
        "preset.ask.change": "{title}: {about} What should change? Reply to this message with a few words.",
        "label.style": "Use",
        "label.gallery": "More",
        "PresetNeedsPictures": {
            "one": "“{title}” needs a picture to start from. Reply to one with --style {name}, or attach one. Nothing was charged.",
            "other": "“{title}” needs {count} pictures, and you pointed at {given}. Reply to one and attach the others. Nothing was charged.",
        },
        "PresetNeedsPictures.fewer": {
            "one": "“{title}” works with {count} picture only, and you pointed at {given}. Please name one. Nothing was charged.",
            "other": "“{title}” takes {count} pictures at most, and you pointed at {given}. Please name fewer. Nothing was charged.",
        },
    }
)

CHINESE_PRESETS: Final[Catalogue] = MappingProxyType(
    {
        "note.flag-ignored": "这里不支持，已略过：{detail}。",
        "preset.said": "{title}：{prompt}",
        "preset.numbered": "{number} {title}",
        "preset.style": "风格",
        "preset.recipe": "配方",
        "preset.examples": "示例由内置画师绘制",
        "preset.use": "按一个，再告诉我画什么；或者直接写：{prefix}imagine 一只狐狸 --风格 {name}。回复一张图时，会改那张图。",
        "preset.use.recipe": "按一个，再给我它需要的东西；或者回复一张图，写上 --风格 {name}。",
        "preset.use.picture": "按一个，我就这样改你的图。",
        "preset.alt": "示例总览：{titles}",
        "preset.none": "这里没有预设风格，直接用文字说明想要的样子就行。",
        "preset.ask": "{title}：{about}。要画什么？回复这条消息，用几个词告诉我。",
        "preset.ask.pictures": {
            "other": "{title}：{about}。需要 {count} 张图：带图回复这条消息，或回复一张图并加上 --风格 {name}，其余的图一起附上。"
        },
        "preset.ask.change": "{title}：{about}。要改什么？回复这条消息，用几个词告诉我。",
        "label.style": "使用",
        "label.gallery": "更多",
        "PresetNeedsPictures": {
            "other": "“{title}”需要 {count} 张图，你给了 {given} 张。回复一张图，其余的附上，并写上 --风格 {name}。没有计入额度。"
        },
        "PresetNeedsPictures.fewer": {
            "other": "“{title}”最多用 {count} 张图，你给了 {given} 张。请少指几张。没有计入额度。"
        },
    }
)


def needs_pictures(language: Language, error: PresetNeedsPictures) -> str:
    """How many pictures a recipe needs."""
    title = error.title_zh if language.locale.language == "zh" else error.title
    if error.given < error.least:
        return language.say(
            "PresetNeedsPictures",
            count=error.least,
            title=title,
            name=error.preset,
            given=language.number(error.given),
        )
    given = language.number(error.given)
    return language.say("PresetNeedsPictures.fewer", count=error.most, title=title, given=given)


def said(language: Language, preset: Preset | None, prompt: str) -> str:
    """A person's words as a card shows them: with the preset's title, which may stand alone."""
    if preset is None:
        return prompt
    title = preset.title.of(language.locale.language)
    return language.say("preset.said", title=title, prompt=prompt) if prompt else title


def question(language: Language, preset: Preset, *, has_pictures: bool) -> str:
    """What a pressed preset still wants to know."""
    code = language.locale.language
    about = preset.description.of(code).rstrip(".。")
    title = preset.title.of(code)
    if preset.min_sources and not has_pictures:
        return language.say(
            "preset.ask.pictures",
            count=preset.min_sources,
            title=title,
            about=_ended(code, about),
            name=preset.name,
        )
    key = "preset.ask.change" if has_pictures else "preset.ask"
    return language.say(key, title=title, about=_ended(code, about))


def _ended(code: str, about: str) -> str:
    return about if code == "zh" else f"{about}."


def heading(language: Language, kind: PresetKind) -> str:
    """The name of a kind of presets."""
    return language.say(f"preset.{kind}")
