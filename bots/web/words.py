"""The page's own labels, in English and Simplified Chinese; the bot's sentences are the core's."""

from datetime import datetime

from babel.dates import format_skeleton

from core.quota import Period, ScopeKind, Unit, Usage, Window

_MICROS_PER_DOLLAR = 1_000_000

WORDS: dict[str, tuple[str, str]] = {
    "tagline": ("Draw together, right in the chat", "在群聊里一起画画"),
    "you-are": ("You are", "你是"),
    "speak-as": ("Speak as {name}", "以{name}的身份说话"),
    "group": ("Group", "群聊"),
    "private": ("Private", "私聊"),
    "theme": ("Light or dark", "浅色或深色"),
    "empty": ("What shall we draw?", "想画点什么？"),
    "empty-how": (
        "Type what you would like to see. Then click any picture and say what should change.",
        "写下你想看到的画面；再点任意一张图，说说要改哪里。",
    ),
    "try": ("Try one", "试试看"),
    "earlier": ("Earlier messages", "更早的消息"),
    "placeholder": ("Describe a picture…", "描述一张图……"),
    "placeholder-edit": ("What should change?", "想改什么？"),
    "placeholder-reply": ("Write a reply…", "写回复……"),
    "message": ("Message", "消息"),
    "ask": ("Draw", "画图"),
    "ask-hint": ("Ask Chatbrush to draw this (Enter)", "请 Chatbrush 来画（回车）"),
    "edit": ("Change it", "修改"),
    "say": ("Say", "发言"),
    "say-hint": ("Say it to the others, without drawing", "只和大家说话，不画图"),
    "send": ("Send", "发送"),
    "attach": ("Add pictures (or paste, or drop them here)", "添加图片（也可粘贴或拖到这里）"),
    "drop": ("Drop pictures to add them", "松开即可添加图片"),
    "commands": ("Commands", "命令"),
    "remove": ("Remove {name}", "移除{name}"),
    "cancel-reply": ("Cancel reply (Esc)", "取消回复（Esc）"),
    "replying": ("Changing a picture by {name}", "修改{name}的图片"),
    "replying-number": ("Changing picture #{number} by {name}", "修改{name}的第 {number} 张图"),
    "replying-text": ("Replying to {name}", "回复{name}"),
    "reply": ("Reply", "回复"),
    "pick": ("Click to change this picture: {alt}", "点击修改这张图：{alt}"),
    "picture": ("picture", "图片"),
    "zoom": ("View large", "查看大图"),
    "only-you": ("Only you see this", "仅你可见"),
    "see-picture": ("Show the picture", "查看图片"),
    "for": ("for {name}", "给{name}"),
    "bot": ("bot", "机器人"),
    "gone": ("a former member", "以前的成员"),
    "too-large": ("That file is larger than {megabytes} MB.", "文件超过 {megabytes} MB。"),
    "too-many": ("At most {count} files per message.", "每条消息最多 {count} 个文件。"),
    "busy": ("Chatbrush is busy; your message is kept.", "Chatbrush 正忙，消息已保留。"),
    "upload-failed": ("The upload did not work. Please try again.", "上传失败，请重试。"),
    "quota": ("What is left", "剩余额度"),
    "left-images": ("{left} of {amount} images left", "还剩 {left}/{amount} 张"),
    "left-micros": ("${left} of ${amount} left", "还剩 ${left}，共 ${amount}"),
    "per": ("per {window}", "每{window}"),
    "full-at": ("all back {time}", "{time}全部恢复"),
    "scope-account": ("You", "你"),
    "scope-community": ("This chat", "本群"),
    "scope-deployment": ("Everyone", "所有人"),
    "minute": ("minute", "分钟"),
    "minutes": ("{count} minutes", " {count} 分钟"),
    "hour": ("hour", "小时"),
    "hours": ("{count} hours", " {count} 小时"),
    "day": ("day", "天"),
    "days": ("{count} days", " {count} 天"),
    "week": ("week", "周"),
    "month": ("month", "月"),
}

EXAMPLES: dict[str, tuple[str, str, str]] = {
    "en": (
        "A red sailboat on a calm sea at sunset",
        "A snowy village under the moon, as a watercolour",
        'A birthday card with flowers that says "Happy Birthday, Bo"',
    ),
    "zh": (
        "夕阳下平静海面上的一艘红色帆船",
        "月光下的雪中村庄，水彩风格",
        "一张开满鲜花的生日贺卡，写着“生日快乐”",
    ),
}


def language_of(locale: str, default: str = "en") -> str:
    """Of a BCP 47 tag or an Accept-Language header: "zh" or "en"; `default` where it is empty."""
    first = locale.split(",", maxsplit=1)[0].strip().lower()
    if not first:
        return default
    return "zh" if first.startswith("zh") else "en"


class Words:
    """The labels in one language, "en" or "zh"."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._column = 1 if language == "zh" else 0

    def __call__(self, key: str, **values: object) -> str:
        """The label of a key with its values."""
        return WORDS[key][self._column].format(**values)

    @property
    def examples(self) -> tuple[str, str, str]:
        """Three prompts to begin with."""
        return EXAMPLES[self.language]

    def left(self, usage: Usage) -> str:
        """As in "37 of 40 images left"."""
        amount = usage.limit.amount
        left = max(0, amount - usage.used)
        if usage.limit.unit is Unit.MICROS:
            dollars = (f"{value / _MICROS_PER_DOLLAR:.2f}" for value in (left, amount))
            return self("left-micros", left=next(dollars), amount=next(dollars))
        return self("left-images", left=left, amount=amount)

    def window(self, window: Window) -> str:
        """As in "per 3 hours"."""
        if window.period is not None:
            name = {Period.HOUR: "hour", Period.DAY: "day", Period.WEEK: "week", Period.MONTH: "month"}
            return self("per", window=self(name[window.period]))
        return self("per", window=self._span(window.seconds or 0))

    def back(self, full_at: datetime | None, now: datetime) -> str:
        """As in "all back 15:10", with the date when it is not today; "" when nothing is used."""
        if full_at is None:
            return ""
        local, today = full_at.astimezone(), now.astimezone()
        time = local.strftime("%H:%M")
        if local.date() != today.date():
            time = f"{format_skeleton('MMMd', local, locale=self.language)} {time}"
        return self("full-at", time=time)

    def scope(self, kind: ScopeKind) -> str:
        """Whose limit it is."""
        return self(f"scope-{kind}")

    def _span(self, seconds: int) -> str:
        for unit, length in (("day", 86_400), ("hour", 3_600), ("minute", 60)):
            if seconds >= length and seconds % length == 0:
                count = seconds // length
                return self(unit) if count == 1 else self(f"{unit}s", count=count)
        return self("minutes", count=max(1, round(seconds / 60)))
