"""All sentences by language: each topic's file, put together."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from core.words.chinese import CHINESE
from core.words.chinese_errors import CHINESE_ERRORS
from core.words.english import ENGLISH
from core.words.english_errors import ENGLISH_ERRORS
from core.words.exact import CHINESE_EXACT, ENGLISH_EXACT
from core.words.language import Catalogue
from core.words.more import CHINESE_MORE, ENGLISH_MORE
from core.words.precise import CHINESE_PRECISE, ENGLISH_PRECISE
from core.words.presets import CHINESE_PRESETS, ENGLISH_PRESETS
from core.words.sources import CHINESE_SOURCES, ENGLISH_SOURCES
from core.words.versions import CHINESE_VERSIONS, ENGLISH_VERSIONS

CATALOGUES: Final[Mapping[str, Catalogue]] = MappingProxyType(
    {
        "en": MappingProxyType(
            {
                **ENGLISH,
                **ENGLISH_ERRORS,
                **ENGLISH_EXACT,
                **ENGLISH_MORE,
                **ENGLISH_PRECISE,
                **ENGLISH_VERSIONS,
                **ENGLISH_PRESETS,
                **ENGLISH_SOURCES,
            }
        ),
        "zh": MappingProxyType(
            {
                **CHINESE,
                **CHINESE_ERRORS,
                **CHINESE_EXACT,
                **CHINESE_MORE,
                **CHINESE_PRECISE,
                **CHINESE_VERSIONS,
                **CHINESE_PRESETS,
                **CHINESE_SOURCES,
            }
        ),
    }
)
