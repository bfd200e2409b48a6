"""Do words ask to change a picture that is there? English and Chinese, by fixed rules."""

import re
from typing import Final

# A change is asked for at once; what follows would only cost time on the event loop.
_JUDGED_CHARACTERS: Final = 500

_POLITE: Final = (
    r"(?:(?:please|pls|plz|now|and|but|then|also|ok(?:ay)?|next|just|maybe|again|instead|hey|so|only"
    r"|(?:can|could|would|will) (?:you|u|we)|let'?s|i(?:'d| would) (?:like|love|prefer)(?: you)? to"
    r"|i want(?: you)? to|(?:ha)+h?|lo+l|lmao|wow+|omg|oh|yes|yeah|cool|nice|great|awesome|perfect|thanks|thank you|hm+|(?:do )?you mind|try to|try)\b[\s,]*)*"
)
_THING: Final = r"(?:it|this|that|these|those|him|her|them|everything|everyone|the|his|their|its|my|both|all|#\d|image|number)"
_VERB: Final = (
    rf"(?:make {_THING}|turn {_THING}(?! up\b)|give {_THING}(?! up\b)"
    r"|change|replace|swap|remove|delete|erase|get rid of|take (?:out|away|off)|add(?! me\b)|insert|include"
    r"|crop|rotate|flip|mirror|blur|sharpen|brighten|darken|lighten|enlarge|shrink|resize|upscale|recolou?r"
    r"|colou?ri[sz]e|zoom (?:in|out)|convert|restyle|redraw|redo|desaturate|saturate|posteri[sz]e|pixelate|invert"
    r"|combine|merge|blend|straighten|undo|soften|tone down|insert|extend|expand|increase|decrease|reduce"
    rf"|(?:colou?r|paint|draw|move|put|smooth|fill|cut|clean|hide|cover|dim|set|raise|lower|mix|style|render|imagine"
    rf"|restyle|use|fix|keep(?! (?:it up|up|it going|them coming|it coming))) {_THING}"
    r"|put (?:a|an|some|more|two|three|\d+)\b.*\b(?:on|onto|in|into|behind|over|under|beside|around|to)\b"
    r"|write|use|fix|cut out|fill in|clean up|smooth out)"
)
_LOOKS: Final = (
    r"(?:dark|bright|light|big|small|large|little|tall|short|long|wide|narrow|thin|thick|fat|blurry|busy|crowded|empty"
    r"|flat|red|green|blue|yellow|orange|purple|pink|brown|gr[ae]y|white|black|pale|warm|cold|saturated|close|far|high"
    r"|low|noisy|sharp|soft|plain|old|young)"
)
_MORE: Final = (
    r"(?:more|less|fewer|bigger|smaller|larger|brighter|darker|lighter|warmer|cooler|colder|sharper|softer|taller"
    r"|shorter|longer|wider|narrower|thinner|thicker|closer|further|farther|higher|lower|faster|slower|older|younger"
    r"|happier|sadder|scarier|cuter|fluffier|rounder|redder|bluer|greener|simpler|cleaner|wilder|moodier|rainier"
    r"|snowier)"
)
_BE: Final = r"(?:be|have|look|wear|stand|sit|hold|face|become)"
_PLAIN_ENGLISH: Final = re.compile(
    rf"^{_POLITE}{_VERB}(?!\w)"
    r"|^(?:and |but |so |ok(?:ay)?,? )*(?:what if|how about|what about|imagine if)\b"
    r"|\b(?:the )?same (?:but|thing but|one but|picture but|image but)\b"
    r"|^but (?:with|without|in|at|as|make|no|more|less)\b|^without\b|\binstead(?: of\b.*)?$"
    r"|^(?:can|could) (?:it|this|that|he|she|they|the \w+)"
    r" (?:be (?!true|real|any|that|possible|ai\b|so\b)|(?:have|get|look|wear|stand|sit|hold)\b)"
    r"|^(?:can|could|may) (?:we|i) (?:see|have|get|try)\b.*\b(?:at|in|with|without|as|from|but)\b"
    r"|^(?:can|could|would|will) (?:you|u) (?:do|try|show|see|get|have|draw|render) "
    rf"(?:it|this|that|him|her|them|one|a|an|the same|another)\b.*\b(?:in|at|with|without|as|from|but|{_MORE})\b"
    r"|\b(?:i'd|i would|we'd|we would|would) (?:love|like) to see (?:it|this|that|him|her|them|a|an|the|more)\b"
    rf"|\b(?<!you )(?<!this )(?<!that )(?<!i )(?<!we )(?<!they )(?:should|must|ought to) {_BE}\b"
    rf"|\b(?<!you )(?<!this )(?<!that )(?<!i )(?<!we )(?<!they )needs? (?:to {_BE}\b|more|less|some|a|an|another|fewer)\b"
    rf"|(?:'s|'re|\bis|\bare|\blooks?) (?:still )?(?:(?:a bit|a little|way|far|much) )?too {_LOOKS}\b"
    rf"|^(?:way |a bit |a little |far |still )*too {_LOOKS}\b"
    r"|^(?:way |there's |there is |there are |far )*too (?:much|many) (?!lol|haha|man|bro|fun|love|work|to\b|for\b)\w"
    r"|\bi(?:'d| would)? (?:want|need|would like|like(?<='d like)|prefer|would rather have) "
    r"(?:it|this|that|him|her|them|the \w+|more|less|fewer)"
    rf" .*?\b(?:to be|be|in (?!my|our)|at|as an?|with|without|instead|{_MORE})\b"
)
_FRAGMENT_ENGLISH: Final = re.compile(
    r"^(?:and |but |now |ok(?:ay)?,? |maybe |please |just |then |also |again |or |a (?:bit|little|lot|tad|touch) "
    r"|much |even |way |slightly |somewhat )*"
    rf"(?:{_MORE}|another|with|without|no|in|at|on|as|from|under|behind|during|plus|upside|black and white|sepia"
    r"|greyscale|grayscale|cartoon|anime|watercolou?r|pixel art|night|day|sunset|sunrise|dawn|dusk|winter|summer"
    r"|spring|autumn|square|portrait|landscape|widescreen|transparent)\b"
    r"|\w .*\b(?:please|pls|plz)$|^(?:please|pls|plz) \w"
)
_ASK_CHINESE: Final = r"(?:请|麻烦|帮我|帮忙|能不能|可不可以|能否|可以|能|再|那|然后|现在|还是|要不|那就|给我|你|我想|我要|想要?|希望|最好|那么)*"
_PLAIN_CHINESE: Final = re.compile(
    rf"^{_ASK_CHINESE}(?:把(?!手)|将(?!来|军|就|要|会)|改(?!天|日)|换(?!我)|变(?!态|得|化)|去掉|去除|删|移除|除去|抹掉|擦掉"
    r"|加(?!油|1$|一$|班|我)|添|增加|减少|让(?!我|人|你|大家)|使(?!用|劲|命)|给(?:它|他|她|这|那|天|背)"
    r"|不要(?!脸|太|停|钱|急|走|客气|这样|了$)|别(?!闹|说|笑|逗|急|走|吵|这样|担心|客气|人|慌)|调(?!皮|侃)|旋转"
    r"|裁剪|裁|翻转|镜像|放大|缩小|模糊|锐化|提亮|压暗|涂|上色|保留|替换|移动|移到|重画|重新画|做成|弄(?!得)|拉近|拉远"
    r"|补(?!药|课)|填|修(?!养|仙)|抠|合并|融合|混合|用(?!心|户|功|了|的))"
    r"|(?:改|换|变|弄|调|做|画|转)(?:成|为|一下)|去掉|删掉|删除|移除|换个|换一|加上|加个|加一[^$]|加两|加点"
    r"|如果(?:是|在|换)|要是(?!我|你|有|能|也)"
    r"|(?<![\d一二三四五六七八九十两几这那])把.+(?:换|改|变|调|去|弄|删|移|放|涂|画|加)"
    r"|太(?:暗|亮|大|小|黑|白|红|绿|蓝|黄|多|少|高|低|远|近|糊|模糊|挤|空|淡|浓|艳|胖|瘦)了"
)
_FRAGMENT_CHINESE: Final = re.compile(
    r"^(?:再(?!见|说|会)|更|稍微|稍|多(?!少|谢|好|亏|久|半)|少(?!来|见|爷|年)|要(?!的|命)|来(?!了|自|晚)|换)"
    r"|(?<!快)(?<!早)(?<!差)(?:一点|一些|点儿|些|点)(?:吧|呢|好吗|可以吗|行吗|就好)?$"
    r"|^(?:黑白|水彩|卡通|动漫|像素|夜晚|晚上(?!好)|白天|冬天|夏天|春天|秋天|下雨|下雪|没有|无(?!语|敌|聊)|带|在|油画|素描|透明|方形|横版|竖版)"
    r"|版本?$|风格$"
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
    return " ".join(words[:_JUDGED_CHARACTERS].replace("’", "'").lower().split())
