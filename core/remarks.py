"""Remarks: what people say about a picture without asking for another one. English and Chinese.

Each clause is a request, a remark or neither. One request makes the whole an edit; else one remark
makes it a remark; words that are neither are an edit. A paid edit from a remark is the worse error,
so sentences that merely state or ask something count as remarks unless they ask for a change.
"""

import re
import unicodedata
from enum import Enum, auto
from typing import Final

from core.changes import may_change, plainly_changes


class _Clause(Enum):
    REQUEST = auto()
    REMARK = auto()
    NEITHER = auto()


# More than anyone remarks at once; what follows would only cost time on the event loop.
_JUDGED_CHARACTERS: Final = 500

_LINK: Final = re.compile(r"(?:https?://|www\.|t\.me/|discord\.gg/)\S+", re.IGNORECASE)
_MARKUP: Final = re.compile(
    r"<a?:\w{1,40}:\d+>|<[@#][!&]?\d+>|:[a-z0-9_+\-]{2,40}:|(?<!\w)@\w+|(?<!\S)[:;=xX][-']?[)(DPpOo3/|*]+(?!\S)"
)
_CLAUSES: Final = re.compile(
    r"[.!?,;:…~\n。！？，；：、～—]+|\s+(?:-|–)\s+|\b(?:but|although|though|however)\b|但是?|不过"
)

