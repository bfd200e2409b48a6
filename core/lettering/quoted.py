"""The text that a model is asked to put into a picture: what could be set exactly instead."""

import re
from itertools import islice
from typing import Final

from core.lettering.look import Lettering, Role
from core.lettering.reading import MOST_PIECES_OF_TEXT, QUOTED, read_lettering

MOST_QUOTED_CHARACTERS: Final = 200
"""Longer quotations are not what a picture says."""

_JUDGED_CHARACTERS: Final = 4000
_MOST_TEXTS: Final = 4
_NEAR_CHARACTERS: Final = 48
_BEARERS: Final = (
    r"text|word(?:s|ing)?|letter(?:s|ing)?|title|headline|heading|subtitle|caption|slogan|tagline|motto|label|sign(?:board)?"
    r"|banner|billboard|poster|logo|watermark|bubble|balloon|inscription|message|greeting|card|shirt|tee|jersey|cap|mug|cover"
    r"|plaque|placard|board|plate|sticker|badge|neon|graffiti|menu|flag|ticket|tattoo|cake"
)
_CUE: Final = re.compile(
    rf"\b(?:says?|saying|reads?|reading|titled|entitled|labell?ed|captioned|lettered|inscribed|written|writes?|write|spell(?:s|ing)?"
    rf"|{_BEARERS})\b"
    r"|写|文字|字样|标题|字幕|文案|招牌|标语|标牌|牌子|横幅|海报|印着|印有|题|标签|水印|气泡|对联|的字|几个字|大字|贺卡|封面|台词"
)
_SAYS: Final = re.compile(
    rf"\b(?:{_BEARERS})\b(?: [a-z]+){{0,4}}? (?:that |which )?(?:says?|saying|reads?|reading|spelling)[:,]? "
    r"(?!(?:that|an?|the|his|her|their|it|to|how|something)\b)([^\n,.;!?\"“”«»「」]{1,80})"
    rf"|\b(?:with the )?(?:words?|text|title|titled|headline|caption|slogan)(?: is)?: ?([^\n,.;\"“”]{{1,80}})"
    r"|(?:上面|上|里|着)?写着[:：]?([^\n，。；、！？“”「」]{1,40})"
    r"|(?:文字|标题|字样|标语)(?:是|为|：|:)([^\n，。；、！？“”「」]{1,40})",
    re.IGNORECASE,
)
_TAIL: Final = re.compile(
    r"\s+(?:in|on|at|with|over|under|above|below|behind|beside|near|while|and|as|from|by|next to)\s.*$|的(?:招牌|牌子|标语|横幅|海报|[^的]{1,4})$",
    re.IGNORECASE,
)


_ROLES: Final = (
    (Role.THOUGHT, re.compile(r"thought bubble|thinking bubble|思考气泡|想法气泡")),
    (Role.SPEECH, re.compile(r"bubble|balloon|气泡|对话框|台词")),
    (Role.WATERMARK, re.compile(r"watermark|水印")),
    (Role.SUBTITLE, re.compile(r"subtitle|字幕")),
    (Role.CAPTION, re.compile(r"caption|配文|图注")),
    (Role.TITLE, re.compile(r"\btitled?\b|headline|poster|\bcover\b|标题|海报|封面")),
)


def quoted_text(prompt: str) -> str:
    """The text that `prompt` asks a model to put into the picture, lines joined by a line end; "" for none.

    Quotation marks near a word that bears or says text ("a banner with “SALE”", 写着“开业”), else
    what a sign, banner or shirt says without quotation marks.
    """
    judged = prompt[:_JUDGED_CHARACTERS]
    quoted: list[str] = []
    for match in islice(QUOTED.finditer(judged), MOST_PIECES_OF_TEXT):
        text = next(filter(None, match.groups()), "").strip()
        before = QUOTED.sub(" ", judged[: match.start()])[-_NEAR_CHARACTERS:]
        after = judged[match.end() : match.end() + _NEAR_CHARACTERS // 2]
        cued = _CUE.search(f"{before} , {after}".lower())
        if text and len(text) <= MOST_QUOTED_CHARACTERS and (cued or quoted):
            quoted.append(text)
    if quoted:
        return "\n".join(quoted[:_MOST_TEXTS])
    said = _SAYS.search(judged)
    return _TAIL.sub("", next(filter(None, said.groups()), "")).strip() if said else ""


def lettering_for(prompt: str) -> Lettering | None:
    """What the button "set it exactly" sets: the text, looking as the words say; None where there is none."""
    exact, _ = read_lettering(prompt)
    text = quoted_text(prompt)
    if exact or not text:
        return exact[0] if exact else None
    around = QUOTED.sub(" ", prompt[:_JUDGED_CHARACTERS].lower())
    return Lettering(text, role=next((role for role, name in _ROLES if name.search(around)), Role.TEXT))
