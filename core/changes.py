"""Do words ask to change a picture that is there? English and Chinese, by fixed rules."""

import re
from typing import Final

_POLITE: Final = (
    r"(?:(?:please|pls|plz|now|and|but|then|also|ok(?:ay)?|next|just|maybe|again|instead|hey|so|only"
    r"|(?:can|could|would|will) (?:you|u|we)|let'?s|i(?:'d| would) (?:like|love|prefer)(?: you)? to"
    r"|i want(?: you)? to|(?:do )?you mind|try to|try)\b[\s,]*)*"
)
_THING: Final = (
    r"(?:it|this|that|these|those|him|her|them|everything|everyone|the|his|their|its|my|both|all|#\d)"
)
_VERB: Final = (
    rf"(?:make {_THING}|turn {_THING}|give {_THING}|change|replace|swap|remove|delete|erase|get rid of|take (?:out|away|off)"
    rf"|add|insert|include|crop|rotate|flip|mirror|blur|sharpen|brighten|darken|lighten|enlarge|shrink|resize|upscale"
    rf"|recolou?r|colou?ri[sz]e|colou?r {_THING}|paint {_THING}|zoom (?:in|out)|convert|restyle|redraw|redo|move|put {_THING}"
    rf"|put (?:a|an|some|more|two|three|\d+)\b.*\b(?:on|onto|in|into|behind|over|under|beside|around|to)\b|fix|keep"
    rf"|smooth|fill|extend|expand|cut|clean|straighten|desaturate|saturate|posteri[sz]e|pixelate|invert|combine|merge|mix"
    rf"|blend|set|write|use|lower|raise|increase|decrease|reduce|soften|tone down|dim|hide|cover|show (?:it|him|her|them)"
    rf"|draw (?:it|this|that|him|her|them)|undo|style (?:it|this)|render (?:it|this)|imagine (?:it|this))"
)
_PLAIN_ENGLISH: Final = re.compile(
    rf"^{_POLITE}{_VERB}\b"
    r"|^(?:and |but |so |ok(?:ay)?,? )*(?:what if|how about|what about|imagine if|i wish)\b"
    r"|\b(?:the )?same (?:but|thing but|one but|picture but|image but)\b|^but (?:with|without|in|at|as|make|no|more|less)\b"
    r"|^without\b|\binstead(?: of\b.*)?$"
    r"|^(?:(?:can|could) (?:it|this|that|he|she|they|the \w+) (?:be|have|get|look|wear|stand|sit|hold)\b)"
    r"|\b(?:should|needs? to|must|ought to) (?:be|have|look|wear|stand|sit|hold|face|become|go)\b"
    r"|\bneeds? (?:more|less|some|a|an|another|fewer)\b"
    r"|\b(?:it|that|this|he|she|they|sky|background|colou?rs?|light(?:ing)?|\w+)(?:'s|'re| is| are| looks?) (?:still )?(?:(?:a bit|a little|way|far|much) )?"
    r"too (?:dark|bright|light|big|small|large|little|tall|short|long|wide|narrow|thin|thick|fat|blurry|busy|crowded"
    r"|empty|flat|red|green|blue|yellow|orange|purple|pink|brown|gr[ae]y|white|black|pale|warm|cold|saturated|close|far"
    r"|high|low|many|much|noisy|sharp|soft|plain|old|young)\b"
    r"|^too (?:dark|bright|big|small|blurry|busy|crowded|saturated|pale|warm|cold|many|much|red|green|blue|yellow)\b"
    r"|\bi(?:'d| would)? (?:want|need|like|prefer|rather have) (?:it|this|that|him|her|them|the \w+|more|less|fewer|a|an)"
    r" .*\b(?:to be|be|in|as|at|with|without|darker|brighter|bigger|smaller|instead)\b"
)
_FRAGMENT_ENGLISH: Final = re.compile(
    r"^(?:and |but |now |ok(?:ay)?,? |maybe |please |just |then |also |again |or |a (?:bit|little|lot|tad|touch) |much |even |way |slightly |somewhat )*"
    r"(?:more|less|fewer|bigger|smaller|larger|brighter|darker|lighter|warmer|cooler|colder|sharper|softer|taller|shorter"
    r"|longer|wider|narrower|thinner|thicker|closer|further|farther|higher|lower|faster|slower|older|younger|happier|sadder"
    r"|scarier|cuter|fluffier|rounder|redder|bluer|greener|simpler|cleaner|wilder|moodier|rainier|snowier|another"
    r"|with|without|no|in|at|on|as|from|under|behind|during|like|but|plus|same|upside|black and white|sepia|greyscale|grayscale"
    r"|cartoon|anime|watercolou?r|pixel art|night|day|sunset|sunrise|dawn|dusk|winter|summer|spring|autumn|fall|square"
    r"|portrait|landscape|widescreen|transparent)\b"
)
_ASK_CHINESE: Final = r"(?:请|麻烦|帮我|帮忙|能不能|可不可以|能否|可以|能|再|那|然后|现在|把它|还是|要不|那就|给我|你|我想|我要|想要?|希望|最好|那么)*"
_PLAIN_CHINESE: Final = re.compile(
    rf"^{_ASK_CHINESE}(?:把(?!手)|将|改|换|变|去掉|去除|删|移除|除去|抹掉|擦掉|加|添|增加|减少|让|使|给(?:它|他|她|这|那|天|背)|不要|别|调|旋转"
    r"|裁剪|裁掉|裁|翻转|镜像|放大|缩小|模糊|锐化|提亮|压暗|涂|上色|保留|替换|移动|移到|重画|重新画|转成|转换|做成|弄|拉近|拉远|补|填|修|抠|合并|融合|混合|用)"
    r"|(?:改|换|变|弄|调|做|画|转)(?:成|为|得|一下|到)|去掉|删掉|删除|移除|换个|换一|加上|加个|加一|加两|加点|如果(?:是|在|换)|要是"
    r"|(?<![\d一二三四五六七八九十两几这那])把.+(?:换|改|变|调|去|弄|删|移|放|涂|画|加)"
    r"|太(?:暗|亮|大|小|黑|白|红|绿|蓝|黄|多|少|高|低|远|近|糊|模糊|挤|空|淡|浓|艳|胖|瘦)了"
)
_FRAGMENT_CHINESE: Final = re.compile(
    r"^(?:再|更|稍微|稍|多|少|要|来|换)|(?:一点|一些|点儿|些|点)(?:吧|呢|好吗|可以吗|行吗|就好)?$|^(?:黑白|水彩|卡通|动漫|像素|夜晚|晚上|白天|冬天|夏天|春天|秋天"
    r"|下雨|下雪|没有|无|带|在|油画|素描|透明|方形|横版|竖版)|版本?$|风格$"
)


def plainly_changes(words: str) -> bool:
    """Whether the words say so themselves: "make it night", "remove the tree", 把天空改成红色."""
    plain = _folded(words)
    return bool(_PLAIN_ENGLISH.search(plain) or _PLAIN_CHINESE.search(plain))


def may_change(words: str) -> bool:
    """Whether the words could be meant so: "darker", "at night", "with a hat", 更亮一点."""
    plain = _folded(words)
    return bool(plainly_changes(words) or _FRAGMENT_ENGLISH.search(plain) or _FRAGMENT_CHINESE.search(plain))


def _folded(words: str) -> str:
    return " ".join(words.replace("’", "'").lower().split())