# One word of a plain remark each; a clause made of nothing else is one.
_USUAL: Final = re.compile(
    r"a|absolutely|accurate|actually|adorable|again|ah|aha|all|already|alright|also|always"
    r"|amaze|amazeballs|amazed|amazing|an|and|art|as|ass|at|aw|awesome|awesomeness|aww"
    r"|awww|baby|bad|based|be|beaut|beautiful|beautifully|beauty|best|better|bg|big|bless"
    r"|bloody|boss|bot|bravo|brilliant|bro|bruh|btw|bud|but|by|bye|can't|cant|charming"
    r"|cheers|chef's|clean|clever|congrats|congratulations|cool|coolest|crap|crazy|creative"
    r"|creepy|cringe|cursed|cute|cutest|cutie|cuz|da|damn|dang|dayum|dead|dear|deserves"
    r"|did|diff|different|dope|dude|eek|eh|em|emm|enough|epic|even|ever|exactly|excellent"
    r"|exquisite|eyes|fab|fabulous|fair|fantastic|far|fave|favorite|favourite|fine|fire"
    r"|first|flawless|folks|for|fr|frame|friend|from|fuck|fucking|fun|funniest|funny|genius"
    r"|gg|glorious|goat|goated|god|gold|gonna|good|goodness|gorgeous|gosh|got|grand|great"
    r"|greatest|guy|guys|ha|hah|haha|haunting|hell|hello|hey|hi|hilarious|hm|hmm|holy|hot"
    r"|huge|huh|hype|i|ikr|im|impressed|impressive|in|incredible|indeed|insane|inspiring"
    r"|interesting|is|isn't|it|it's|its|jeez|jesus|job|just|k|keep|kinda|kiss|kk|l"
    r"|legend|legendary|legit|life|like|lit|lmao|lmfao|lol|lolol|looking|looks|lots|love"
    r"|loved|lovely|loves|loving|luv|mad|magic|magical|magnificent|majestic|man|marvellous"
    r"|marvelous|masterpiece|mate|me|mega|meh|mesmerizing|mind-blowing|mm|mmm|mmmm|morning"
    r"|muah|much|my|nah|naw|neat|never|new|nice|niceee|nicely|nicest|nifty|night|no|nope"
    r"|not|now|oh|ohh|ohhh|ok|okay|okey|omfg|omg|one|ones|only|oof|ooh|ooo|oooh|oops"
    r"|ouch|our|out|outstanding|perfect|perfection|perfectly|perfecto|phenomenal|photo|pic"
    r"|picture|pleasant|please|pls|pog|poggers|pretty|priceless|promising|proud|pure|quite"
    r"|rad|rare|real|realistic|really|respect|ridiculous|right|rip|rly|rofl|roflmao|scary"
    r"|see|shit|sick|sir|slaps|slay|smart|smh|so|solid|sorry|spectacular|splendid|spooky"
    r"|spot|stellar|still|stuff|stunning|stylish|sublime|such|super|superb|sure|sus|sweet"
    r"|swell|talented|terrible|terrific|thank|thanks|thankyou|thanx|that|that's|thats|the"
    r"|them|there|these|they|thing|this|those|thx|to|today|too|top|totally|true|truly|tv"
    r"|ty|tysm|u|ugh|uh|ultra|um|unbelievable|unreal|ur|used|very|vibe|vibes|w|wack|wait"
    r"|want|was|way|we|weird|welcome|well|what|whoa|wholesome|wicked|wild|win|winner|with"
    r"|woah|wonderful|wonderfully|woo|wooo|woot|work|worked|works|wow|wowww|wowza|wtf|x|xd"
    r"|xoxo|ya|yall|yay|yea|yeah|yep|yes|yess|yesss|yo|you|you're|your|youre|yum|yummy"
    r"|yup"
)
# Words that alone say nothing about how a picture is liked.
_HOLLOW: Final = re.compile(
    r"a|again|all|also|an|and|as|at|bad|be|big|but|by|can't|cant|did|different|even"
    r"|far|first|for|from|gold|guy|guys|hot|huge|i|in|is|it|its|just|keep|life|like"
    r"|man|me|morning|much|my|new|night|no|not|now|of|on|one|ones|only|our|out|photo"
    r"|pic|picture|please|pls|right|see|still|stuff|the|them|there|these|they|thing|this"
    r"|those|to|today|too|top|u|used|want|was|way|we|what|wild|with|work|you|your"
)
_LAUGHTER: Final = re.compile(
    r"(?:a*(?:h+[aeiou]+)+h*|l+[ou]+l+(?:[oz]+l?)*|lm+f?a+o+|ro+fl+|x+d+|k{3,}|w{3,}|(?:je)+|(?:ja){2,}|(?:ke){2,}|hu+h|"
    r"w+o+w+|wo+a+h+|whoa+|a+w+|o+h+|o+m+g+|n+i+c+e+|y+a+y+|y+e+s+|y+e+a+h+|u+g+h+|h+m+|m{2,}|o{2,}|a{2,}h*|e{2,}w*|s+o{2,}|l+o+v+e+|"
    r"t+h+a+n+k+s+|p+l+e+a+s+e+|6{2,}|2333*|8{2,}|\+1|10/10|100|<3+|1st)"
)
_PHRASE: Final = re.compile(
    r"^(?:no (?:way|cap|comment|words|idea|problem|worries|kidding|thanks|thank you|notes|one|doubt|joke|need)\b"
    r"|in love\b|on (?:point|fire)\b|as (?:if|expected|always|usual)\b|at (?:last|least)\b|same\b(?! but)"
    r"|with love\b|from me\b|but (?:why|how|who|seriously|still)\b|keep (?:it up|up|it going|going|them coming)\b"
    r"|more like\b|in (?:awe|shock|tears|fact)\b|night night|plus one|on my way\b|(?:better|worse|more \w+) than\b"
    r"|another (?:one bites|masterpiece|banger)\b|don't (?:you|know|think|care|worry|mind|forget|tell|even)\b"
    r"|(?:the|that|those|these|all|every|such|your|his|her|their) (?!.*\btoo\b)(?!.*\b(?:should|must|needs?|could)\b)"
    r".*(?:'s|\b(?:is|are|was|were|looks?|feels?|has|have|seems?))\b"
    r"|give .*\b(?:raise|medal|rest|break|try|prize|award|cookie|oscar|applause|follow|like|hand)\b"
    r"|怎么|为什么|为啥|谁|什么|啥|哪|别(?:闹|说|笑|逗|急|走|吵|这样|担心|客气|慌)|让(?:我|人|你|大家)|加油|加班|将来|改天|用心"
    r"|不要(?:脸|太|停|急|走|客气|这样)|要命|来了|快点|快一点|多少|少来|调皮)"
)
_STATEMENT: Final = re.compile(
    r"^(?:and |but |well |so |wow |o+h+ |a+h+ |hm+ |wait |(?:ha)+ |lol |ok |okay |yeah |yes |no |hey |omg |also )*"
    r"(?:i(?:'m|'ve|'ll|'d)?|im|ive|my|our|we(?:'re|'ve|'ll)?|you(?:'re|'ve)?|ur?|they(?:'re)?|he(?:'s)?|she(?:'s)?|it(?:'s)?|its"
    r"|this(?:'s)?|that(?:'s|'ll)?|thats|these|those|there(?:'s)?|theres|who(?:'s)?|what(?:'s)?|whats|where(?:'s)?|when|why|how|which|whose"
    r"|is|are|was|were|did|does|do|has|have|had|will|would|am|looks?|looking|reminds?|feels?|sounds?|seems?|remember|guess"
    r"|nobody|everyone|everybody|someone|somebody|thank(?:s|\syou)?|thx|ty|congrats|welcome|sorry|imagine|can|could|may|should|whoever|(?:is|are|was|were|do|does|did|ca|could|wo|would|have|has)n't"
    r"|love|loving|loved|like|liked|hate|nice|great|good|cool|best|well done|awesome|amazing|beautiful|gorgeous|perfect|such|what a|so|very|pretty|not bad|cute|lovely|funny|adorable|stunning|sent|showed|shared|posted|printed|saved"
    r"|lol|lmao|haha|wow|omg|bro|dude|mom|dad|grandma|tell|ask|check|look at|see you|brb|gtg|good (?:night|morning|job|work)|pay|send)\b"
)
_DRAWN_OUT: Final = re.compile(r"(\w)\1{2,}")
_CHINESE_PRAISE: Final = re.compile(
    r"哈+|哇塞|有内味|内味|大师|真香|嘿+|呵+|嘻+|哇+|喔+|哦+|噢|嗯+|诶|欸|嗷+|谢+(?:啦|了|你|您)?|多谢|感谢|辛苦(?:了|啦)?|赞+|棒+|牛+(?:逼|批|皮|b)?|厉害|漂亮|美+|好看|好听|好玩|好笑|好吃"
    r"|可爱|帅+气?|酷+|绝了?|神了|神作|太强|强+|完美|优秀|满意|喜欢|爱了|爱|惊艳|震撼|惊人|不错|可以的?|行+|好+|对+|是的|没错|同意|支持|收到|知道了?|明白|懂了|了解|原来如此"
    r"|笑死|笑哭|笑|绷不住|破防|吓人|吓死|恐怖|丑|难看|奇怪|无语|晕|汗|呜+|哭|天哪|天啊|我的天|我去|卧槽|我靠|妈呀|妈耶|老天|佩服|膜拜|大佬|大神|高手|天才|艺术|杰作|作品|效果|水平|质量"
    r"|早上?好?|晚安|你好|您好|再见|拜拜|辛苦|加油|恭喜|祝贺|yyds|nb|666+|233+|awsl|ok|xswl|真实|逼真|像|温馨|治愈|震惊|高级|精致|细节|氛围感?|感觉|有意思|有趣|搞笑|舒服|到位|给力|靠谱"
)
_CHINESE_FILLER: Final = re.compile(
    r"真的?|多|太|很|好|非常|超级?|特别|挺|蛮|最|最爱|更|都|也|就|还|又|再|有点|有些|这么|那么|多么|简直|实在|确实|果然|居然|竟然|完全|绝对|的|了|啊|呀|吧|呢|嘛|吗|哟|哎|唉|啦|咯|哒|滴|得|地|么"
    r"|我们?|你们?|您|他们?|她们?|它们?|大家|这|那|个|张|幅|图片?|画|照片|是|在|一|下|不|没|有|要|会|能|人|机器人|小|大|老|师傅|哥|姐|亲|宝|死|到|爆|极|呆|翻|坏|炸|出来|起来|来|看|说|想|和|跟|对"
)
# "好可爱的猫": praise that names what is liked.
_CHINESE_LIKED: Final = re.compile(
    r"^(?:好|真|太|超级?|非常|多么?|这么|那么|很|挺|蛮)(?:可爱|漂亮|美|好看|帅气?|酷|萌|温馨|治愈|恐怖|搞笑|有趣|真实|逼真|高级|精致|神奇|棒|丑)(?:的.{1,6})?$"
)
_CHINESE_STATEMENT: Final = re.compile(
    r"^(?:我(?!想|要|希望)|你(?!把|能|可以)|您(?!把|能|可以)|他|她|它|咱|大家|这|那(?!就|把)|谁|什么|啥|怎么|为什么|为啥|哪|多少|几(?!张)|是不是|有没有|会不会|原来|果然|感觉|觉得|难道|居然|竟然|记得|好像|看起来|看着"
    r"|今天|昨天|明天|刚才|以前|小时候|听说|谢谢|感谢)|(?:吗|么|没有|呢|什么|谁|哪里|哪儿|多少)$"
)


