"""Replies to a picture, labelled by what the person meant."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.changes import may_change
from core.remarks import is_remark

REMARKS = (
    # praise
    "wow, love it", "love it", "Love this!!", "nice one!", "so pretty", "gorgeous!!!", "this is so cool", "that's amazing",
    "Amazing work, thank you", "great job", "not bad", "soooo cute", "coooool", "perfect, just what I wanted", "10/10",
    "W", "masterpiece", "chef's kiss", "looks great", "It looks like my dog", "you should be an artist", "no way!",
    "in love with this", "this should be in a museum", "what a nice sky", "I like it as it is", "best bot ever",
    "that's too cute", "keep it up!", "this is fire 🔥", "beautiful colours", "I love how the light falls on the water",
    "give this bot a raise", "the details are insane", "better than mine lol", "same",
    # thanks, greetings, agreement
    "thanks!", "thank you so much", "ty", "thx bro", "ok", "okay cool", "yes", "yeah exactly", "+1", "good night", "hello",
    "sorry", "no thanks", "no problem",
    # laughter and symbols
    "haha", "hahahaha", "LOL", "lmaooo", "😂😂", "❤️", "🔥🔥🔥", "...", "!?", "xD", ":)", "<:pepe:123456789012345678>", ":heart_eyes:", "",
    # questions about it
    "what is that?", "how did you do this?", "who made this?", "is that a cat?", "is it real?", "why is it so dark?",
    "where is this?", "can you believe it?", "which model is this?", "how much did that cost?", "did you change it?",
    "what's that in the corner?", "could it be real?", "isn't that your house?",
    # links and talk
    "https://example.com/x.png", "look https://example.com/cat", "my grandma would love this", "I showed it to my mom",
    "this reminds me of Paris", "I have a cat like that", "brb", "we should print it", "everyone is talking about it",
    "gonna make this my wallpaper, thanks", "I'll show it to the class tomorrow",
    # Chinese
    "谢谢", "谢谢你！", "多谢大佬", "哈哈哈", "哈哈笑死我了", "好看", "真好看啊", "太棒了", "666", "666666", "牛逼", "这是什么？", "怎么做到的？",
    "你好厉害", "好可爱的猫", "太美了吧", "我喜欢这张", "绝了", "可以的", "不错不错", "这也太好看了", "加油", "晚安", "为什么是蓝色的？",
    "这是真的吗？", "好的", "嗯嗯", "哇！", "辛苦了", "画得真好", "我妈看了说像我", "别闹了", "让人震惊", "多少钱？", "不要太好看", "yyds", "原来如此",
)  # fmt: skip

EDITS = (
    "can you make the sky darker?", "brighter", "Brighter please", "what if it were night", "make it blue", "MAKE IT NIGHT!",
    "two boats", "a red hat", "more stars", "at night", "remove the tree", "please remove the text", "wow, now with a hat",
    "love it, but make the sky darker", "#2", "#2 but darker", "as a watercolour", "the sky is too dark", "too dark",
    "could it be winter?", "could it be in winter?", "I want it in blue", "thanks! now add a dog", "in pixel art", "night",
    "nice, brighter please", "without the people", "let's try snow", "the house should be red", "turn him into a pirate",
    "blue instead", "the second one but darker", "give her sunglasses", "zoom out", "beautiful, can you add a moon?",
    "can we see it at night?", "crop it to a square", "black and white", "less red", "swap the cat for a dog",
    'write "HAPPY BIRTHDAY" on it', "put a hat on him", "change the background to #ff0000", "I'd love to see it in winter",
    "it needs more trees", "too many people", "replace the boat with a swan", "same but in summer", "how about a sunset",
    "use the colours of image 2", "could you do it in watercolour?", "red background", "bigger", "rotate it", "undo that",
    "now with rain 🌧️", "haha make it rain", "Great! Can you also add two boats?", "van gogh style", "smaller, and at dusk",
    "make it like https://example.com/x.png",
    # Chinese
    "去掉文字", "把天空改成红色", "更亮一点", "晚上", "加一只猫", "太暗了", "换个背景", "能不能亮一点", "变成水彩", "让它下雪", "好看，但是把背景换成蓝色",
    "请把树去掉", "再加两只鸟", "亮一点", "不要文字", "改成夜晚", "如果是冬天呢", "黑白", "可以把猫变大吗？", "帮我换成油画风格", "多一些花", "给它戴个帽子",
    "第二张改成夜晚", "画成水彩", "谢谢，再加一条船", "卡通风格", "一只猫",
)  # fmt: skip


def test_there_are_enough_examples_of_both_kinds() -> None:
    assert len(set(REMARKS)) == len(REMARKS) >= 100
    assert len(set(EDITS)) == len(EDITS) >= 80


@pytest.mark.parametrize("text", REMARKS)
def test_a_remark_is_left_alone(text: str) -> None:
    assert is_remark(text)


@pytest.mark.parametrize("text", EDITS)
def test_an_edit_is_no_remark(text: str) -> None:
    assert not is_remark(text)


@given(st.text(alphabet="😂❤️🔥👍✨ !.?~…", max_size=30))
def test_symbols_alone_never_cost_anything(text: str) -> None:
    assert is_remark(text)


@given(
    st.sampled_from([text for text in EDITS if "but" not in text]),
    st.sampled_from(["wow", "thanks", "谢谢", "😂"]),
)
def test_a_request_after_a_remark_is_still_a_request(edit: str, remark: str) -> None:
    if may_change(edit):
        assert not is_remark(f"{remark}! {edit}")


@given(st.text(max_size=200))
def test_anything_that_people_write_is_judged(text: str) -> None:
    assert is_remark(text) in (True, False)