def is_remark(text: str) -> bool:
    """Whether words that answer a picture only comment on it: they cost nothing and are left alone."""
    clauses = [_judge(clause) for clause in _clauses(text[:_JUDGED_CHARACTERS])]
    if _Clause.REQUEST in clauses:
        return False
    asks = text.rstrip().endswith(("?", "？"))
    return asks or not clauses or _Clause.REMARK in clauses or bool(_LINK.search(text[:_JUDGED_CHARACTERS]))


def _clauses(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKC", _MARKUP.sub(" ", _LINK.sub(" ", text.replace("’", "'")))).lower()
    parts = (_bare(part) for part in _CLAUSES.split(plain))
    return [part for part in parts if part]


def _bare(clause: str) -> str:
    """Without emoji and other symbols; "" when there was nothing else."""
    kept = "".join(character if _is_word_part(character) else " " for character in clause)
    return " ".join(kept.split())


def _is_word_part(character: str) -> bool:
    return character in "'#%+/<>-\"$&" or unicodedata.category(character)[0] in "LN" or character.isspace()


def _judge(clause: str) -> _Clause:
    if _PHRASE.search(clause):
        return _Clause.REMARK
    if plainly_changes(clause):
        return _Clause.REQUEST
    if _is_praise(clause):
        return _Clause.REMARK
    if may_change(clause):
        return _Clause.REQUEST
    if _STATEMENT.search(clause) or _CHINESE_STATEMENT.search(clause):
        return _Clause.REMARK
    return _Clause.NEITHER


def _is_praise(clause: str) -> bool:
    rest = _CHINESE_PRAISE.sub("", clause)
    if _CHINESE_LIKED.search(clause):
        return True
    if rest != clause and not _CHINESE_FILLER.sub("", rest).strip():
        return True
    words = clause.split()
    return all(_is_usual(word) for word in words) and not all(_HOLLOW.fullmatch(word) for word in words)


def _is_usual(word: str) -> bool:
    """Whether a word belongs to plain remarks, however long it is drawn out ("coooool")."""
    spellings = (word, _DRAWN_OUT.sub(r"\1", word), _DRAWN_OUT.sub(r"\1\1", word))
    return any(_USUAL.fullmatch(spelling) for spelling in spellings) or bool(_LAUGHTER.fullmatch(word))
